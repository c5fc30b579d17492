"""Say from which amount on statements are paid."""

from datetime import date

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.base.values import MoneyInput
from api.context import Context
from api.settlement.types import PayoutMinimum
from kernel.money import Money
from markets.settlement import models
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class SetPayoutMinimum(Mutation):
    """Say from which amount on statements are paid, from a day to come. A day has one minimum."""

    permission = Permission.PAYOUTS_WRITE
    once = AS_IT_IS

    class Input:
        """What the mutation takes."""

        effective_from = Given(
            Date, "For half-months that end on this day or later; not in the past.", required=True
        )
        amount = Given(MoneyInput, "The smallest amount that is paid.", required=True)

    payout_minimum = Returned(PayoutMinimum, "The minimum.")

    @staticmethod
    def perform(context: Context, *, effective_from: date, amount: Money) -> models.PayoutMinimum:
        return settlement.set_payout_minimum(
            effective_from=effective_from,
            amount_minor=amount.minor,
            set_at=context.now,
            actor=context.viewer.id,
        )
