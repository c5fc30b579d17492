"""Root fields of the footfall."""

from datetime import date
from typing import Any

import graphene

from api.base.connections import Connection
from api.base.days import days_arguments, require_days
from api.base.fields import Computed
from api.base.schema import Queries
from api.footfall.types import VISITOR_COUNT_ORDERS, Footfall, VisitorCount, VisitorCountFilter
from markets.footfall import queries as footfall
from tenants.permissions import Permission


def _footfall(_root: None, _info: Any, since: date, until: date) -> dict[str, Any]:
    require_days(since, until)
    by_day = footfall.visitors_by_day(since=since, until=until)
    return {
        "visitors": sum(by_day.values()),
        "days": [{"day": day, "visitors": visitors} for day, visitors in by_day.items()],
    }


class FootfallQueries(Queries):
    """Reads of the footfall."""

    visitor_counts = Connection(
        VisitorCount,
        "Visitors by day, hour and source.",
        orders=VISITOR_COUNT_ORDERS,
        filters=VisitorCountFilter,
    )
    footfall = Computed(
        graphene.NonNull(Footfall),
        "The visitors of some days, in all and day by day.",
        resolve=_footfall,
        permission=Permission.FIGURES_READ,
        **days_arguments(),
    )
