"""Say from which total on headquarters approves batches too."""

from datetime import date

from api.base.errors import Forbidden
from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.base.values import MoneyInput
from api.context import Context
from api.payouts.types import CoApprovalRule
from kernel.money import Money
from markets.payouts import models
from markets.payouts import operations as payouts
from tenants.access import NETWORK
from tenants.permissions import Permission


class SetCoApproval(Mutation):
    """Say from which total on headquarters approves this market's batches too, from a day to come. A day has
    one threshold. It is for headquarters' people only.
    """

    permission = Permission.PAYOUTS_COAPPROVE
    once = AS_IT_IS

    class Input:
        """What the mutation takes."""

        effective_from = Given(
            Date, "For batches prepared on this day or later; a day to come.", required=True
        )
        amount = Given(MoneyInput, "Batches of this total or more.", required=True)

    co_approval_rule = Returned(CoApprovalRule, "The threshold.")

    @staticmethod
    def perform(context: Context, *, effective_from: date, amount: Money) -> models.CoApprovalRule:
        if NETWORK not in context.viewer.scopes_of(Permission.PAYOUTS_COAPPROVE):
            raise Forbidden(Permission.PAYOUTS_COAPPROVE.value)
        return payouts.set_co_approval(
            effective_from=effective_from,
            amount_minor=amount.minor,
            set_at=context.now,
            actor=context.viewer.id,
        )
