"""Root fields about who asks and where."""

from typing import Any

from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Computed
from api.base.permissions import PUBLIC
from api.base.roots import Where, node_field
from api.base.schema import Queries
from api.network.types import MARKET_ORDERS, Market, MarketFilter
from api.network.viewer import Viewer
from tenants.access import Actor


def _viewer(_root: None, info: Any) -> Actor | None:
    viewer: Actor = info.context.viewer
    return None if viewer.anonymous else viewer


class NetworkQueries(Queries):
    """Any object, the viewer, the markets."""

    node = node_field()
    viewer = Computed(Viewer, "Who is asking; null without a token.", resolve=_viewer, permission=PUBLIC)
    market = Where(
        Market,
        "The market of this host.",
        where=lambda context: Q(schema_name=context.market),
        market_only=True,
    )
    markets = Connection(
        Market, "The network's markets.", orders=MARKET_ORDERS, filters=MarketFilter, hq_only=True
    )
