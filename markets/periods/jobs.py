"""Timed work on the calendar."""

from datetime import datetime

from kernel.halfmonth import business_date
from markets.periods import operations as periods
from markets.periods import queries
from markets.periods.types import PeriodState
from tenants.access import SYSTEM


def refresh_calendar(*, now: datetime) -> int:
    """See that half-months are open for a year ahead of `now` (UTC) and paid on days on which banks work.

    Returns how many were added.
    """
    added = periods.extend_calendar(today=business_date(now))
    periods.refresh_pay_days()
    return added


def cut_off_what_is_over(*, now: datetime) -> int:
    """Cut off every half-month whose end and grace have passed at `now` (UTC); returns how many."""
    due = queries.periods().filter(state=PeriodState.OPEN, imported=False, cut_off_at__lte=now)
    period_ids = list(due.values_list("id", flat=True))
    for period_id in period_ids:
        periods.cut_off(period_id=period_id, at=now, actor=SYSTEM.id, permission="system")
    return len(period_ids)
