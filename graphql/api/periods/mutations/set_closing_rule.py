"""Say at which hour half-months end, and how long offline tills may be late."""

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.periods.types import ClosingRule
from kernel.halfmonth import HalfMonth
from markets.periods import models
from markets.periods import operations as periods
from tenants.permissions import Permission


class SetClosingRule(Mutation):
    """Say at which hour of their last day half-months end, and how long offline tills may be late, from one
    on that has not begun. A half-month has one rule; the same again is once.
    """

    permission = Permission.PERIODS_CLOSE
    once = AS_IT_IS

    class Input:
        """What the mutation takes."""

        first_period = Given(
            graphene.Int, "The key of the first half-month it holds for, such as 2026121.", required=True
        )
        cut_off_hour = Given(
            graphene.Int, "The hour in the market's zone, 12 to 24; 24 is midnight.", required=True
        )
        grace_minutes = Given(
            graphene.Int, "How long tills that were offline may be late, up to three days.", required=True
        )

    closing_rule = Returned(ClosingRule, "The rule.")

    @staticmethod
    def perform(
        context: Context, *, first_period: int, cut_off_hour: int, grace_minutes: int
    ) -> models.ClosingRule:
        return periods.set_closing_rule(
            first=HalfMonth.from_key(first_period),
            cut_off_hour=cut_off_hour,
            grace_minutes=grace_minutes,
            set_at=context.now,
            actor=context.viewer.id,
        )
