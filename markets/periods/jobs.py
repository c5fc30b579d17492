"""Timed work on the calendar."""

from datetime import datetime

from kernel.halfmonth import business_date
from markets.periods import operations as periods


def refresh_calendar(*, now: datetime) -> int:
    """See that half-months are open for a year ahead of `now` (UTC); returns how many were added."""
    return periods.extend_calendar(today=business_date(now))
