"""Record who speaks for a cooperative."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.registry.inputs import OfficerDetailsInput
from api.registry.records import Officer
from api.registry.types import Cooperative
from kernel.identifiers import InvalidIdentifier
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import OfficerDetails
from tenants.permissions import Permission


class AppointOfficer(Mutation):
    """Record somebody who speaks for a cooperative, beside those who do already."""

    permission = Permission.REGISTRY_WRITE
    once = ClientMade("id")
    raises = (registry.IdReused, registry.WrongCooperativeStep, InvalidIdentifier)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        details = Given(OfficerDetailsInput, "Who, and for how long.", required=True)

    officer = Returned(Officer, "The officer.")

    @staticmethod
    def perform(
        context: Context, *, id: UUID, cooperative_id: UUID, details: OfficerDetails
    ) -> models.Officer:
        return registry.appoint_officer(
            officer_id=id,
            cooperative_id=cooperative_id,
            details=details,
            at=context.now,
            actor=context.viewer.id,
        )
