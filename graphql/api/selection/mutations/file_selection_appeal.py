"""Record an appeal of a cooperative."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.selection.types import SelectionAppeal, SelectionApplication
from shared_catalog.registry import operations as registry
from shared_catalog.selection import models
from shared_catalog.selection import operations as selection
from tenants.permissions import Permission


class FileSelectionAppeal(Mutation):
    """Record that a cooperative appeals against the decision in force."""

    permission = Permission.SELECTION_WRITE
    once = ClientMade("id")
    raises = (
        registry.IdReused,
        selection.WrongRoundState,
        selection.AlreadyAppealed,
        selection.AppealTooLate,
    )

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        application_id = IdOf(SelectionApplication, "The application.", required=True)
        argument = Given(graphene.String, "What is wrong, up to 2000 characters.", required=True)

    appeal = Returned(SelectionAppeal, "The appeal.")

    @staticmethod
    def perform(context: Context, *, id: UUID, application_id: UUID, argument: str) -> models.Appeal:
        return selection.file_appeal(
            appeal_id=id,
            application_id=application_id,
            argument=argument,
            at=context.now,
            actor=context.viewer.id,
        )
