"""Reads of the half-month calendar."""

from django.db.models import QuerySet

from kernel.halfmonth import HalfMonth
from markets.periods.models import ClosingRule, Period
from markets.periods.rules import CLOSED_STATES, DEFAULT_CLOSING
from markets.periods.types import Closing

_CLOSED = [state.value for state in CLOSED_STATES]


def periods() -> QuerySet[Period]:
    """The whole calendar, oldest first."""
    return Period.objects.order_by("id")


def closed(among: QuerySet[Period]) -> QuerySet[Period]:
    """Those that are sealed, paid or reconciled."""
    return among.filter(state__in=_CLOSED)


def not_closed_before(period_id: int) -> QuerySet[Period]:
    """Earlier half-months that still accept facts or wait for approval, oldest first."""
    return Period.objects.filter(id__lt=period_id).exclude(state__in=_CLOSED)


def closing_of(half_month: HalfMonth) -> Closing:
    """When a half-month ends and how long it waits for late tills."""
    rule = ClosingRule.objects.filter(first_period__lte=half_month.key).order_by("-first_period").first()
    return Closing(rule.cut_off_hour, rule.grace_minutes) if rule else DEFAULT_CLOSING
