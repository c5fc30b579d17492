"""The catalogue's words, described."""

from datetime import date

from api.base.deprecation import Deprecated
from api.base.enums import described_enum
from shared_catalog.catalogue import types

Regime = described_enum(
    types.Regime,
    "Regime",
    "Which authority must have agreed before goods of a category are sold.",
    NONE="None.",
    NONE_OR_AMMPS="None, or AMMPS (medicines and health products) when a cosmetic claim is made.",
    ONSSA="ONSSA (food safety).",
    ONSSA_IF_PACKED="ONSSA when packed by the cooperative.",
    AMMPS="AMMPS (medicines and health products).",
    AMMPS_OR_ONSSA="AMMPS, or ONSSA when sold for food.",
)
TaxClass = described_enum(
    types.TaxClass,
    "TaxClass",
    "How value-added tax treats goods, or the market's fee.",
    STANDARD="Taxable at the standard rate of the day.",
    EXEMPT="Exempt.",
    OUT_OF_SCOPE="Out of scope.",
    REDUCED="Taxable at the reduced rate of the day.",
    EXEMPT_COOP="Whatever a cooperative sells that is exempt as such.",
    COMMISSION="The market's fee, a service of its own.",
)
Unit = described_enum(
    types.Unit,
    "Unit",
    "What net content counts, in whole numbers.",
    GRAM="Grams.",
    MILLILITRE="Millilitres.",
    PIECE="Pieces.",
)
ProductStatus = described_enum(
    types.ProductStatus,
    "ProductStatus",
    "Where a product stands.",
    renamed={"APPROVED": Deprecated("Use `PUBLISHED`.", remove_on=date(2027, 6, 30))},
    DRAFT="Described; no market may list it yet.",
    PROPOSED="It waits for somebody else to publish it, and is not edited.",
    PUBLISHED="Markets may list it; what it says changes by requests.",
    REJECTED="It was not published; edited, it is a draft again.",
    RETIRED="Out of the catalogue for good.",
)
AttributeType = described_enum(
    types.AttributeType,
    "AttributeType",
    "What the values of an attribute are, and in which field they stand.",
    TEXT="A text in three languages: `text`.",
    LINE="A line that is the same in every language: `line`.",
    CHOICE="One of its choices: `choices`.",
    CHOICES="Any number of its choices, none among them: `choices`.",
    INTEGER="A whole number of its unit: `integer`.",
    BOOLEAN="Yes or no: `boolean`.",
    PERIOD="From a day to a day: `period`.",
)
BarcodeKind = described_enum(
    types.BarcodeKind,
    "BarcodeKind",
    "Whose a code is.",
    GTIN="A GTIN of 8, 12, 13 or 14 digits.",
    INTERNAL="The network's own, minted: it begins with 29.",
    WEIGHED="The network's own for weighed goods, minted: labels add weight or price to it.",
    SUPPLIER="What a supplier prints on its packages.",
)
UnitPricePer = described_enum(
    types.Per,
    "UnitPricePer",
    "What a unit price is for.",
    KILOGRAM="A kilogram.",
    LITRE="A litre.",
    PIECE="A piece.",
)
CompletenessGrouping = described_enum(
    types.Grouping,
    "CompletenessGrouping",
    "By what products are told apart.",
    CATEGORY="By category.",
    COOPERATIVE="By cooperative.",
    MARKET="By the markets in which their cooperative takes part today; a product may be in several.",
)
