"""The words of Stripe, described."""

from api.base.enums import described_enum
from markets.stripe_account import types

CardPaymentStatus = described_enum(
    types.PaymentStatus,
    "CardPaymentStatus",
    "Where a card payment stands.",
    REQUESTED="Stripe was asked, and its answer is not yet known: send the same request again.",
    REFUSED="Stripe refused to make it.",
    REQUIRES_PAYMENT_METHOD="The customer has yet to give a card, or the last one was declined.",
    REQUIRES_CONFIRMATION="The customer has yet to confirm.",
    REQUIRES_ACTION="The customer's bank asks for something more.",
    PROCESSING="Stripe is at it.",
    REQUIRES_CAPTURE="The amount is held and not yet taken.",
    CANCELED="Given up.",
    SUCCEEDED="Paid: a sale may name it.",
    OTHER="Something that Stripe has added since.",
)
CardRefundStatus = described_enum(
    types.RefundStatus,
    "CardRefundStatus",
    "Where a refund stands.",
    REQUESTED="Stripe was asked, and its answer is not yet known: send the same request again.",
    PENDING="On its way.",
    REQUIRES_ACTION="The customer has to do something for it.",
    SUCCEEDED="Given back.",
    FAILED="It came to nothing; the money is still in Stripe.",
    CANCELED="Given up; the money is still in Stripe.",
    OTHER="Something that Stripe has added since.",
)
StripeDisputeStatus = described_enum(
    types.DisputeStatus,
    "StripeDisputeStatus",
    "Where a dispute stands.",
    WARNING_NEEDS_RESPONSE="The bank asks a question; no money has moved.",
    WARNING_UNDER_REVIEW="The bank reads the answer to its question.",
    WARNING_CLOSED="The question led to nothing.",
    NEEDS_RESPONSE="The money is withdrawn; evidence may be sent.",
    UNDER_REVIEW="The bank reads the evidence.",
    APPEAL_NEEDS_RESPONSE="The customer appealed; evidence may be sent.",
    APPEAL_UNDER_REVIEW="The appeal is read.",
    WON="The money came back.",
    LOST="The money is gone.",
    PREVENTED="It was settled before it became one.",
    OTHER="Something that Stripe has added since.",
)
StripeEventOutcome = described_enum(
    types.EventOutcome,
    "StripeEventOutcome",
    "What became of a webhook.",
    WAITING="Not yet acted upon.",
    HANDLED="Acted upon.",
    IGNORED="Of a type that concerns nobody here.",
    GONE="Its object is no longer in Stripe.",
)
