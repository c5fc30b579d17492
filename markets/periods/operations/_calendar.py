"""Writing the calendar: a year ahead, the past of a market that joins, when half-months end, and pay days."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from kernel.errors import DomainError, InvalidValue
from kernel.halfmonth import HalfMonth, business_date
from markets.periods import queries, rules
from markets.periods.models import ClosingRule, Period
from markets.periods.operations._places import queue
from markets.periods.types import PeriodState, Span
from shared_catalog.calendar import queries as bank_holidays


class NotBeforeFirstPeriod(DomainError):
    """History lies before the market's first live half-month, and none of those is under review or closed.
    Params: `half_month`.
    """

    code = "NOT_BEFORE_FIRST_PERIOD"
    messages = {
        "ar": "الفترة {half_month} لا تسبق أول فترة للسوق، أو أن إحدى فتراته قيد المراجعة أو أُقفلت",
        "fr": "La quinzaine {half_month} ne précède pas l'entrée du marché, ou il en a déjà revu une",
        "en": "Half-month {half_month} is not before the market joined, or it has reviewed one already",
    }


@transaction.atomic
def extend_calendar(*, today: date) -> int:
    """Open every half-month from the one `today` lies in to the one a year later; those there already stay as
    they are.

    Returns how many were added. Raises HolidaysUnknown.
    """
    queue(shared=False)  # a rule for their ends that is being set would miss the half-months added meanwhile
    current = HalfMonth.containing(today)
    last = HalfMonth(current.year + 1, current.month, current.half)
    wanted = rules.half_months_between(current, last)
    known = set(Period.objects.filter(id__gte=current.key).values_list("id", flat=True))
    missing = [half_month for half_month in wanted if half_month.key not in known]
    closed = _closed_days(missing)
    added = [_opened(half_month, closed) for half_month in missing]
    Period.objects.bulk_create(added, ignore_conflicts=True)
    return len(added)


@transaction.atomic
def add_past_period(*, half_month: HalfMonth) -> Period:
    """Open a half-month from before the market joined, for its history. The same one again is returned as it
    is.

    Raises NotBeforeFirstPeriod, HolidaysUnknown. Sales never land in it by themselves: `take_period` passes
    it over.
    """
    existing = Period.objects.filter(id=half_month.key, imported=True).first()
    if existing is not None:
        return existing
    live = Period.objects.filter(imported=False)
    first = live.first()
    reviewed = live.exclude(state__in=(PeriodState.OPEN, PeriodState.CUT_OFF))
    if first is not None and (half_month.key >= first.id or reviewed.exists()):
        raise NotBeforeFirstPeriod(half_month=str(half_month))
    period = _opened(half_month, _closed_days([half_month]), imported=True)
    period.save(force_insert=True)
    return period


@transaction.atomic
def set_closing_rule(
    *, first: HalfMonth, cut_off_hour: int, grace_minutes: int, set_at: datetime, actor: str
) -> ClosingRule:
    """Say at which hour of its last day a half-month ends, and how long offline tills may be late, from one
    on.

    `cut_off_hour` lies between 12 and 24 (midnight), in the market's zone. The half-month has not begun, so
    that nothing that was sold changes its half-month. The same rule twice is set once. Raises InvalidValue.
    """
    if not rules.EARLIEST_CUT_OFF_HOUR <= cut_off_hour <= rules.MIDNIGHT:
        reason = f"an hour lies between {rules.EARLIEST_CUT_OFF_HOUR} and {rules.MIDNIGHT}"
        raise InvalidValue(path=("cut_off_hour",), field="cut_off_hour", reason=reason)
    if not 0 <= grace_minutes <= rules.LONGEST_GRACE_MINUTES:
        reason = f"a grace lies between 0 and {rules.LONGEST_GRACE_MINUTES} minutes"
        raise InvalidValue(path=("grace_minutes",), field="grace_minutes", reason=reason)
    if first.first_day <= business_date(set_at):
        raise InvalidValue(
            path=("first_period",), field="first_period", reason="it holds from a half-month to come"
        )
    queue(shared=False)
    rule, created = ClosingRule.objects.get_or_create(
        first_period=first.key,
        defaults={
            "cut_off_hour": cut_off_hour,
            "grace_minutes": grace_minutes,
            "set_by": actor,
            "set_at": set_at,
        },
    )
    if not created and (rule.cut_off_hour, rule.grace_minutes) != (cut_off_hour, grace_minutes):
        raise InvalidValue(
            path=("first_period",), field="first_period", reason="that half-month already has another rule"
        )
    _redraw_spans(first)
    return rule


@transaction.atomic
def refresh_pay_days() -> int:
    """Let the pay days of half-months that are not sealed follow the bank holidays as they are now.

    Returns how many moved or changed from provisional to certain. Raises HolidaysUnknown.
    """
    queue(shared=False)  # with sales overlapping all day the rows alone might never be free
    waiting = list(queries.periods().filter(sealed_at__isnull=True, imported=False).select_for_update())
    closed = _closed_days([period.half_month for period in waiting])
    moved = []
    for period in waiting:
        found = rules.pay_day(period.half_month, closed_days=closed)
        if (period.pay_on, period.pay_on_provisional) != (found.day, found.provisional):
            period.pay_on, period.pay_on_provisional = found.day, found.provisional
            moved.append(period)
    Period.objects.bulk_update(moved, ["pay_on", "pay_on_provisional"])
    return len(moved)


def _closed_days(half_months: list[HalfMonth]) -> Mapping[date, bool]:
    return bank_holidays.closed_days(year for one in half_months for year in rules.pay_years(one))


def _redraw_spans(first: HalfMonth) -> None:
    later = list(queries.periods().filter(id__gte=first.key, imported=False))
    for period in later:
        span = _span(period.half_month)
        period.starts_at, period.ends_at, period.cut_off_at = span.starts_at, span.ends_at, span.cut_off_at
    Period.objects.bulk_update(later, ["starts_at", "ends_at", "cut_off_at"])


def _span(half_month: HalfMonth) -> Span:
    closing = queries.closing_of(half_month)
    return rules.span_of(half_month, closing=closing, before=queries.closing_of(half_month.previous()))


def _opened(half_month: HalfMonth, closed: Mapping[date, bool], *, imported: bool = False) -> Period:
    span = _span(half_month)
    paid = rules.pay_day(half_month, closed_days=closed)
    return Period(
        id=half_month.key,
        starts_on=half_month.first_day,
        ends_on=half_month.last_day,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        cut_off_at=span.cut_off_at,
        pay_on=paid.day,
        pay_on_provisional=paid.provisional,
        state=PeriodState.OPEN,
        imported=imported,
    )
