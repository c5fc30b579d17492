"""Stripe's mirrors as types. No secret is a field of any."""

from django.db.models import OuterRef, Q, Subquery

from api.base.connections import Connection
from api.base.fields import Calculated, Column, MoneyColumn
from api.base.nodes import Edge, MarketNode
from api.base.scalars import JSON, UUID
from api.base.visibility import of_cooperative, of_the_house
from api.registry.types import Cooperative
from api.stripe_account import enums, lists
from markets.sales.models import Tender
from markets.sales.types import TenderKind
from markets.stripe_account import models
from tenants.access import Actor
from tenants.permissions import Permission

_PAID = Tender.objects.filter(kind=TenderKind.STRIPE.value, reference=OuterRef("stripe_id"))


class ConnectedAccount(MarketNode):
    """A cooperative as a recipient in Stripe, as Stripe last told."""

    class Meta:
        model = models.ConnectedAccount
        permission = Permission.STRIPE_READ

    cooperative = Edge(Cooperative, "Whose it is.")
    stripe_id = Column("Stripe's id; null while its answer is not known.")
    country = Column("The country, ISO 3166-1.")
    currency = Column("What it is paid in, ISO 4217 in small letters.")
    payouts_enabled = Column("Whether Stripe pays it.")
    details_submitted = Column("Whether the cooperative has answered Stripe's questions.")
    payout_interval = Column("Who decides when it is paid: `manual` means the market.")
    bank_last4 = Column("The last characters of the bank account that Stripe pays on.")
    capabilities = Column("What Stripe lets it do, and whether already.", type_=JSON)
    requirements = Column("What Stripe still wants to know, in its names, by when it is due.", type_=JSON)
    disabled_reason = Column("Why Stripe does not pay it.")
    current_deadline = Column("By when Stripe wants to know what is due.")
    requested_at = Column("When it was asked for.")
    refreshed_at = Column("When Stripe was last asked about it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class CardPayment(MarketNode):
    """A customer's payment by card over Stripe. A sale's tender names it by `stripeId`."""

    class Meta:
        model = models.CardPayment
        permission = Permission.SALES_READ

    uuid = Column("The UUID that the caller gave it.", "id")
    stripe_id = Column("The PaymentIntent's id; null while Stripe's answer is not known.")
    amount = MoneyColumn("How much was asked for.", "amount_minor")
    received = MoneyColumn("How much was paid.", "received_minor")
    description = Column("What it is for.")
    status = Column("Where it stands.", type_=enums.CardPaymentStatus)
    error_code = Column("Why it was declined or refused, in Stripe's word.")
    sale_uuid = Calculated(
        UUID, "The sale that was paid with it.", expression=Subquery(_PAID.values("sale_id")[:1])
    )
    settled_amount = Column(
        "What it came to in the platform's currency, in its smallest unit.", permission=Permission.STRIPE_READ
    )
    settled_currency = Column("The platform's currency.", permission=Permission.STRIPE_READ)
    settled_fee = Column("Stripe's fee, of the settled amount.", permission=Permission.STRIPE_READ)
    exchange_rate = Column(
        "Stripe's rate from dirhams, in its own digits; null where nothing was exchanged.",
        permission=Permission.STRIPE_READ,
    )
    requested_at = Column("When it was asked for.")
    requested_by = Column("Who asked for it.")
    refreshed_at = Column("When Stripe was last asked about it.")
    refunds = Connection(
        lambda: CardRefund, "What was given back.", via="payment", orders=lists.CARD_REFUND_ORDERS
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class CardRefund(MarketNode):
    """So much of a card payment given back. A refund of a sale names it by `stripeId`."""

    class Meta:
        model = models.CardRefund
        permission = Permission.SALES_READ

    uuid = Column("The UUID that the caller gave it.", "id")
    payment = Edge(CardPayment, "What is given back.", required=True)
    stripe_id = Column("The refund's id; null while Stripe's answer is not known.")
    amount = MoneyColumn("How much.", "amount_minor")
    status = Column("Where it stands.", type_=enums.CardRefundStatus)
    failure_reason = Column("Why it came to nothing, in Stripe's word.")
    requested_at = Column("When it was asked for.")
    requested_by = Column("Who asked for it.")
    refreshed_at = Column("When Stripe was last asked about it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class StripeDispute(MarketNode):
    """A customer's bank asks for a payment back. While the money is withdrawn it stands in `suspense`."""

    class Meta:
        model = models.StripeDispute
        permission = Permission.STRIPE_READ

    stripe_id = Column("Stripe's id.")
    payment = Edge(CardPayment, "What is disputed; null where it was not asked for here.")
    payment_reference = Column("The PaymentIntent's id.")
    amount_minor = Column("How much, in the smallest unit of its currency.")
    currency = Column("The currency, ISO 4217 in small letters.")
    reason = Column("Why, in Stripe's word.")
    status = Column("Where it stands.", type_=enums.StripeDisputeStatus)
    withdrawn = Column("Whether Stripe has taken the money from the balance.")
    opened_at = Column("When it was opened.")
    evidence_due_at = Column("Until when evidence may be sent.")
    refreshed_at = Column("When Stripe was last asked about it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class StripeEvent(MarketNode):
    """A verified webhook. What it says of its object is kept sealed and not answered."""

    class Meta:
        model = models.StripeEvent
        permission = Permission.STRIPE_READ

    stripe_id = Column("Stripe's id of the event.", "id")
    kind = Column("Its type, such as `payout.paid`.")
    account = Column("The connected account it is about.")
    object_kind = Column("What kind of thing it is about.")
    object_id = Column("What it is about.")
    live = Column("Whether real money is meant.")
    created_at = Column("When it happened, by Stripe's clock.")
    received_at = Column("When it came.")
    processed_at = Column("When it was acted upon; null while it waits.")
    outcome = Column("What became of it.", type_=enums.StripeEventOutcome)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)
