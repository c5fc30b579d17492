"""Begin to review a half-month that is cut off."""

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.periods.types import Period
from markets.periods import models
from markets.periods import operations as periods
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class StartReview(Mutation):
    """Begin to review a half-month that is cut off. Whoever begins prepares it and does not approve it.

    Under review already, it is answered as it is.
    """

    permission = Permission.PERIODS_CLOSE
    once = AS_IT_IS
    raises = (settlement.PeriodFromBeforeJoining, periods.WrongPeriodState, periods.EarlierPeriodOpen)

    class Input:
        """What the mutation takes."""

        period_id = IdOf(Period, "The half-month.", required=True)

    period = Returned(Period, "The half-month, under review.")

    @staticmethod
    def perform(context: Context, *, period_id: int) -> models.Period:
        return settlement.start_review(period_id=period_id, at=context.now, actor=context.viewer.id)
