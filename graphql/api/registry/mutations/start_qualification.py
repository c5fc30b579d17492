"""Let an applicant enter the qualification programme."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.registry.types import Cooperative
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class StartQualification(Mutation):
    """Let an applicant enter the qualification programme."""

    permission = Permission.REGISTRY_DECIDE
    once = BY_STATE
    raises = (registry.WrongCooperativeStep,)

    class Input:
        """What the mutation takes."""

        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)

    cooperative = Returned(Cooperative, "The cooperative, now in qualification.")

    @staticmethod
    def perform(context: Context, *, cooperative_id: UUID) -> models.Cooperative:
        return registry.start_qualification(
            cooperative_id=cooperative_id,
            at=context.now,
            actor=context.viewer.id,
        )
