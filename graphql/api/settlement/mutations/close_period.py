"""Close a half-month for good."""

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.context import Context
from api.periods.types import Period
from markets.periods import models
from markets.settlement import operations as settlement
from tenants.access import Permission


class ClosePeriod(Mutation):
    """Close a half-month that is over: its statements are issued, and nothing lands in it any more.

    Closing it again changes nothing and answers the same. Events: `period.sealed`, `statement.issued`.
    """

    permission = Permission.PERIODS_CLOSE
    raises = (
        settlement.PeriodFromBeforeJoining,
        settlement.PeriodNotOver,
        settlement.EarlierPeriodOpen,
    )

    class Input:
        """What the mutation takes."""

        period_id = IdOf(Period, "The half-month.", required=True)

    period = Returned(Period, "The half-month, closed.")

    @staticmethod
    def perform(context: Context, *, period_id: int) -> models.Period:
        return settlement.close_period(period_id=period_id, closed_at=context.now, actor=context.viewer.id)
