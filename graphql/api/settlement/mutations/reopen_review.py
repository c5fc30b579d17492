"""Take an approval back before the seal."""

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.context import Context
from api.periods.types import Period
from markets.periods import models
from markets.periods import operations as periods
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class ReopenReview(Mutation):
    """Take an approval back before the seal, saying why. Whoever does it prepares the review from then on."""

    permission = Permission.PERIODS_APPROVE
    once = KEYED
    raises = (settlement.PeriodFromBeforeJoining, periods.WrongPeriodState)

    class Input:
        """What the mutation takes."""

        period_id = IdOf(Period, "The half-month.", required=True)
        reason = Given(graphene.String, "Why, in 1 to 2000 characters.", required=True)

    period = Returned(Period, "The half-month, under review again.")

    @staticmethod
    def perform(context: Context, *, period_id: int, reason: str) -> models.Period:
        return settlement.reopen_review(
            period_id=period_id, reason=reason, at=context.now, actor=context.viewer.id
        )
