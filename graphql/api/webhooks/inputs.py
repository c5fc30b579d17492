"""Which events to send again."""

from typing import Any

import graphene

from api.base.inputs import Given, IdOf
from api.base.scalars import SafeInt
from api.webhooks.sides import Side
from tenants.webhooks.types import Replay


class PositionRangeInput(graphene.InputObjectType):
    """Events between two positions."""

    after = Given(SafeInt, "Those that follow this position.", required=True)
    up_to = Given(SafeInt, "The last one.", required=True)


def which_of(side: Side) -> Any:
    """The input for one side: the ids are of its deliveries."""

    class ReplayWhich(graphene.InputObjectType):
        """Which events to send again: exactly one of these."""

        one_of = True

        class Meta:
            name = "ReplayWhichInput"

        deliveries = IdOf(side.delivery, "These deliveries.", many=True)
        range = Given(PositionRangeInput, "The events of a range of positions.")
        since = Given(SafeInt, "All events that follow this position; 0 for all there are.")

        @staticmethod
        def value(given: dict[str, Any]) -> Replay:
            span = given.get("range") or {}
            return Replay(
                deliveries=tuple(given.get("deliveries") or ()),
                after=given.get("since", span.get("after")),
                up_to=span.get("up_to"),
            )

    return ReplayWhich
