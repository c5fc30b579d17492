"""Looking at a whole market: which invariants hold, and which rows break those that do not."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from django.db import connection, transaction
from django.db.models import QuerySet

from markets.ledger.types import Violation
from markets.verification.invariants import CHAIN, INVARIANTS
from markets.verification.models import VerificationRun
from markets.verification.types import MOST_ROWS, Finding, Invariant
from observability import sentry


def invariants(*, chain: bool = True) -> list[Invariant]:
    """Everything that always holds in a market; without `chain`, all but what takes hashing every row."""
    return [invariant for invariant in INVARIANTS if chain or invariant not in CHAIN]


def findings(wanted: Collection[Invariant] | None = None) -> list[Finding]:
    """Every invariant, or those wanted, with the rows that break it.

    All look at one state of the market, so that trade which goes on breaks none of them. An invariant that
    cannot be checked is not passed over: what went wrong is its offending row.
    """
    with _one_state():
        return [_finding(invariant) for invariant in (INVARIANTS if wanted is None else wanted)]


def violations() -> Sequence[Violation]:
    """Every row of the market that breaks an invariant."""
    return [violation for finding in findings() for violation in finding.rows]


def runs() -> QuerySet[VerificationRun]:
    """The verifications on record, latest first."""
    return VerificationRun.objects.order_by("-started_at", "-id")


def _finding(invariant: Invariant) -> Finding:
    try:
        with transaction.atomic():
            return Finding(invariant, list(islice(invariant.check(), MOST_ROWS)))
    except Exception as error:
        sentry.report(error)
        return Finding(invariant, [Violation(invariant.name, {"error": f"{type(error).__name__}: {error}"})])


@contextmanager
def _one_state() -> Iterator[None]:
    """Whatever is read inside is of one instant, unless the caller's transaction has begun before.

    Every statement reads whole tables, and the planner, whose statistics are as old as the last time that
    somebody gathered them, would join some of them row by row (measured: 8.4 s and not 0.5 s for one).
    """
    begun = connection.in_atomic_block
    with transaction.atomic():
        if not begun:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SET LOCAL enable_nestloop = off")
        yield
