"""Take an application of the public up."""

from uuid import UUID

from api.applications.types import PublicApplication
from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.registry.types import Cooperative
from kernel.identifiers import InvalidIdentifier
from shared_catalog.applications import models
from shared_catalog.applications import operations as applications
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class TakeUpPublicApplication(Mutation):
    """Take an application up: enter its author in the registry as an applicant, or name the cooperative whose
    it is. Its papers are then brought as any cooperative's.
    """

    permission = Permission.REGISTRY_WRITE
    once = AS_IT_IS
    raises = (
        applications.WrongApplicationState,
        registry.IceTaken,
        registry.ProvinceOutsideRegion,
        InvalidIdentifier,
    )

    class Input:
        """What the mutation takes."""

        application_id = IdOf(PublicApplication, "The application.", required=True)
        cooperative_id = IdOf(Cooperative, "The cooperative that the registry knows; left out for a new one.")

    application = Returned(PublicApplication, "The application, under review.")

    @staticmethod
    def perform(
        context: Context, *, application_id: UUID, cooperative_id: UUID | None = None
    ) -> models.PublicApplication:
        return applications.take_up(
            application_id=application_id,
            cooperative_id=cooperative_id,
            at=context.now,
            actor=context.viewer.id,
        )
