"""Say under which contract a cooperative sells in a market."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.context import Context
from api.registry.types import Participation
from kernel.versions import VersionConflict
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class SetContract(Mutation):
    """Say under which contract a cooperative sells in a market from now on. Lines already sold keep their
    fee.
    """

    permission = Permission.REGISTRY_DECIDE
    once = AS_IT_IS
    raises = (VersionConflict,)

    class Input:
        """What the mutation takes."""

        participation_id = IdOf(Participation, "The participation.", required=True)
        contract = Given(
            graphene.String, "The contract's code, up to 40 characters; empty for none.", required=True
        )
        expected_version = ExpectedVersion("the participation")

    participation = Returned(Participation, "The participation.")

    @staticmethod
    def perform(
        context: Context, *, participation_id: UUID, contract: str, expected_version: int
    ) -> models.Participation:
        return registry.set_contract(
            participation_id=participation_id,
            contract=contract,
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
