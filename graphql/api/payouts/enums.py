"""The words of payouts, described."""

from api.base.enums import described_enum
from markets.payouts import types

PayoutRail = described_enum(
    types.Rail,
    "PayoutRail",
    "How money leaves for cooperatives.",
    BANK_FILE="A file for the market's bank: what a Moroccan market uses.",
    STRIPE="Stripe Connect, where the market's own Stripe account is in a country that Stripe serves.",
    MANUAL="By hand, with evidence.",
    BEFORE_JOINING="Before the market joined the network.",
)
PayoutState = described_enum(
    types.PayoutState,
    "PayoutState",
    "Where the payment of a statement stands.",
    DRAFT="It waits in a batch for approval, or for a batch.",
    APPROVED="It is approved.",
    SUBMITTED="Its rail has it.",
    ACCEPTED="Its rail says that it will pay.",
    PAID="Paid.",
    REJECTED="Its rail refused it; a new attempt may follow.",
    RETURNED="It was paid and came back; a new attempt may follow.",
    HELD="It waits for somebody, who says why.",
)
