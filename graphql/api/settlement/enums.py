"""The settlement's words, described."""

from api.base.enums import described_enum
from markets.settlement import types

StatementLineKind = described_enum(
    types.LineKind,
    "StatementLineKind",
    "What a line of a statement is for.",
    SALE="Goods were sold.",
    REFUND="Goods were brought back.",
    FEE="The market's fee.",
    FEE_REVERSAL="The fee given back with goods brought back.",
    ADJUSTMENT="A correction that two people decided.",
    CARRY="What the statement before carried over.",
    RELEASE="What the statement before held.",
    HOLD="What this statement holds; the next one releases it.",
)
