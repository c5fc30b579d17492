"""Say that the bank confirms a half-month."""

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.periods.types import Period
from markets.periods import models
from markets.periods import operations as periods
from markets.reconciliation import operations as reconciliation
from tenants.permissions import Permission


class ReconcilePeriod(Mutation):
    """Say that the bank confirms a paid half-month: its statements show every payment of the days that they
    cover, and nothing up to the pay day is left unexplained without a signature. Twice is once.
    """

    permission = Permission.RECONCILIATION_SIGN
    once = AS_IT_IS
    raises = (
        periods.WrongPeriodState,
        reconciliation.LinesNotMatched,
        reconciliation.PayoutsNotShown,
        reconciliation.SuspenseOpen,
    )

    class Input:
        """What the mutation takes."""

        period_id = IdOf(Period, "The half-month.", required=True)

    period = Returned(Period, "The half-month, now reconciled.")

    @staticmethod
    def perform(context: Context, *, period_id: int) -> models.Period:
        return reconciliation.reconcile_period(period_id=period_id, at=context.now, actor=context.viewer.id)
