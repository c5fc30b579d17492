"""Root fields about bank holidays."""

from django.db.models import Q

from api.base.connections import Connection
from api.base.filters import Condition, Filter, Flag
from api.base.pages import By, Orders
from api.base.scalars import Date
from api.base.schema import Queries
from api.calendar.types import Holiday

HOLIDAY_ORDERS = Orders("Holiday", DAY=By("day", "By day."))


class HolidayFilter(Filter):
    """Which bank holidays."""

    day = Condition(Date, "The day.", "day", ranged=True)
    provisional = Flag("Whether it is an estimate.", Q(provisional=True))
    cancelled = Flag("Whether banks work on it after all.", Q(cancelled=True))


class CalendarQueries(Queries):
    """Reads of the bank holidays."""

    holidays = Connection(
        Holiday,
        "The days on which banks are closed, weekends apart, oldest first; cancelled ones too.",
        orders=HOLIDAY_ORDERS,
        filters=HolidayFilter,
    )
