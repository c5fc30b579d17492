"""Decide a criterion on which two scores differ much."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.selection.enums import SelectionCriterionKind
from api.selection.types import SelectionAdjudication, SelectionApplication
from shared_catalog.registry import operations as registry
from shared_catalog.selection import models
from shared_catalog.selection import operations as selection
from shared_catalog.selection.types import CriterionKind
from tenants.permissions import Permission


class AdjudicateSelectionScore(Mutation):
    """Decide, as a third person, a criterion on which two scores are further apart than the grid allows."""

    permission = Permission.SELECTION_SCORE
    once = ClientMade("id")
    raises = (
        registry.IdReused,
        selection.WrongRoundState,
        selection.ConflictDeclared,
        selection.NotIndependent,
        selection.NothingToAdjudicate,
    )

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        application_id = IdOf(SelectionApplication, "The application.", required=True)
        criterion = Given(SelectionCriterionKind, "The criterion.", required=True)
        points = Given(graphene.Int, "The points that count, 0 to its maximum.", required=True)
        reason = Given(graphene.String, "Why, up to 400 characters.", required=True)

    adjudication = Returned(SelectionAdjudication, "What was decided.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        application_id: UUID,
        criterion: CriterionKind,
        points: int,
        reason: str,
    ) -> models.Adjudication:
        return selection.adjudicate(
            adjudication_id=id,
            application_id=application_id,
            criterion=criterion,
            points=points,
            reason=reason,
            at=context.now,
            actor=context.viewer.id,
        )
