"""Root fields of selections, on headquarters' host."""

from typing import Any

import graphene

from api.base.connections import Connection
from api.base.errors import NotFound
from api.base.fields import Computed
from api.base.roots import One
from api.base.schema import Queries
from api.selection import lists
from api.selection.types import SelectionApplication, SelectionDecision, SelectionGrid, SelectionRound
from shared_catalog.selection import queries as selection
from shared_catalog.selection.types import Replay
from tenants.permissions import Permission


class SelectionReplay(graphene.ObjectType):
    """A decision worked out again from what it was decided by."""

    same = graphene.Boolean(
        required=True, description="Whether the minutes on record, place by place, are those that come out."
    )
    recorded = graphene.String(required=True, description="The digest on record. SHA-256, hexadecimal.")
    computed = graphene.String(required=True, description="The digest now. SHA-256, hexadecimal.")

    @staticmethod
    def resolve_recorded(root: Replay, _info: Any) -> str:
        return root.recorded.hex()

    @staticmethod
    def resolve_computed(root: Replay, _info: Any) -> str:
        return root.computed.hex()


def _replay(_root: None, info: Any, decision_id: str) -> Replay:
    key = SelectionDecision.key_of(decision_id, info.context.market)
    if not SelectionDecision.rows(info.context.viewer).filter(pk=key).exists():
        raise NotFound()
    return selection.replay(key)


class SelectionQueries(Queries):
    """Reads of selections."""

    selection_grids = Connection(
        SelectionGrid, "Versions of the grid, latest first.", orders=lists.GRID_ORDERS
    )
    selection_round = One(SelectionRound, "A round by its global id.")
    selection_rounds = Connection(
        SelectionRound,
        "Rounds, latest first.",
        orders=lists.ROUND_ORDERS,
        filters=lists.SelectionRoundFilter,
    )
    selection_application = One(SelectionApplication, "An application by its global id.")
    selection_decision = One(SelectionDecision, "A decision by its global id.")
    selection_replay = Computed(
        graphene.NonNull(SelectionReplay),
        "Work a decision out again from what it was decided by, and compare: the same inputs give the same "
        "minutes.",
        resolve=_replay,
        permission=Permission.SELECTION_READ,
        cost=100,
        decision_id=graphene.Argument(graphene.ID, required=True, description="The decision."),
    )
