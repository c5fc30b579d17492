"""Enter a cooperative in the registry, as an applicant."""

from uuid import UUID

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.registry.inputs import CooperativeDetailsInput
from api.registry.types import Cooperative
from kernel.identifiers import InvalidIdentifier
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import CooperativeDetails
from tenants.permissions import Permission


class RegisterCooperative(Mutation):
    """Enter a cooperative in the registry, as an applicant."""

    permission = Permission.REGISTRY_WRITE
    once = ClientMade("id")
    raises = (registry.IdReused, registry.IceTaken, registry.ProvinceOutsideRegion, InvalidIdentifier)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        details = Given(CooperativeDetailsInput, "What it says of itself.", required=True)

    cooperative = Returned(Cooperative, "The cooperative, now an applicant.")

    @staticmethod
    def perform(context: Context, *, id: UUID, details: CooperativeDetails) -> models.Cooperative:
        return registry.register_cooperative(
            cooperative_id=id,
            details=details,
            at=context.now,
            actor=context.viewer.id,
        )
