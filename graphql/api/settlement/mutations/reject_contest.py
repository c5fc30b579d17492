"""Keep a contested line as it is."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.settlement.decisions import Contest
from markets.settlement import models
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class RejectContest(Mutation):
    """Keep a contested line as it is, saying why. Event: `contest.decided`."""

    permission = Permission.SETTLEMENT_DECIDE
    once = AS_IT_IS
    raises = (settlement.SamePerson, settlement.AlreadyDecided)

    class Input:
        """What the mutation takes."""

        contest_id = IdOf(Contest, "The contest.", required=True)
        decision = Given(graphene.String, "Why: the cooperative reads it.", required=True)

    contest = Returned(Contest, "The contest, rejected.")

    @staticmethod
    def perform(context: Context, *, contest_id: UUID, decision: str) -> models.Contest:
        return settlement.reject_contest(
            contest_id=contest_id,
            decision=decision,
            at=context.now,
            actor=context.viewer.id,
        )
