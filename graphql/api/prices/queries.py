"""Root fields of prices."""

import graphene

from api.base.connections import Connection
from api.base.fields import Computed
from api.base.schema import Queries
from api.prices import types
from api.prices.drift import MOST_ROWS, PriceDriftReport, price_drift
from tenants.permissions import Permission


class PriceQueries(Queries):
    """Reads of corridors, on both sides."""

    price_corridors = Connection(
        types.PriceCorridor,
        "How far prices may lie from the recommended ones, latest first. On a market's host: its own and "
        "those for all.",
        orders=types.CORRIDOR_ORDERS,
        filters=types.PriceCorridorFilter,
    )


class MarketPriceQueries(Queries):
    """A market's reads of prices."""

    price_requests = Connection(
        types.PriceRequest,
        "Requests for prices outside the corridor, latest first.",
        orders=types.REQUEST_ORDERS,
        filters=types.PriceRequestFilter,
    )
    price_drift = Computed(
        graphene.NonNull(PriceDriftReport),
        "How far prices have moved since goods were listed, and from what is recommended now.",
        resolve=price_drift,
        permission=Permission.FIGURES_READ,
        cost=100,
        first=graphene.Argument(
            graphene.Int,
            required=True,
            default_value=50,
            description=f"How many rows, 1 to {MOST_ROWS}.",
        ),
    )
