"""Root fields of a market's figures."""

from datetime import date
from typing import Any

import graphene

from api.base.connections import Connection
from api.base.days import days_arguments, require_days
from api.base.fields import Computed
from api.base.schema import Queries
from api.figures import types
from markets.figures import queries as figures
from tenants.permissions import Permission


def _figures(_root: None, _info: Any, since: date, until: date) -> figures.Sums:
    require_days(since, until)
    return figures.sums(since=since, until=until)


class FiguresQueries(Queries):
    """Reads of a market's figures."""

    till_days = Connection(
        types.TillDay,
        "Tickets and tenders by day and till.",
        orders=types.TILL_DAY_ORDERS,
        filters=types.TillDayFilter,
    )
    cooperative_days = Connection(
        types.CooperativeDay,
        "Trade by day and cooperative.",
        orders=types.COOPERATIVE_DAY_ORDERS,
        filters=types.CooperativeDayFilter,
    )
    category_days = Connection(
        types.CategoryDay,
        "Trade by day and category.",
        orders=types.CATEGORY_DAY_ORDERS,
        filters=types.CategoryDayFilter,
    )
    figures = Computed(
        graphene.NonNull(types.Figures),
        "The market's trade over some days.",
        resolve=_figures,
        permission=Permission.FIGURES_READ,
        **days_arguments(),
    )
