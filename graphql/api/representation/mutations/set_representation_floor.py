"""Set the least share that a region shall have."""

from datetime import date
from typing import Any

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.context import Context
from api.registry.enums import CooperativeGroup
from api.representation.enums import RepresentationMeasure
from api.representation.types import RepresentationFloor
from shared_catalog.registry.types import Group
from shared_catalog.representation import models
from shared_catalog.representation import operations as representation
from shared_catalog.representation.types import ANY_GROUP, FloorTerms, Measure
from tenants.permissions import Permission


class SetRepresentationFloor(Mutation):
    """Set the least share that a region shall have from a day on, today at the earliest. A day's floor is
    never changed.
    """

    permission = Permission.REPRESENTATION_WRITE
    once = AS_IT_IS

    class Input:
        """What the mutation takes."""

        region_code = Given(graphene.String, "Code of the region, such as `MA-08`.", required=True)
        group = Given(CooperativeGroup, "The group; left out for all groups together.")
        measure = Given(RepresentationMeasure, "Of what.", required=True)
        basis_points = Given(graphene.Int, "The share, 500 for 5 %; 0 ends the floor.", required=True)
        effective_from = Given(Date, "The first day.", required=True)

    floor = Returned(RepresentationFloor, "The floor.")

    @staticmethod
    def perform(
        context: Context,
        *,
        region_code: str,
        measure: Any,
        basis_points: int,
        effective_from: date,
        group: Any = None,
    ) -> models.Floor:
        terms = FloorTerms(
            region=region_code,
            group=Group(group).value if group else ANY_GROUP,
            measure=Measure(measure),
            basis_points=basis_points,
        )
        return representation.set_floor(
            terms=terms, effective_from=effective_from, at=context.now, actor=context.viewer.id
        )
