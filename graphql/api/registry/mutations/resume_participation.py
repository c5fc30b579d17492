"""Give a suspended cooperative its right to sell in a market back."""

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


class ResumeParticipation(Mutation):
    """Give a suspended cooperative its right to sell in a market back, at once."""

    permission = Permission.REGISTRY_DECIDE
    once = AS_IT_IS
    raises = (VersionConflict,)

    class Input:
        """What the mutation takes."""

        participation_id = IdOf(Participation, "The participation.", required=True)
        reason = Given(graphene.String, "Why; kept on record.", required=True)
        expected_version = ExpectedVersion("the participation")

    participation = Returned(Participation, "The participation.")

    @staticmethod
    def perform(
        context: Context, *, participation_id: UUID, reason: str, expected_version: int
    ) -> models.Participation:
        return registry.resume_participation(
            participation_id=participation_id,
            reason=reason,
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
