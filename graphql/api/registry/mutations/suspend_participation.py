"""Revoke a cooperative's right to sell in a market."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.base.versions import ExpectedVersion
from api.context import Context
from api.registry.types import Participation
from kernel.versions import VersionConflict
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class SuspendParticipation(Mutation):
    """Revoke a cooperative's right to sell in a market from a day on: its listings sell nothing from then on.
    Another day or reason takes the place of the one before.
    """

    permission = Permission.REGISTRY_DECIDE
    once = AS_IT_IS
    raises = (VersionConflict,)

    class Input:
        """What the mutation takes."""

        participation_id = IdOf(Participation, "The participation.", required=True)
        suspended_on = Given(Date, "The first day on which it may not sell; not past.", required=True)
        reason = Given(graphene.String, "Why; kept on record and shown to the market.", required=True)
        expected_version = ExpectedVersion("the participation")

    participation = Returned(Participation, "The participation.")

    @staticmethod
    def perform(
        context: Context, *, participation_id: UUID, suspended_on: date, reason: str, expected_version: int
    ) -> models.Participation:
        return registry.suspend_participation(
            participation_id=participation_id,
            suspended_on=suspended_on,
            reason=reason,
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
