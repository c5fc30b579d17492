"""Admit an eligible cooperative to a market from a day on."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.context import Context
from api.registry.types import Cooperative, Participation
from shared_catalog.participation import operations as participation
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class AdmitCooperative(Mutation):
    """Admit an eligible cooperative to a market from a day on."""

    permission = Permission.REGISTRY_DECIDE
    once = ClientMade("id")
    raises = (registry.IdReused, registry.CooperativeNotEligible, registry.AlreadyTakesPart)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        market = Given(
            graphene.String, "The market's name in addresses, such as `casablanca`.", required=True
        )
        joined_on = Given(Date, "Its first day.", required=True)
        contract = Given(
            graphene.String, "Code of the contract it sells under, up to 40 characters, as fee rules name it."
        )

        category_codes = Given(
            graphene.String,
            "Codes of the categories, or of roots for whole groups, that it may sell; left out, all.",
            many=True,
        )
        stand = Given(graphene.String, "Where its goods stand, up to 40 characters.")

    participation = Returned(Participation, "The participation.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        cooperative_id: UUID,
        market: str,
        joined_on: date,
        contract: str | None = None,
        category_codes: Sequence[str] | None = None,
        stand: str | None = None,
    ) -> models.Participation:
        return participation.admit_cooperative(
            participation_id=id,
            cooperative_id=cooperative_id,
            market_schema=market,
            joined_on=joined_on,
            contract=contract or "",
            category_codes=category_codes or (),
            stand=stand or "",
            at=context.now,
            actor=context.viewer.id,
        )
