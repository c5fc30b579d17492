"""The writes of the catalogue; each is one transaction, and bad input raises before anything is changed."""

from shared_catalog.catalogue.operations._attributes import load_attributes, set_attributes
from shared_catalog.catalogue.operations._barcodes import (
    BarcodeTaken,
    add_barcode,
    end_barcode,
    move_barcodes,
)
from shared_catalog.catalogue.operations._categories import load_categories
from shared_catalog.catalogue.operations._codes import GtinTaken
from shared_catalog.catalogue.operations._complete import AttributesMissing
from shared_catalog.catalogue.operations._loading import load_products
from shared_catalog.catalogue.operations._many import (
    draft_products,
    edit_products,
    held_products,
    withdraw_drafts,
)
from shared_catalog.catalogue.operations._products import (
    CategoryNotALeaf,
    FoodAuthorisationMissing,
    WrongProductStep,
    approve_product,
    draft_product,
    edit_product,
    locked,
    propose_product,
    reject_product,
    require_revisable,
    retire_product,
    revise_product,
    withdraw_product,
)
from shared_catalog.catalogue.operations._sheets import require_sayable
from shared_catalog.catalogue.operations._taxes import (
    TaxRateAlreadySet,
    TaxRateInThePast,
    add_tax_rate,
    load_tax_rates,
)

__all__ = [
    "AttributesMissing",
    "BarcodeTaken",
    "CategoryNotALeaf",
    "FoodAuthorisationMissing",
    "GtinTaken",
    "TaxRateAlreadySet",
    "TaxRateInThePast",
    "WrongProductStep",
    "add_barcode",
    "add_tax_rate",
    "approve_product",
    "draft_product",
    "draft_products",
    "edit_product",
    "edit_products",
    "end_barcode",
    "held_products",
    "load_attributes",
    "load_categories",
    "load_products",
    "load_tax_rates",
    "locked",
    "move_barcodes",
    "propose_product",
    "reject_product",
    "require_revisable",
    "require_sayable",
    "retire_product",
    "revise_product",
    "set_attributes",
    "withdraw_drafts",
    "withdraw_product",
]
