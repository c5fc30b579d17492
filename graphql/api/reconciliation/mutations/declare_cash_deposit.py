"""Declare cash that was carried to the bank."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.base.values import MoneyInput
from api.context import Context
from api.reconciliation.types import CashDeposit
from kernel.money import Money
from markets.reconciliation import models
from markets.reconciliation import operations as reconciliation
from tenants.permissions import Permission


class DeclareCashDeposit(Mutation):
    """Declare cash that was carried to the bank. The ledger moves when the bank shows it."""

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
        amount = Given(MoneyInput, "How much.", required=True)
        carried_by = Given(graphene.String, "Who carried it.", required=True)
        reference = Given(graphene.String, "The reference of the bank's receipt.")

    cash_deposit = Returned(CashDeposit, "The deposit.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        business_date: date,
        amount: Money,
        carried_by: str,
        reference: str | None = None,
    ) -> models.CashDeposit:
        return reconciliation.declare_cash_deposit(
            deposit_id=id,
            business_date_of=business_date,
            amount_minor=amount.minor,
            carried_by=carried_by,
            reference=reference or "",
            at=context.now,
            actor=context.viewer.id,
        )
