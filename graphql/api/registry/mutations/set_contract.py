"""Say under which contract a cooperative sells in a market."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.context import Context
from api.registry.types import Participation
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.access import Permission


class SetContract(Mutation):
    """Say under which contract a cooperative sells in a market from now on. Lines already sold keep their
    fee.
    """

    permission = Permission.REGISTRY_DECIDE

    class Input:
        """What the mutation takes."""

        participation_id = IdOf(Participation, "The participation.", required=True)
        contract = Given(
            graphene.String, "The contract's code, up to 40 characters; empty for none.", required=True
        )

    participation = Returned(Participation, "The participation.")

    @staticmethod
    def perform(context: Context, *, participation_id: UUID, contract: str) -> models.Participation:
        return registry.set_contract(
            participation_id=participation_id,
            contract=contract,
            at=context.now,
            actor=context.viewer.id,
        )
