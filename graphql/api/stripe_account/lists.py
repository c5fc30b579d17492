"""How Stripe's mirrors are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import DateTime, SafeInt
from api.stripe_account.enums import (
    CardPaymentStatus,
    CardRefundStatus,
    StripeDisputeStatus,
    StripeEventOutcome,
)

CONNECTED_ACCOUNT_ORDERS = Orders(
    "ConnectedAccount", descending=True, REQUESTED_AT=By("requested_at", "By when it was asked for.")
)
CARD_PAYMENT_ORDERS = Orders(
    "CardPayment",
    descending=True,
    REQUESTED_AT=By("requested_at", "By when it was asked for."),
    AMOUNT=By("amount_minor", "By amount."),
)
CARD_REFUND_ORDERS = Orders(
    "CardRefund", descending=True, REQUESTED_AT=By("requested_at", "By when it was asked for.")
)
STRIPE_DISPUTE_ORDERS = Orders(
    "StripeDispute", descending=True, OPENED_AT=By("opened_at", "By when it was opened.")
)
STRIPE_EVENT_ORDERS = Orders(
    "StripeEvent",
    descending=True,
    CREATED_AT=By("created_at", "By when it happened, by Stripe's clock."),
    RECEIVED_AT=By("received_at", "By when it came."),
)


class ConnectedAccountFilter(Filter):
    """Which recipients."""

    cooperative = Related("api.registry.types.Cooperative", "Whose.", "cooperative")
    payouts_enabled = Flag("Whether Stripe pays it.", Q(payouts_enabled=True))
    disabled_reason = Condition(graphene.String, "Why Stripe does not.", "disabled_reason")


class CardPaymentFilter(Filter):
    """Which card payments."""

    stripe_id = Condition(graphene.String, "The PaymentIntent's id, as a tender names it.", "stripe_id")
    status = Condition(CardPaymentStatus, "Where it stands.", "status")
    requested_at = Condition(DateTime, "When it was asked for.", "requested_at", ranged=True)
    amount_minor = Condition(SafeInt, "How much, in centimes.", "amount_minor", ranged=True)


class CardRefundFilter(Filter):
    """Which refunds of card payments."""

    stripe_id = Condition(graphene.String, "The refund's id, as a refund of a sale names it.", "stripe_id")
    status = Condition(CardRefundStatus, "Where it stands.", "status")
    payment = Related("api.stripe_account.types.CardPayment", "The payment that it gives back.", "payment_id")
    requested_at = Condition(DateTime, "When it was asked for.", "requested_at", ranged=True)


class StripeDisputeFilter(Filter):
    """Which disputes."""

    status = Condition(StripeDisputeStatus, "Where it stands.", "status")
    withdrawn = Flag("Whether the money is withdrawn.", Q(withdrawn=True))
    payment = Related("api.stripe_account.types.CardPayment", "What is disputed.", "payment")


class StripeEventFilter(Filter):
    """Which webhooks."""

    stripe_id = Condition(graphene.String, "The event's id.", "pk")
    kind = Condition(graphene.String, "Its type, such as `payout.paid`.", "kind")
    outcome = Condition(StripeEventOutcome, "What became of it.", "outcome")
    object_id = Condition(graphene.String, "What it is about.", "object_id")
    received_at = Condition(DateTime, "When it came.", "received_at", ranged=True)
