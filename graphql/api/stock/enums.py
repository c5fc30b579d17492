"""The words of stock, described."""

from api.base.enums import described_enum
from markets.stock import types

StockMovementKind = described_enum(
    types.MovementKind,
    "StockMovementKind",
    "Why goods came or went.",
    DEPOSIT="A cooperative brought them.",
    SALE="They were sold.",
    RETURN="A customer brought them back.",
    ADJUSTMENT="A count found more or fewer.",
    LOSS="They were broken, spoilt, expired or stolen.",
    WITHDRAWAL="They went back to their cooperative.",
)
