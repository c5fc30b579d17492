"""Decisions of the catalogue: what needs an authorisation, what a valid product is, how it is taxed; what is
asked of goods of a category, and what is scanned.
"""

from shared_catalog.catalogue.rules._attributes import (
    InvalidAttribute,
    as_json,
    asked_of,
    checked_attribute,
    missing,
    of_json,
)
from shared_catalog.catalogue.rules._barcodes import (
    MOST_PIECES,
    sought,
    supplier_code,
    typed,
    unit_price,
    weighed_code,
)
from shared_catalog.catalogue.rules._products import (
    FIXED_ONCE_PUBLISHED,
    HIGHEST_PRICE_MINOR,
    PRODUCT_STEPS,
    TaxRateMissing,
    TaxTable,
    checked_product,
    checked_rate,
    needs_food_authorisation,
    product_code,
    status_after,
    tax_class,
)

__all__ = [
    "FIXED_ONCE_PUBLISHED",
    "HIGHEST_PRICE_MINOR",
    "MOST_PIECES",
    "PRODUCT_STEPS",
    "InvalidAttribute",
    "TaxRateMissing",
    "TaxTable",
    "as_json",
    "asked_of",
    "checked_attribute",
    "checked_product",
    "checked_rate",
    "missing",
    "needs_food_authorisation",
    "of_json",
    "product_code",
    "sought",
    "status_after",
    "supplier_code",
    "tax_class",
    "typed",
    "unit_price",
    "weighed_code",
]
