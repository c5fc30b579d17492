"""Declare what a card terminal took."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.base.values import MoneyInput
from api.context import Context
from api.reconciliation.types import CardBatch
from api.tills.types import Till
from kernel.money import Money
from markets.reconciliation import models
from markets.reconciliation import operations as reconciliation
from tenants.permissions import Permission


class DeclareCardBatch(Mutation):
    """Declare what a card terminal took on a day. The ledger moves when the bank shows it."""

    permission = Permission.RECONCILIATION_WRITE
    once = ClientMade("id")
    raises = (reconciliation.ReconciliationIdReused,)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        business_date = Given(Date, "The day, not in the future.", required=True)
        payments = Given(graphene.Int, "How many card payments it holds.", required=True)
        amount = Given(MoneyInput, "What they come to.", required=True)
        expected_fee = Given(MoneyInput, "What the acquirer should keep of it.")
        reference = Given(graphene.String, "The acquirer's reference.")
        till_id = IdOf(Till, "The till, where it is one till's.")

    card_batch = Returned(CardBatch, "The batch.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        business_date: date,
        payments: int,
        amount: Money,
        expected_fee: Money | None = None,
        reference: str | None = None,
        till_id: UUID | None = None,
    ) -> models.CardBatch:
        return reconciliation.declare_card_batch(
            batch_id=id,
            business_date_of=business_date,
            payments=payments,
            amount_minor=amount.minor,
            expected_fee_minor=expected_fee.minor if expected_fee else 0,
            reference=reference or "",
            till_id=till_id,
            at=context.now,
            actor=context.viewer.id,
        )
