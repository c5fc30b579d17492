"""Half-months, the rhythm in which cooperatives are paid: the 1st to the 15th, and the 16th to the end.

Morocco's offset changed with every Ramadan and goes back to UTC for good on 2026-09-20 (tzdb 2026c).
Servers, databases and browsers carry older rules, so a business date is worked out here, from the pinned
`tzdata` package, and stored.
"""

import calendar
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from kernel.errors import InvalidValue

_ZONE_NAME = "Africa/Casablanca"

# `zoneinfo` prefers the operating system's copy of the time zone database, which lags behind by months;
# with an empty path it reads the `tzdata` package instead. That has to come before the zone is built, here
# and by whoever asks for it later; one built earlier is forgotten.
zoneinfo.reset_tzpath(to=[])
zoneinfo.ZoneInfo.clear_cache(only_keys=[_ZONE_NAME])

MARKET_ZONE = zoneinfo.ZoneInfo(_ZONE_NAME)

_FIRST_YEAR, _LAST_YEAR = 1970, 9998
_LAST_DAY_OF_FIRST_HALF = 15


def business_date(instant: datetime) -> date:
    """The day it is in the markets at an instant. Raises InvalidValue when the instant names no zone."""
    if instant.tzinfo is None:
        raise InvalidValue(field="instant", reason="an instant names its zone")
    return instant.astimezone(MARKET_ZONE).date()


@dataclass(frozen=True, order=True, slots=True)
class HalfMonth:
    """One half-month of the markets' calendar; half-open as a span of time, and ordered as time is.

    Raises InvalidValue for a month or a half that does not exist.
    """

    year: int
    month: int
    half: int

    def __post_init__(self) -> None:
        if not _FIRST_YEAR <= self.year <= _LAST_YEAR:
            raise InvalidValue(field="year", reason=f"a year lies between {_FIRST_YEAR} and {_LAST_YEAR}")
        if not 1 <= self.month <= 12:
            raise InvalidValue(field="month", reason="a month lies between 1 and 12")
        if self.half not in (1, 2):
            raise InvalidValue(field="half", reason="a half is 1 or 2")

    @classmethod
    def containing(cls, day: date) -> Self:
        """The half-month of a business date."""
        return cls(day.year, day.month, 1 if day.day <= _LAST_DAY_OF_FIRST_HALF else 2)

    @classmethod
    def from_key(cls, key: int) -> Self:
        """The half-month of a key such as 2026112. Raises InvalidValue when the key names none."""
        year_and_month, half = divmod(key, 10)
        year, month = divmod(year_and_month, 100)
        return cls(year, month, half)

    @property
    def key(self) -> int:
        """One number that sorts as time does: 2026112 is the second half of November 2026."""
        return (self.year * 100 + self.month) * 10 + self.half

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1 if self.half == 1 else _LAST_DAY_OF_FIRST_HALF + 1)

    @property
    def last_day(self) -> date:
        """The last day, which still belongs to the half-month."""
        if self.half == 1:
            return date(self.year, self.month, _LAST_DAY_OF_FIRST_HALF)
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def starts_at(self) -> datetime:
        """The first instant, in UTC."""
        return datetime.combine(self.first_day, time.min, MARKET_ZONE).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The first instant of the next half-month, in UTC: the end is not part of the span."""
        return datetime.combine(self._day_after, time.min, MARKET_ZONE).astimezone(UTC)

    @property
    def pay_day(self) -> date:
        """The nominal day of payment: the 16th, or the 1st of the next month. Banks may be closed on it."""
        return self._day_after

    def days(self) -> tuple[date, ...]:
        """Every business date of the half-month, in order."""
        length = (self._day_after - self.first_day).days
        return tuple(self.first_day + timedelta(days=offset) for offset in range(length))

    def next(self) -> "HalfMonth":
        return HalfMonth.containing(self._day_after)

    def previous(self) -> "HalfMonth":
        return HalfMonth.containing(self.first_day - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}/{self.half}"

    @property
    def _day_after(self) -> date:
        return self.last_day + timedelta(days=1)
