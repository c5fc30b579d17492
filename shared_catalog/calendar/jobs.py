"""Timed work on the bank holidays, as headquarters."""

from datetime import datetime

from kernel.halfmonth import business_date
from shared_catalog.calendar import operations as calendar

_YEARS_AHEAD = 2


def seed_coming_years(*, now: datetime) -> list[int]:
    """See that the years that pay days may fall in are in the table (`now` is UTC)."""
    this_year = business_date(now).year
    return calendar.seed_years(years=range(this_year, this_year + _YEARS_AHEAD + 1), at=now)
