"""Say that a line of a statement is wrong."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.settlement.decisions import Contest
from api.settlement.types import StatementLine
from markets.settlement import models
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class ContestLine(Mutation):
    """Say that a line of one's statement is wrong, within 30 days of its issue, and once.

    What the line gave is held until the market decides. Event: `contest.opened`.
    """

    permission = Permission.STATEMENTS_CONTEST
    once = ClientMade("contest_id")
    raises = (settlement.SettlementIdReused, settlement.ContestTooLate, settlement.LineContested)

    class Input:
        """What the mutation takes."""

        contest_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        line_id = IdOf(StatementLine, "The line, of one's own statement.", required=True)
        argument = Given(graphene.String, "What is wrong.", required=True)
        evidence = Given(graphene.String, "What shows it.")

    contest = Returned(Contest, "The contest.")

    @staticmethod
    def perform(
        context: Context, *, contest_id: UUID, line_id: int, argument: str, evidence: str | None = None
    ) -> models.Contest:
        return settlement.contest_line(
            contest_id=contest_id,
            line_id=line_id,
            argument=argument,
            evidence=evidence or "",
            at=context.now,
            actor=context.viewer.id,
        )
