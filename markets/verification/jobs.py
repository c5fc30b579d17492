"""Timed work: the nightly look at a whole market."""

from collections.abc import Callable
from datetime import datetime

from markets.verification import operations, queries
from observability import sentry


class VerificationFailed(Exception):
    """Rows of a market break its invariants: told to whoever operates it, by names and counts."""


def verify(*, now: datetime, clock: Callable[[], datetime]) -> int:
    """Check every invariant and put the result on record; returns how many rows break one.

    Run twice it is on record twice, which is what happened.
    """
    findings = queries.findings()
    run = operations.record_run(findings=findings, started_at=now, ended_at=clock())
    if run.rows:
        broken = ", ".join(f"{found.name}: {len(found.rows)}" for found in findings if not found.holds)
        sentry.report(VerificationFailed(broken))
    return run.rows
