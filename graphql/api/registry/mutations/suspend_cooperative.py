"""Forbid an eligible cooperative to sell for the time being."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.registry.types import Cooperative
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class SuspendCooperative(Mutation):
    """Forbid an eligible cooperative to sell for the time being."""

    permission = Permission.REGISTRY_DECIDE
    once = BY_STATE
    raises = (registry.WrongCooperativeStep,)

    class Input:
        """What the mutation takes."""

        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        reason = Given(graphene.String, "Why; kept on record.", required=True)

    cooperative = Returned(Cooperative, "The cooperative, now suspended.")

    @staticmethod
    def perform(context: Context, *, cooperative_id: UUID, reason: str) -> models.Cooperative:
        return registry.suspend_cooperative(
            cooperative_id=cooperative_id,
            reason=reason,
            at=context.now,
            actor=context.viewer.id,
        )
