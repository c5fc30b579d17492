"""Enter an application of the public in its round."""

from uuid import UUID

from api.applications.types import PublicApplication
from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from shared_catalog.applications import models
from shared_catalog.applications import operations as applications
from shared_catalog.selection import operations as selection
from tenants.permissions import Permission


class AcceptPublicApplication(Mutation):
    """Enter an application that was taken up in its round, with what the cooperative's file says today."""

    permission = Permission.SELECTION_WRITE
    once = AS_IT_IS
    raises = (
        applications.WrongApplicationState,
        selection.WrongRoundState,
        selection.AlreadyApplied,
    )

    class Input:
        """What the mutation takes."""

        application_id = IdOf(PublicApplication, "The application.", required=True)

    application = Returned(PublicApplication, "The application, in the round.")

    @staticmethod
    def perform(context: Context, *, application_id: UUID) -> models.PublicApplication:
        return applications.accept(application_id=application_id, at=context.now, actor=context.viewer.id)
