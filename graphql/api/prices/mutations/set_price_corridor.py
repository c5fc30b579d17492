"""Let prices lie only so far from the recommended ones."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.context import Context
from api.prices.types import PriceCorridor
from shared_catalog.prices import models
from shared_catalog.prices import operations as prices
from shared_catalog.prices.types import CorridorTerms
from shared_catalog.registry.operations import IdReused
from tenants.permissions import Permission


class SetPriceCorridor(Mutation):
    """Let prices lie only so far from the recommended ones, from a day on. What is listed already keeps its
    price; one without bounds lifts the one before. Event: `price_corridor.set`.
    """

    permission = Permission.PRICES_WRITE
    once = ClientMade("id")
    raises = (IdReused, prices.CorridorAlreadySet)

    class Input:
        """What the mutation takes."""

        id = Given(UUIDScalar, "A UUID made by the caller, best version 7.", required=True)
        market = Given(
            graphene.String, "The market's name in addresses, such as `casablanca`; left out for all."
        )
        category = Given(graphene.String, "Code of a category, a leaf or a root; left out for all.")
        effective_from = Given(Date, "The first day: today or a later one.", required=True)
        below_basis_points = Given(
            graphene.Int, "How far below, 1000 is 10 %; left out for as far as one likes."
        )
        above_basis_points = Given(graphene.Int, "How far above, likewise.")
        reason = Given(graphene.String, "Why, up to 400 characters.", required=True)

    corridor = Returned(PriceCorridor, "The corridor.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        effective_from: date,
        reason: str,
        market: str | None = None,
        category: str | None = None,
        below_basis_points: int | None = None,
        above_basis_points: int | None = None,
    ) -> models.Corridor:
        terms = CorridorTerms(
            market=market,
            category=category,
            effective_from=effective_from,
            below_basis_points=below_basis_points,
            above_basis_points=above_basis_points,
        )
        return prices.set_corridor(
            corridor_id=id, terms=terms, reason=reason, at=context.now, actor=context.viewer.id
        )
