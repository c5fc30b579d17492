"""Give a card payment back."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.values import MoneyInput
from api.context import Context
from api.stripe_account.refusals import WHEN_ACTING
from api.stripe_account.types import CardPayment, CardRefund
from kernel.money import Money
from markets.stripe_account import models
from markets.stripe_account import operations as stripe
from tenants.permissions import Permission


class RefundCardPayment(Mutation):
    """Give a card payment back, in whole or in part. Then record the refund of the sale with its `stripeId`
    as reference. Event: `card_refund.changed`.
    """

    permission = Permission.SALES_REFUND
    several = "It asks Stripe between a transaction before and one after."
    once = ClientMade("refund_id")
    raises = (stripe.RefundIdReused, stripe.MoreThanPaid, *WHEN_ACTING)

    class Input:
        """What the mutation takes."""

        refund_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same refund.",
            required=True,
        )
        payment_id = IdOf(CardPayment, "The payment.", required=True)
        amount = Given(MoneyInput, "How much.", required=True)

    card_refund = Returned(CardRefund, "The refund.")

    @staticmethod
    def perform(context: Context, *, refund_id: UUID, payment_id: UUID, amount: Money) -> models.CardRefund:
        return stripe.refund_card_payment(
            refund_id=refund_id,
            payment_id=payment_id,
            amount_minor=amount.minor,
            requested_at=context.now,
            actor=context.viewer.id,
        )
