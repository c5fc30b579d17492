"""The catalogue's words, described."""

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
    DRAFT="Described; no market may list it yet.",
    APPROVED="Markets may list it.",
    RETIRED="Out of the catalogue for good.",
)
