"""Replace what is known of somebody who speaks for a cooperative."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.context import Context
from api.registry.inputs import OfficerDetailsInput
from api.registry.records import Officer
from kernel.identifiers import InvalidIdentifier
from kernel.versions import VersionConflict
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import OfficerDetails
from tenants.permissions import Permission


class UpdateOfficer(Mutation):
    """Replace what is known of somebody who speaks for a cooperative."""

    permission = Permission.REGISTRY_WRITE
    once = AS_IT_IS
    raises = (registry.OfficerForgotten, InvalidIdentifier, VersionConflict)

    class Input:
        """What the mutation takes."""

        officer_id = IdOf(Officer, "The officer.", required=True)
        details = Given(OfficerDetailsInput, "What is known now, whole.", required=True)
        expected_version = ExpectedVersion("the officer")

    officer = Returned(Officer, "The officer as known now.")

    @staticmethod
    def perform(
        context: Context, *, officer_id: UUID, details: OfficerDetails, expected_version: int
    ) -> models.Officer:
        return registry.update_officer(
            officer_id=officer_id,
            details=details,
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
