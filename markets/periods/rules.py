"""Which state of a half-month may follow which, when it ends, and the day on which it is paid."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from kernel.halfmonth import MARKET_ZONE, HalfMonth
from markets.periods.types import Closing, PayDay, PeriodState, Span

_SATURDAY = 5
MIDNIGHT = 24

# Midnight, and six hours for tills that were offline when it struck (shared practice of the Oasis market is
# not public; the figure is the design's).
DEFAULT_CLOSING = Closing(cut_off_hour=MIDNIGHT, grace_minutes=6 * 60)
EARLIEST_CUT_OFF_HOUR = 12
LONGEST_GRACE_MINUTES = 3 * 24 * 60

# One path, with two ways back that no statement suffers from: an approval that no longer fits the facts, and
# a
# payment that the bank returned. What is sealed stays sealed. Imported half-months are sealed at once.
NEXT_STATES: Mapping[PeriodState, frozenset[PeriodState]] = {
    PeriodState.OPEN: frozenset({PeriodState.CUT_OFF}),
    PeriodState.CUT_OFF: frozenset({PeriodState.REVIEWING}),
    PeriodState.REVIEWING: frozenset({PeriodState.APPROVED}),
    PeriodState.APPROVED: frozenset({PeriodState.SEALED, PeriodState.REVIEWING}),
    PeriodState.SEALED: frozenset({PeriodState.PAID}),
    PeriodState.PAID: frozenset({PeriodState.RECONCILED, PeriodState.SEALED}),
    PeriodState.RECONCILED: frozenset({PeriodState.SEALED}),
}

CLOSED_STATES = frozenset({PeriodState.SEALED, PeriodState.PAID, PeriodState.RECONCILED})


def may_follow(state: PeriodState, following: PeriodState, *, imported: bool = False) -> bool:
    """Whether a half-month in `state` may pass to `following` in one step."""
    if imported and state is PeriodState.OPEN:
        return following is PeriodState.SEALED
    return following in NEXT_STATES[state]


def next_business_day(day: date, *, closed_days: Mapping[date, bool]) -> PayDay:
    """`day` itself, or the first day after it that is no Saturday, no Sunday and none of `closed_days`.

    Those say of each day whether it is provisional. The outcome is provisional when such a day was passed
    over, or when one lies so near that, a day off, it would have counted.
    """
    first = day
    while day.weekday() >= _SATURDAY or day in closed_days:
        day += timedelta(days=1)
    near = (first + timedelta(days=offset) for offset in range(-1, (day - first).days + 2))
    return PayDay(day, any(closed_days.get(one, False) for one in near))


def pay_day(half_month: HalfMonth, *, closed_days: Mapping[date, bool]) -> PayDay:
    """The 16th or the 1st that follows the half-month, moved to a day on which Moroccan banks work."""
    return next_business_day(half_month.pay_day, closed_days=closed_days)


def pay_years(half_month: HalfMonth) -> tuple[int, ...]:
    """The years whose holidays may move the half-month's pay day."""
    nominal = half_month.pay_day
    return tuple(sorted({(nominal + timedelta(days=offset)).year for offset in (-1, 20)}))


def end_of(half_month: HalfMonth, closing: Closing) -> datetime:
    """The first instant (UTC) that no longer belongs to the half-month: midnight, or the hour of its last
    day.
    """
    if closing.cut_off_hour == MIDNIGHT:
        return half_month.ends_at
    local = datetime.combine(half_month.last_day, time(closing.cut_off_hour), MARKET_ZONE)
    return local.astimezone(UTC)


def span_of(half_month: HalfMonth, *, closing: Closing, before: Closing) -> Span:
    """The instants of a half-month: it begins where the one before ended, so that they tile time."""
    ends_at = end_of(half_month, closing)
    return Span(
        starts_at=end_of(half_month.previous(), before),
        ends_at=ends_at,
        cut_off_at=ends_at + timedelta(minutes=closing.grace_minutes),
    )


def half_months_between(first: HalfMonth, last: HalfMonth) -> list[HalfMonth]:
    """Every half-month from `first` to `last`, both included."""
    found = []
    while first <= last:
        found.append(first)
        first = first.next()
    return found
