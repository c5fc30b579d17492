"""Do not admit an application of the public."""

from uuid import UUID

import graphene

from api.applications.types import PublicApplication
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from shared_catalog.applications import models
from shared_catalog.applications import operations as applications
from tenants.permissions import Permission


class RefusePublicApplication(Mutation):
    """Do not admit an application to its round; its author reads the reason."""

    permission = Permission.SELECTION_WRITE
    once = AS_IT_IS
    raises = (applications.WrongApplicationState,)

    class Input:
        """What the mutation takes."""

        application_id = IdOf(PublicApplication, "The application.", required=True)
        reason = Given(graphene.String, "Why, up to 400 characters.", required=True)

    application = Returned(PublicApplication, "The application, refused.")

    @staticmethod
    def perform(context: Context, *, application_id: UUID, reason: str) -> models.PublicApplication:
        return applications.refuse_application(
            application_id=application_id, reason=reason, at=context.now, actor=context.viewer.id
        )
