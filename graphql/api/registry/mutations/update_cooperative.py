"""Replace what a cooperative says of itself."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.context import Context
from api.registry.inputs import CooperativeDetailsInput
from api.registry.types import Cooperative
from kernel.identifiers import InvalidIdentifier
from kernel.versions import VersionConflict
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import CooperativeDetails
from tenants.permissions import Permission


class UpdateCooperative(Mutation):
    """Replace what a cooperative says of itself. Its code, state and history stay."""

    permission = Permission.REGISTRY_WRITE
    once = AS_IT_IS
    raises = (
        registry.WrongCooperativeStep,
        registry.IceTaken,
        registry.ProvinceOutsideRegion,
        InvalidIdentifier,
        VersionConflict,
    )

    class Input:
        """What the mutation takes."""

        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        details = Given(CooperativeDetailsInput, "What it says of itself now, whole.", required=True)
        expected_version = ExpectedVersion("the cooperative")

    cooperative = Returned(Cooperative, "The cooperative as it is now.")

    @staticmethod
    def perform(
        context: Context, *, cooperative_id: UUID, details: CooperativeDetails, expected_version: int
    ) -> models.Cooperative:
        return registry.update_cooperative(
            cooperative_id=cooperative_id,
            details=details,
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
