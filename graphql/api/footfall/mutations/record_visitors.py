"""Record how many people came."""

from collections.abc import Sequence

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation
from api.base.once import Naturally
from api.context import Context
from api.footfall.types import VisitorCountInput
from markets.footfall import operations as footfall
from markets.footfall.types import Count
from tenants.permissions import Permission


class RecordVisitors(Mutation):
    """Record how many people came, all counts or none; sent again, the latest numbers stand."""

    permission = Permission.FOOTFALL_WRITE
    once = Naturally("the latest numbers of an hour stand")

    class Input:
        """What the mutation takes."""

        counts = Given(VisitorCountInput, "The counts.", required=True, many=True)

    recorded = graphene.Field(graphene.Int, description="How many counts were recorded; null where none was.")

    @staticmethod
    def perform(context: Context, *, counts: Sequence[Count]) -> int:
        footfall.record_counts(counts=counts, recorded_at=context.now)
        return len(counts)
