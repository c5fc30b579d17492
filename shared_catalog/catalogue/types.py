"""The words of the catalogue: regimes, tax classes, units, and what a product is drafted with."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared_catalog.registry.types import Names


class Regime(StrEnum):
    """Which authority must have agreed before goods of a category are sold.

    `ammps_or_onssa` are goods of the cosmetics regime that fall under food safety when sold for food (floral
    waters); `none_or_ammps` are free goods that become cosmetics when a claim is made (henna).
    """

    NONE = "none"
    NONE_OR_AMMPS = "none_or_ammps"
    ONSSA = "onssa"
    ONSSA_IF_PACKED = "onssa_if_packed"
    AMMPS = "ammps"
    AMMPS_OR_ONSSA = "ammps_or_onssa"


class VatHint(StrEnum):
    """What the reference data says of a category's VAT; the dated rates are separate data."""

    TAXABLE = "T"
    REDUCED = "R"
    EXEMPT = "X"
    EXEMPT_TO_CONFIRM = "X?"
    OUT_OF_SCOPE = "O"


class TaxClass(StrEnum):
    """What has a dated VAT rate: the classes of products, what an exempt cooperative sells whatever it is,
    and the fee, which is the market's own taxable service.
    """

    STANDARD = "standard"
    REDUCED = "reduced"
    EXEMPT = "exempt"
    OUT_OF_SCOPE = "out_of_scope"
    EXEMPT_COOP = "exempt_coop"
    COMMISSION = "commission"


PRODUCT_TAX_CLASSES = (TaxClass.STANDARD, TaxClass.REDUCED, TaxClass.EXEMPT, TaxClass.OUT_OF_SCOPE)
"""The classes that a product may have."""

UNTAXED_CLASSES = frozenset({TaxClass.EXEMPT, TaxClass.OUT_OF_SCOPE, TaxClass.EXEMPT_COOP})
"""The classes whose rate is always nothing, for the reason that their legal reference gives."""


class Unit(StrEnum):
    """What net content counts, in whole numbers: grams, millilitres or pieces."""

    GRAM = "g"
    MILLILITRE = "ml"
    PIECE = "piece"


class ProductStatus(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"


class ProductStep(StrEnum):
    """What can happen to a product; `rules.PRODUCT_STEPS` says from which state to which."""

    APPROVE = "approve"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class Rate:
    """The VAT of a class from a day on: 2000 basis points are 20 %; and where the law says so."""

    tax_class: TaxClass
    effective_from: date
    basis_points: int
    legal_reference: str


@dataclass(frozen=True, slots=True)
class GoodsTax:
    """The VAT contained in the price of goods, in basis points, and the law that exempts them, if any."""

    basis_points: int
    note: str


NO_TEXT = Names(ar="", fr="", en="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDetails:
    """What is said of a product.

    `net_content` counts `unit`; `recommended_price_minor` is centimes for one piece sold. `packed` is a
    product that leaves the cooperative in its own packaging; `food_use` matters where a category allows food
    and cosmetic use. `gtin` is empty for a product without a barcode of its own, which then gets an internal
    code.
    """

    category_code: str
    names: Names
    descriptions: Names = NO_TEXT
    unit: Unit
    net_content: int
    packed: bool = True
    food_use: bool = False
    gtin: str = ""
    recommended_price_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductEntry:
    """One product of a bulk load, which drafts and approves it."""

    product_id: UUID
    cooperative_id: UUID
    details: ProductDetails
