"""Root fields about half-months."""

from django.db.models import Q

from api.base.connections import Connection
from api.base.roots import One, Where
from api.base.schema import Queries
from api.periods.types import PERIOD_ORDERS, Period, PeriodFilter


class PeriodQueries(Queries):
    """Reads of the calendar."""

    period = One(Period, "A half-month by its global id.")
    current_period = Where(
        Period,
        "The half-month in which this request is made.",
        where=lambda context: Q(starts_at__lte=context.now, ends_at__gt=context.now),
    )
    periods = Connection(
        Period,
        "The half-months, a year ahead, oldest first unless told otherwise.",
        orders=PERIOD_ORDERS,
        filters=PeriodFilter,
    )
