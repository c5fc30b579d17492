"""The writes of the catalogue; each is one transaction, and bad input raises before anything is changed."""

from shared_catalog.catalogue.operations._categories import load_categories
from shared_catalog.catalogue.operations._loading import load_products
from shared_catalog.catalogue.operations._products import (
    CategoryNotALeaf,
    FoodAuthorisationMissing,
    GtinTaken,
    WrongProductStep,
    approve_product,
    draft_product,
    edit_product,
    retire_product,
)

__all__ = [
    "CategoryNotALeaf",
    "FoodAuthorisationMissing",
    "GtinTaken",
    "WrongProductStep",
    "approve_product",
    "draft_product",
    "edit_product",
    "load_categories",
    "load_products",
    "retire_product",
]
