"""Declare that a qualified cooperative may be admitted to markets."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.registry.types import Cooperative
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class DeclareEligible(Mutation):
    """Declare that a qualified cooperative may be admitted to markets."""

    permission = Permission.REGISTRY_DECIDE
    once = BY_STATE
    raises = (registry.WrongCooperativeStep,)

    class Input:
        """What the mutation takes."""

        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)

    cooperative = Returned(Cooperative, "The cooperative, now eligible.")

    @staticmethod
    def perform(context: Context, *, cooperative_id: UUID) -> models.Cooperative:
        return registry.declare_eligible(
            cooperative_id=cooperative_id,
            at=context.now,
            actor=context.viewer.id,
        )
