"""Approve the statements of a half-month as they were read."""

import graphene

from api.base.digests import digest_of
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.periods.types import Period
from markets.periods import models
from markets.periods import operations as periods
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class ApprovePeriod(Mutation):
    """Approve the statements of a half-month as they were read, as somebody else than who prepared them.

    The digest is `periodReview`'s; when anything has changed since, it is refused. Approved already with it,
    the half-month is answered as it is.
    """

    permission = Permission.PERIODS_APPROVE
    once = AS_IT_IS
    raises = (
        settlement.PeriodFromBeforeJoining,
        periods.WrongPeriodState,
        settlement.SamePerson,
        settlement.ReviewChanged,
    )

    class Input:
        """What the mutation takes."""

        period_id = IdOf(Period, "The half-month.", required=True)
        digest = Given(graphene.String, "The digest of the review that was read, hexadecimal.", required=True)

    period = Returned(Period, "The half-month, approved.")

    @staticmethod
    def perform(context: Context, *, period_id: int, digest: str) -> models.Period:
        return settlement.approve_period(
            period_id=period_id, digest=digest_of(digest, "digest"), at=context.now, actor=context.viewer.id
        )
