"""Writes of the half-month calendar: making it, taking a place in it, and moving a half-month to its next
state.

One queue decides between those who write into the open half-month and the one who closes it (see `_queue`).
"""

from datetime import date, datetime

from django.db import connection, transaction

from kernel.errors import DomainError, NotFound
from kernel.halfmonth import HalfMonth, business_date
from markets.periods import queries, rules
from markets.periods.models import Period
from markets.periods.types import PeriodState

_ATTEMPTS = 3

# Django's ORM knows no FOR SHARE.
_TAKE = """
    SELECT * FROM periods_period
    WHERE state = %s AND NOT imported AND ends_at > %s
    ORDER BY id LIMIT 1
    FOR SHARE
"""


class NoOpenPeriod(DomainError):
    """No half-month is open for something that happened at this time. Params: `occurred_at`."""

    code = "NO_OPEN_PERIOD"
    messages = {
        "ar": "لا توجد فترة نصف شهرية مفتوحة لما حدث في {occurred_at}",
        "fr": "Aucune quinzaine n'est ouverte pour un fait du {occurred_at}",
        "en": "No half-month is open for something that happened at {occurred_at}",
    }


class NotBeforeFirstPeriod(DomainError):
    """History lies before the market's first live half-month, and none of those is closed. Params:
    `half_month`.
    """

    code = "NOT_BEFORE_FIRST_PERIOD"
    messages = {
        "ar": "الفترة {half_month} لا تسبق أول فترة للسوق في الشبكة، أو أن إحدى فتراته قد أُقفلت",
        "fr": "La quinzaine {half_month} ne précède pas l'entrée du marché, ou il en a déjà clos une",
        "en": "Half-month {half_month} is not before the market joined, or one of its own is already closed",
    }


class WrongPeriodState(DomainError):
    """The half-month cannot pass to that state from the one it is in. Params: `period`, `state`, `wanted`."""

    code = "WRONG_PERIOD_STATE"
    messages = {
        "ar": "لا يمكن نقل الفترة {period} من الحالة {state} إلى الحالة {wanted}",
        "fr": "La quinzaine {period} ne peut pas passer de l'état {state} à l'état {wanted}",
        "en": "Half-month {period} cannot pass from {state} to {wanted}",
    }


def extend_calendar(*, today: date) -> int:
    """Open every half-month from the one `today` lies in to the one a year later; those there already stay as
    they are.

    Returns how many were added.
    """
    current = HalfMonth.containing(today)
    last = HalfMonth(current.year + 1, current.month, current.half)
    wanted = rules.half_months_between(current, last)
    known = set(Period.objects.filter(id__gte=current.key).values_list("id", flat=True))
    missing = [_opened(half_month) for half_month in wanted if half_month.key not in known]
    Period.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


@transaction.atomic
def add_past_period(*, half_month: HalfMonth) -> Period:
    """Open a half-month from before the market joined, for its history. The same one again is returned as it
    is.

    Raises NotBeforeFirstPeriod. Sales never land in it by themselves: `take_period` passes it over.
    """
    existing = Period.objects.filter(id=half_month.key, imported=True).first()
    if existing is not None:
        return existing
    live = Period.objects.filter(imported=False)
    first = live.first()
    if first is not None and (half_month.key >= first.id or queries.closed(live).exists()):
        raise NotBeforeFirstPeriod(half_month=str(half_month))
    period = _opened(half_month, imported=True)
    period.save(force_insert=True)
    return period


def take_period(*, occurred_at: datetime) -> Period:
    """The half-month into which something that happened at `occurred_at` falls: the first open one that ends
    later.

    A fact learnt after its own half-month closed lands in the next one still open. The period cannot close
    before the transaction ends. Call it before locking any row: whoever is closing makes callers wait here,
    and a caller that waits should hold nothing that those ahead of it still need. Raises NoOpenPeriod.
    """
    assert connection.in_atomic_block, "a place in a period lasts as long as its transaction"
    _queue(shared=True)
    for _ in range(_ATTEMPTS):
        # A period that is closed while this statement waits for its row drops out of the result; the next
        # statement has a new snapshot and sees the calendar as the closing left it.
        for period in Period.objects.raw(_TAKE, [PeriodState.OPEN.value, occurred_at]):
            return period
    raise NoOpenPeriod(occurred_at=occurred_at.isoformat())


@transaction.atomic
def lock_to_close(*, period_id: int) -> Period:
    """The period, with everybody who writes into an open period waiting until this transaction ends. Raises
    NotFound.
    """
    _queue(shared=False)
    return lock_period(period_id=period_id)


def lock_period(*, period_id: int) -> Period:
    """The period under FOR UPDATE: one at a time changes it or pays its statements. Raises NotFound."""
    period = Period.objects.select_for_update().filter(id=period_id).first()
    if period is None:
        raise NotFound(kind="Period", id=period_id)
    return period


def seal(*, period: Period, sealed_at: datetime, actor: str) -> Period:
    """Close a locked period for good, and see that the calendar still reaches a year ahead. Raises
    WrongPeriodState.
    """
    _pass_to(period, PeriodState.SEALED)
    period.sealed_at, period.sealed_by = sealed_at, actor
    period.save(update_fields=["state", "sealed_at", "sealed_by"])
    if not period.imported:
        extend_calendar(today=business_date(sealed_at))
    return period


def mark_paid(*, period: Period, paid_at: datetime) -> Period:
    """Note that everything a locked, sealed period owed has been paid. Raises WrongPeriodState."""
    _pass_to(period, PeriodState.PAID)
    period.paid_at = paid_at
    period.save(update_fields=["state", "paid_at"])
    return period


def _queue(*, shared: bool) -> None:
    """Stand in the market's queue for its periods until the transaction ends: writers together, a closer
    alone.

    PostgreSQL lets a new FOR SHARE pass a FOR UPDATE that is already waiting
    (src/backend/access/heap/README.tuplock), so with sales overlapping all day a closing might never get the
    row. Advisory locks are granted in order of arrival. The row's own lock stays the guarantee; this is only
    the queue before it.
    """
    how = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}(hashtext('periods'), hashtext(current_schema()))")


def _pass_to(period: Period, wanted: PeriodState) -> None:
    state = PeriodState(period.state)
    if not rules.may_follow(state, wanted):
        raise WrongPeriodState(period=str(period), state=state.value, wanted=wanted.value)
    period.state = wanted


def _opened(half_month: HalfMonth, *, imported: bool = False) -> Period:
    return Period(
        id=half_month.key,
        starts_on=half_month.first_day,
        ends_on=half_month.last_day,
        starts_at=half_month.starts_at,
        ends_at=half_month.ends_at,
        pay_on=rules.pay_on(half_month),
        state=PeriodState.OPEN,
        imported=imported,
    )
