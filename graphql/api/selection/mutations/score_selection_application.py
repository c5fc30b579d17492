"""Hand in a score sheet."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.selection.terms import SelectionPointsInput, by_criterion
from api.selection.types import SelectionApplication, SelectionScoreSheet
from shared_catalog.registry import operations as registry
from shared_catalog.selection import models
from shared_catalog.selection import operations as selection
from shared_catalog.selection.types import CriterionKind
from tenants.permissions import Permission


class ScoreSelectionApplication(Mutation):
    """Hand in a score sheet, with points for each criterion that people score. It is never changed, and
    nobody else reads it before two are in.
    """

    permission = Permission.SELECTION_SCORE
    once = ClientMade("id")
    raises = (
        registry.IdReused,
        selection.WrongRoundState,
        selection.ConflictDeclared,
        selection.GateNotPassed,
        selection.AlreadyScored,
        selection.NotIndependent,
    )

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        application_id = IdOf(SelectionApplication, "The application.", required=True)
        points = Given(SelectionPointsInput, "Points, each criterion once.", many=True, required=True)
        note = Given(graphene.String, "What the points rest on, up to 400 characters.")

    score_sheet = Returned(SelectionScoreSheet, "The sheet.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        application_id: UUID,
        points: list[tuple[CriterionKind, int]],
        note: str | None = None,
    ) -> models.ScoreSheet:
        return selection.score_application(
            sheet_id=id,
            application_id=application_id,
            points=by_criterion(points),
            note=note or "",
            at=context.now,
            actor=context.viewer.id,
        )
