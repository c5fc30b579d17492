"""Let nothing land in a half-month any more."""

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.periods.types import Period
from markets.periods import models
from markets.periods import operations as periods
from shared_catalog.calendar.queries import HolidaysUnknown
from tenants.permissions import Permission


class CutOffPeriod(Mutation):
    """Let nothing land in a half-month any more, once its grace is over: later facts go to the next one.

    The worker does it by itself within the hour. Cut off already, it is answered as it is.
    """

    permission = Permission.PERIODS_CLOSE
    once = AS_IT_IS
    raises = (periods.PeriodNotOver, periods.EarlierPeriodOpen, periods.WrongPeriodState, HolidaysUnknown)

    class Input:
        """What the mutation takes."""

        period_id = IdOf(Period, "The half-month.", required=True)

    period = Returned(Period, "The half-month, cut off.")

    @staticmethod
    def perform(context: Context, *, period_id: int) -> models.Period:
        return periods.cut_off(
            period_id=period_id,
            at=context.now,
            actor=context.viewer.id,
            permission=Permission.PERIODS_CLOSE,
        )
