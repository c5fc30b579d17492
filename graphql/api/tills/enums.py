"""The words of tills, described."""

from api.base.enums import described_enum
from markets.tills import types

TillState = described_enum(
    types.TillState,
    "TillState",
    "Whether a till is in use.",
    ACTIVE="In use.",
    RETIRED="No longer in use; its sales and receipts stay.",
)
NumberedBy = described_enum(
    types.NumberedBy,
    "NumberedBy",
    "Who numbers a series of receipts.",
    SERVER="The platform, in the sale's own transaction: the series has no gap.",
    TILL="The till, which works offline: a number may be missing for a while.",
)
