"""Issue the statements of an approved half-month, for ever."""

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.periods.types import Period
from markets.periods import models
from markets.periods import operations as periods
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class SealPeriod(Mutation):
    """Issue the statements of an approved half-month, for ever: exactly what was approved, or nothing.

    Where nobody is owed anything it is paid at once. Sealed already, it is answered as it is. Events:
    `period.sealed`, `statement.issued`.
    """

    permission = Permission.PERIODS_CLOSE
    once = AS_IT_IS
    raises = (
        settlement.PeriodFromBeforeJoining,
        periods.WrongPeriodState,
        periods.EarlierPeriodOpen,
        settlement.ReviewChanged,
    )

    class Input:
        """What the mutation takes."""

        period_id = IdOf(Period, "The half-month.", required=True)

    period = Returned(Period, "The half-month, sealed.")

    @staticmethod
    def perform(context: Context, *, period_id: int) -> models.Period:
        return settlement.seal_period(period_id=period_id, at=context.now, actor=context.viewer.id)
