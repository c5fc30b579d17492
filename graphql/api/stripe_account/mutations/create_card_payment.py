"""Ask Stripe for a card payment."""

from typing import Any
from uuid import UUID

import graphene

from api.base.fields import Field
from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.values import MoneyInput
from api.context import Context
from api.stripe_account.refusals import WHEN_ACTING
from api.stripe_account.types import CardPayment
from kernel.money import Money
from markets.stripe_account import operations as stripe
from tenants.permissions import Permission


class CreateCardPayment(Mutation):
    """Ask Stripe for a card payment, before the sale. When it has succeeded, record the sale with a tender of
    kind `STRIPE` whose reference is the payment's `stripeId`. Event: `card_payment.changed`.
    """

    permission = Permission.SALES_RECORD
    several = "It asks Stripe between a transaction before and one after."
    once = ClientMade("payment_id")
    raises = (stripe.PaymentIdReused, *WHEN_ACTING)

    class Input:
        """What the mutation takes."""

        payment_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same payment.",
            required=True,
        )
        amount = Given(MoneyInput, "How much.", required=True)
        description = Given(graphene.String, "What it is for, at most 200 characters; Stripe keeps it.")

    card_payment = Returned(CardPayment, "The payment.")
    client_secret = Field(
        graphene.String, "With this the customer's browser completes the payment. It is kept nowhere."
    )

    @staticmethod
    def perform(
        context: Context, *, payment_id: UUID, amount: Money, description: str | None = None
    ) -> dict[str, Any]:
        created = stripe.create_card_payment(
            payment_id=payment_id,
            amount_minor=amount.minor,
            description=description or "",
            requested_at=context.now,
            actor=context.viewer.id,
        )
        return {"card_payment": created.payment, "client_secret": created.client_secret}
