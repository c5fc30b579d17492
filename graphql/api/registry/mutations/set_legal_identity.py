"""Say what administrations know a cooperative by."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.context import Context
from api.registry.inputs import LegalIdentityInput
from api.registry.records import LegalIdentity
from api.registry.types import Cooperative
from kernel.identifiers import InvalidIdentifier
from kernel.versions import VersionConflict
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import LegalDetails
from tenants.permissions import Permission


class SetLegalIdentity(Mutation):
    """Replace what administrations know a cooperative by. What was said before is kept."""

    permission = Permission.REGISTRY_WRITE
    once = AS_IT_IS
    raises = (registry.WrongCooperativeStep, registry.TaxIdTaken, InvalidIdentifier, VersionConflict)

    class Input:
        """What the mutation takes."""

        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        details = Given(LegalIdentityInput, "What it is known by now, whole.", required=True)
        expected_version = ExpectedVersion("its legal identity (0 while there is none)")

    legal_identity = Returned(LegalIdentity, "What it is known by.")

    @staticmethod
    def perform(
        context: Context, *, cooperative_id: UUID, details: LegalDetails, expected_version: int
    ) -> models.LegalIdentity:
        return registry.set_legal_identity(
            cooperative_id=cooperative_id,
            details=details,
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
