"""Which state of a half-month may follow which, and the day on which it is paid."""

from collections.abc import Mapping, Set
from datetime import date, timedelta
from functools import lru_cache

import holidays

from kernel.halfmonth import HalfMonth
from markets.periods.types import PeriodState

_SATURDAY = 5

# A market without approvals goes from open to sealed in one step; nothing is ever reopened once sealed.
NEXT_STATES: Mapping[PeriodState, frozenset[PeriodState]] = {
    PeriodState.OPEN: frozenset({PeriodState.CUT_OFF, PeriodState.SEALED}),
    PeriodState.CUT_OFF: frozenset({PeriodState.REVIEWING}),
    PeriodState.REVIEWING: frozenset({PeriodState.APPROVED}),
    PeriodState.APPROVED: frozenset({PeriodState.SEALED}),
    PeriodState.SEALED: frozenset({PeriodState.PAID}),
    PeriodState.PAID: frozenset({PeriodState.RECONCILED}),
    PeriodState.RECONCILED: frozenset(),
}

CLOSED_STATES = frozenset({PeriodState.SEALED, PeriodState.PAID, PeriodState.RECONCILED})


def may_follow(state: PeriodState, following: PeriodState) -> bool:
    """Whether a half-month in `state` may pass to `following` in one step."""
    return following in NEXT_STATES[state]


def next_business_day(day: date, *, closed_days: Set[date]) -> date:
    """`day` itself, or the first day after it that is no Saturday, no Sunday and none of `closed_days`."""
    while day.weekday() >= _SATURDAY or day in closed_days:
        day += timedelta(days=1)
    return day


def pay_on(half_month: HalfMonth) -> date:
    """The 16th or the 1st that follows the half-month, moved to a day on which Moroccan banks work."""
    nominal = half_month.pay_day
    return next_business_day(
        nominal, closed_days=public_holidays(nominal.year) | public_holidays(nominal.year + 1)
    )


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Morocco's public holidays. Religious ones are estimates and can be a day off until the moon is seen."""
    return frozenset(holidays.country_holidays("MA", years=year))


def half_months_between(first: HalfMonth, last: HalfMonth) -> list[HalfMonth]:
    """Every half-month from `first` to `last`, both included."""
    found = []
    while first <= last:
        found.append(first)
        first = first.next()
    return found
