"""Root fields about Stripe."""

import graphene

from api.base.connections import Connection
from api.base.fields import Computed
from api.base.roots import One
from api.base.schema import Queries
from api.stripe_account import lists, status
from api.stripe_account.types import CardPayment, CardRefund, ConnectedAccount, StripeDispute, StripeEvent
from tenants.permissions import Permission


class StripeQueries(Queries):
    """Reads of the market's Stripe account."""

    stripe_account = Computed(
        graphene.NonNull(status.StripeAccountStatus),
        "Whether the market may use Stripe, and what Stripe does not do in Morocco.",
        resolve=status.stripe_account,
        permission=Permission.STRIPE_READ,
    )
    connected_account = One(ConnectedAccount, "A recipient by its global id.")
    connected_accounts = Connection(
        ConnectedAccount,
        "Cooperatives as recipients in Stripe.",
        orders=lists.CONNECTED_ACCOUNT_ORDERS,
        filters=lists.ConnectedAccountFilter,
    )
    card_payment = One(CardPayment, "A card payment by its global id.")
    card_payments = Connection(
        CardPayment,
        "Card payments over Stripe, latest first.",
        orders=lists.CARD_PAYMENT_ORDERS,
        filters=lists.CardPaymentFilter,
    )
    card_refunds = Connection(
        CardRefund,
        "Card payments given back, latest first.",
        orders=lists.CARD_REFUND_ORDERS,
        filters=lists.CardRefundFilter,
    )
    stripe_disputes = Connection(
        StripeDispute,
        "Disputed payments, latest first.",
        orders=lists.STRIPE_DISPUTE_ORDERS,
        filters=lists.StripeDisputeFilter,
    )
    stripe_events = Connection(
        StripeEvent,
        "Webhooks, latest first.",
        orders=lists.STRIPE_EVENT_ORDERS,
        filters=lists.StripeEventFilter,
    )
