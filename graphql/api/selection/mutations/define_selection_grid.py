"""Add a version of the grid."""

from uuid import UUID

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.selection.terms import SelectionTermsInput
from api.selection.types import SelectionGrid
from shared_catalog.registry import operations as registry
from shared_catalog.selection import models
from shared_catalog.selection import operations as selection
from shared_catalog.selection.types import GridTerms
from tenants.permissions import Permission


class DefineSelectionGrid(Mutation):
    """Add a version of the grid. Rounds that are open keep theirs."""

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
        title = Given(graphene.String, "Its title, up to 120 characters.", required=True)
        terms = Given(SelectionTermsInput, "What it says.", required=True)

    grid = Returned(SelectionGrid, "The grid.")

    @staticmethod
    def perform(context: Context, *, id: UUID, title: str, terms: GridTerms) -> models.Grid:
        return selection.define_grid(
            grid_id=id, title=title, terms=terms, at=context.now, actor=context.viewer.id
        )
