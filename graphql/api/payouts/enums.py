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
PayoutAttemptState = described_enum(
    types.AttemptState,
    "PayoutAttemptState",
    "Where one attempt to pay stands.",
    DRAFT="Its batch waits for approval.",
    APPROVED="Its batch is approved.",
    SUBMITTED="Its rail has it.",
    ACCEPTED="Its rail says that it will pay.",
    PAID="Paid.",
    REJECTED="Its rail refused it.",
    RETURNED="It was paid and came back.",
    CANCELLED="Its batch was given up before anything was sent.",
)
PayoutBatchState = described_enum(
    types.BatchState,
    "PayoutBatchState",
    "Where a batch of payments stands.",
    DRAFT="It waits for approval.",
    APPROVED="It is approved, and about to be handed to its rail.",
    SUBMITTED="Its rail has it.",
    DONE="Its rail has answered every payment.",
    CANCELLED="It was given up.",
)
PayoutOutcome = described_enum(
    types.ReportOutcome,
    "PayoutOutcome",
    "What a rail says became of an attempt.",
    ACCEPTED="It will be paid.",
    PAID="It was paid.",
    REJECTED="It is refused.",
    RETURNED="It came back.",
)
ReportHearing = described_enum(
    types.Hearing,
    "ReportHearing",
    "What became of a report.",
    APPLIED="It was believed, and the attempt follows it.",
    REPEATED="It was said before.",
    OVERTAKEN="Something later was known already.",
    CONTRADICTED="It is against what is known: nothing moved, and somebody should look.",
    UNKNOWN="It names no payment of this market.",
)
PaidFrom = described_enum(
    types.PaidFrom,
    "PaidFrom",
    "Where the money of a payment came from.",
    BANK="The bank: a cheque or a transfer.",
    CASH="The cash of the tills.",
    STRIPE="The market's balance at Stripe; no payment by hand comes from there.",
)
