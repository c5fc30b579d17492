"""The words of the catalogue: regimes, tax classes, units, and what a product is drafted with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias
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
    """Where a product stands; `rules.PRODUCT_STEPS` says which steps lead where.

    `APPROVED` is what `PUBLISHED` was called before products were proposed, and is the same word.
    """

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    APPROVED = "published"
    REJECTED = "rejected"
    RETIRED = "retired"


class Grouping(StrEnum):
    """By what products are told apart when their texts are counted."""

    CATEGORY = "category"
    COOPERATIVE = "cooperative"
    MARKET = "market"


class ProductStep(StrEnum):
    """What can happen to a product; `rules.PRODUCT_STEPS` says from which state to which."""

    EDIT = "edit"
    PROPOSE = "propose"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    REJECT = "reject"
    REVISE = "revise"
    RETIRE = "retire"


class AttributeType(StrEnum):
    """What the values of an attribute are."""

    TEXT = "text"
    LINE = "line"
    CHOICE = "choice"
    CHOICES = "choices"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `since` to `until`, both included."""

    since: date
    until: date


AttributeValue: TypeAlias = Names | Span | tuple[str, ...] | str | int | bool
"""A text in three languages, a period, codes of choices, a line or the code of a choice, a number, a yes or
no: by the attribute's type.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values of an attribute that is chosen from a list."""

    code: str
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeDefinition:
    """What may be said of goods. `unit` is what an integer counts, from `least` to `most`; what is
    `label_critical` stands on the label, so that changing it needs somebody's eyes.
    """

    code: str
    names: Names
    type: AttributeType
    unit: str = ""
    least: int = 0
    most: int = 0
    choices: tuple[Choice, ...] = ()
    label_critical: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """That an attribute is asked of the goods of a category, or of a root for a whole group."""

    category: str
    attribute: str
    required: bool


class BarcodeKind(StrEnum):
    """Whose a code is: a GTIN (8, 12, 13 or 14 digits), the network's own for one thing, the network's own
    for what is weighed, or what a supplier prints on its packages.
    """

    GTIN = "gtin"
    INTERNAL = "internal"
    WEIGHED = "weighed"
    SUPPLIER = "supplier"


class Per(StrEnum):
    """What a unit price is for."""

    KILOGRAM = "kilogram"
    LITRE = "litre"
    PIECE = "piece"


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What one kilogram, litre or piece costs, in centimes."""

    amount_minor: int
    per: Per


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code leads to: which product, by which of its codes, how many pieces of it one scan stands for,
    and the weight or the price on a label of weighed goods.
    """

    product_id: UUID
    barcode_id: UUID
    quantity: int
    grams: int | None = None
    price_minor: int | None = None


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
    """One product of a bulk load, which drafts and publishes it, with what is said of it by attribute."""

    product_id: UUID
    cooperative_id: UUID
    details: ProductDetails
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How many published products there are of a category, a cooperative or a market (whichever is told), and
    how many of them are named and described in each language.
    """

    category: str | None = None
    cooperative: UUID | None = None
    market: str | None = None
    products: int
    names: Mapping[str, int]
    descriptions: Mapping[str, int]
