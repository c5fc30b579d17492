"""Root fields about half-months."""

from django.db.models import Q

from api.base.connections import Connection
from api.base.pages import By, Orders
from api.base.roots import One, Where
from api.base.schema import Queries
from api.periods.types import PERIOD_ORDERS, ClosingRule, Period, PeriodFilter

CLOSING_RULE_ORDERS = Orders(
    "ClosingRule", descending=True, FIRST_PERIOD=By("first_period", "By first half-month.")
)


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
    closing_rules = Connection(
        ClosingRule,
        "At which hour half-months end and how long they wait, the latest first. Before the first rule it is "
        "midnight and six hours.",
        orders=CLOSING_RULE_ORDERS,
    )
