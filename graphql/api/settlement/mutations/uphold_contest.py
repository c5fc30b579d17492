"""Agree with a contest, and propose the correction."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.values import MoneyInput
from api.context import Context
from api.settlement.decisions import Contest
from kernel.money import Money
from markets.settlement import models
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class UpholdContest(Mutation):
    """Agree with a contest, and propose the correction that follows; another person approves that one. Event:
    `contest.decided`.
    """

    permission = Permission.SETTLEMENT_DECIDE
    once = ClientMade("adjustment_id")
    raises = (settlement.SamePerson, settlement.AlreadyDecided, settlement.SettlementIdReused)

    class Input:
        """What the mutation takes."""

        contest_id = IdOf(Contest, "The contest.", required=True)
        decision = Given(
            graphene.String, "What was decided and why: the cooperative reads it.", required=True
        )
        adjustment_id = Given(
            UUIDScalar,
            "A UUID made by the caller for the correction, best version 7.",
            required=True,
        )
        amount = Given(MoneyInput, "The correction; positive gives to the cooperative.", required=True)

    contest = Returned(Contest, "The contest, upheld, with its correction.")

    @staticmethod
    def perform(
        context: Context, *, contest_id: UUID, decision: str, adjustment_id: UUID, amount: Money
    ) -> models.Contest:
        return settlement.uphold_contest(
            contest_id=contest_id,
            decision=decision,
            adjustment_id=adjustment_id,
            amount_minor=amount.minor,
            at=context.now,
            actor=context.viewer.id,
        )
