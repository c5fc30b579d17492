"""Call for cooperatives under a grid."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.selection.types import SelectionGrid, SelectionRound
from shared_catalog.registry import operations as registry
from shared_catalog.selection import models
from shared_catalog.selection import operations as selection
from tenants.permissions import Permission


class OpenSelectionRound(Mutation):
    """Call for cooperatives under a grid, with so many places."""

    permission = Permission.SELECTION_DECIDE
    once = ClientMade("id")
    raises = (registry.IdReused,)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        grid_id = IdOf(SelectionGrid, "The grid.", required=True)
        title = Given(graphene.String, "Its title, up to 120 characters.", required=True)
        places = Given(graphene.Int, "How many places: no fewer than the floors ask for.", required=True)

    round = Returned(SelectionRound, "The round, open.")

    @staticmethod
    def perform(context: Context, *, id: UUID, grid_id: UUID, title: str, places: int) -> models.Round:
        return selection.open_round(
            round_id=id, grid_id=grid_id, title=title, places=places, at=context.now, actor=context.viewer.id
        )
