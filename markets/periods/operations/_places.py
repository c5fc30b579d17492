"""Taking a place in the open half-month, and locking one to change it."""

from datetime import datetime

from django.db import connection, transaction

from kernel.errors import DomainError, NotFound
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


def take_period(*, occurred_at: datetime) -> Period:
    """The half-month into which something that happened at `occurred_at` falls: the first open one that ends
    later.

    A fact learnt after its own half-month was cut off lands in the next one still open. The period cannot be
    cut off before the transaction ends. Call it before locking any row: whoever is cutting off makes callers
    wait here, and a caller that waits should hold nothing that those ahead of it still need. Raises
    NoOpenPeriod.
    """
    assert connection.in_atomic_block, "a place in a period lasts as long as its transaction"
    queue(shared=True)
    for _ in range(_ATTEMPTS):
        # A period that is cut off while this statement waits for its row drops out of the result; the next
        # statement has a new snapshot and sees the calendar as the cut-off left it.
        for period in Period.objects.raw(_TAKE, [PeriodState.OPEN.value, occurred_at]):
            return period
    raise NoOpenPeriod(occurred_at=occurred_at.isoformat())


@transaction.atomic
def lock_to_cut_off(*, period_id: int) -> Period:
    """The period, with everybody who writes into an open period waiting until this transaction ends. Raises
    NotFound.
    """
    queue(shared=False)
    return lock_period(period_id=period_id)


def lock_period(*, period_id: int) -> Period:
    """The period under FOR UPDATE: one at a time changes it or pays its statements. Raises NotFound."""
    period = Period.objects.select_for_update().filter(id=period_id).first()
    if period is None:
        raise NotFound(kind="Period", id=period_id)
    return period


def queue(*, shared: bool) -> None:
    """Stand in the market's queue for its periods until the transaction ends: writers together, a closer
    alone.

    PostgreSQL lets a new FOR SHARE pass a FOR UPDATE that is already waiting
    (src/backend/access/heap/README.tuplock), so with sales overlapping all day a cut-off might never get the
    row. Advisory locks are granted in order of arrival. The row's own lock stays the guarantee; this is only
    the queue before it.
    """
    how = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}(hashtext('periods'), hashtext(current_schema()))")
