"""Uphold or dismiss an appeal."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.selection.terms import SelectionPointsInput, by_criterion
from api.selection.types import SelectionAppeal
from shared_catalog.selection import models
from shared_catalog.selection import operations as selection
from shared_catalog.selection.types import CriterionKind
from tenants.permissions import Permission


class DecideSelectionAppeal(Mutation):
    """Uphold an appeal by the points that its application gets instead, or dismiss it by none. One that is
    upheld leads the round back to where a decision is prepared.
    """

    permission = Permission.SELECTION_DECIDE
    once = AS_IT_IS
    raises = (
        selection.AppealDecided,
        selection.SelectionNeedsSecondPerson,
        selection.NotIndependent,
        selection.ConflictDeclared,
        selection.WrongRoundState,
    )

    class Input:
        """What the mutation takes."""

        appeal_id = IdOf(SelectionAppeal, "The appeal.", required=True)
        points = Given(
            SelectionPointsInput, "What is put right; none dismisses it.", many=True, required=True
        )
        answer = Given(graphene.String, "Why, up to 400 characters.", required=True)

    appeal = Returned(SelectionAppeal, "The appeal, decided.")

    @staticmethod
    def perform(
        context: Context, *, appeal_id: UUID, points: list[tuple[CriterionKind, int]], answer: str
    ) -> models.Appeal:
        return selection.decide_appeal(
            appeal_id=appeal_id,
            points=by_criterion(points),
            answer=answer,
            at=context.now,
            actor=context.viewer.id,
        )
