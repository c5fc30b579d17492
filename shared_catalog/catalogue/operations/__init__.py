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
from shared_catalog.catalogue.operations._taxes import (
    TaxRateAlreadySet,
    TaxRateInThePast,
    add_tax_rate,
    load_tax_rates,
)

__all__ = [
    "CategoryNotALeaf",
    "FoodAuthorisationMissing",
    "GtinTaken",
    "TaxRateAlreadySet",
    "TaxRateInThePast",
    "WrongProductStep",
    "add_tax_rate",
    "approve_product",
    "draft_product",
    "edit_product",
    "load_categories",
    "load_products",
    "load_tax_rates",
    "retire_product",
]
