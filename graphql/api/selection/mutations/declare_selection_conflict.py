"""Say that an application is none of yours to judge."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.selection.types import SelectionApplication, SelectionConflict
from shared_catalog.registry import operations as registry
from shared_catalog.selection import models
from shared_catalog.selection import operations as selection
from tenants.permissions import Permission


class DeclareSelectionConflict(Mutation):
    """Say, while the round is open, that an application is none of yours to judge. A sheet or adjudication of
    yours counts no more, and somebody else takes your place.
    """

    permission = Permission.SELECTION_SCORE
    once = ClientMade("id")
    raises = (registry.IdReused, selection.WrongRoundState)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        application_id = IdOf(SelectionApplication, "The application.", required=True)
        reason = Given(graphene.String, "Why, up to 400 characters.", required=True)

    conflict = Returned(SelectionConflict, "What was declared.")

    @staticmethod
    def perform(
        context: Context, *, id: UUID, application_id: UUID, reason: str
    ) -> models.ConflictOfInterest:
        return selection.declare_conflict(
            conflict_id=id,
            application_id=application_id,
            reason=reason,
            at=context.now,
            actor=context.viewer.id,
        )
