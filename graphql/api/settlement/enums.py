"""The settlement's words, described."""

from api.base.enums import described_enum
from markets.settlement import types

PayoutRail = described_enum(
    types.Rail,
    "PayoutRail",
    "How a statement was paid.",
    MANUAL="By hand, with evidence.",
    BEFORE_JOINING="Before the market joined the network.",
)
PayoutState = described_enum(types.PayoutState, "PayoutState", "Where a payment stands.", PAID="Made.")
