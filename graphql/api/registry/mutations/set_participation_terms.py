"""Say what a cooperative may sell in a market, and where."""

from collections.abc import Sequence
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.context import Context
from api.registry.types import Participation
from kernel.versions import VersionConflict
from shared_catalog.participation import operations as participation
from shared_catalog.registry import models
from tenants.permissions import Permission


class SetParticipationTerms(Mutation):
    """Say what a cooperative may sell in a market from now on, and where its goods stand."""

    permission = Permission.REGISTRY_DECIDE
    once = AS_IT_IS
    raises = (VersionConflict,)

    class Input:
        """What the mutation takes."""

        participation_id = IdOf(Participation, "The participation.", required=True)
        category_codes = Given(
            graphene.String,
            "Codes of categories, or of roots for whole groups; empty for all.",
            many=True,
            required=True,
        )
        stand = Given(graphene.String, "Where its goods stand, up to 40 characters.", required=True)
        expected_version = ExpectedVersion("the participation")

    participation = Returned(Participation, "The participation.")

    @staticmethod
    def perform(
        context: Context,
        *,
        participation_id: UUID,
        category_codes: Sequence[str],
        stand: str,
        expected_version: int,
    ) -> models.Participation:
        return participation.set_terms(
            participation_id=participation_id,
            category_codes=category_codes,
            stand=stand,
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
