"""Withdraw a cash deposit that was declared in error."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.reconciliation.types import CashDeposit
from markets.reconciliation import models
from markets.reconciliation import operations as reconciliation
from tenants.permissions import Permission


class WithdrawCashDeposit(Mutation):
    """Withdraw a cash deposit that was declared in error, unless the bank shows it. Twice is once."""

    permission = Permission.RECONCILIATION_WRITE
    once = AS_IT_IS
    raises = (reconciliation.DeclarationMatched,)

    class Input:
        """What the mutation takes."""

        cash_deposit_id = IdOf(CashDeposit, "The deposit.", required=True)

    cash_deposit = Returned(CashDeposit, "The deposit.")

    @staticmethod
    def perform(context: Context, *, cash_deposit_id: UUID) -> models.CashDeposit:
        return reconciliation.withdraw_cash_deposit(
            deposit_id=cash_deposit_id, at=context.now, actor=context.viewer.id
        )
