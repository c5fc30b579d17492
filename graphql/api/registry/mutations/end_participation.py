"""End a cooperative's participation in a market."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.context import Context
from api.registry.types import Participation
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class EndParticipation(Mutation):
    """End a cooperative's participation in a market. Twice the same is once."""

    permission = Permission.REGISTRY_DECIDE
    once = AS_IT_IS
    raises = ()

    class Input:
        """What the mutation takes."""

        participation_id = IdOf(Participation, "The participation.", required=True)
        ended_on = Given(Date, "The first day on which it no longer sells.", required=True)
        reason = Given(graphene.String, "Why; kept on record.")

    participation = Returned(Participation, "The participation, ended.")

    @staticmethod
    def perform(
        context: Context, *, participation_id: UUID, ended_on: date, reason: str | None = None
    ) -> models.Participation:
        return registry.end_participation(
            participation_id=participation_id,
            ended_on=ended_on,
            reason=reason or "",
            at=context.now,
            actor=context.viewer.id,
        )
