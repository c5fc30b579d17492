"""The words of fees, described."""

from api.base.enums import described_enum
from markets.fees import types

FeeComponentKind = described_enum(
    types.ComponentKind,
    "FeeComponentKind",
    "What a part of a fee is worked out by.",
    PERCENTAGE="A share of the line's amount.",
    FIXED="So much for each piece.",
)
FeeDimension = described_enum(
    types.Dimension,
    "FeeDimension",
    "What a fee rule may ask for, the most particular first.",
    CONTRACT="The contract its cooperative sells under.",
    COOPERATIVE="The cooperative.",
    CATEGORY="The product's category, or one above it; the deeper, the more particular.",
    GROUP="The cooperative's group.",
)
FeeWhyNot = described_enum(
    types.WhyNot,
    "FeeWhyNot",
    "Why a fee rule does not decide about goods.",
    NOT_IN_FORCE="It does not hold that day.",
    OTHER_CONTRACT="It is for other contracts.",
    OTHER_COOPERATIVE="It is for other cooperatives.",
    OTHER_CATEGORY="It is for other categories.",
    OTHER_GROUP="It is for other groups.",
    LESS_SPECIFIC="It matches, and a more particular rule does too.",
    YOUNGER="It matches, and an equally particular rule is older.",
)
