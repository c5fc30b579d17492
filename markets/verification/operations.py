"""Putting a verification on record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from markets.events import operations as events
from markets.verification.models import VerificationRun
from markets.verification.types import Finding

_MOST_ROWS_KEPT = 20
_LONGEST_VALUE = 200


@transaction.atomic
def record_run(*, findings: Sequence[Finding], started_at: datetime, ended_at: datetime) -> VerificationRun:
    """Keep what a verification found, with the first rows of each broken invariant.

    When something was found, the event `verification.failed` tells it with names and counts.
    """
    broken = [finding for finding in findings if not finding.holds]
    run = VerificationRun.objects.create(
        started_at=started_at,
        ended_at=ended_at,
        invariants=len(findings),
        rows=sum(len(finding.rows) for finding in broken),
        details={finding.name: _kept(finding) for finding in broken},
    )
    if broken:
        events.append(
            name="verification.failed",
            subject_id=str(run.pk),
            payload={
                "rows": run.rows,
                "invariants": {finding.name: len(finding.rows) for finding in broken},
            },
            occurred_at=started_at,
            recorded_at=ended_at,
        )
    return run


def _kept(finding: Finding) -> Mapping[str, Any]:
    first = finding.rows[:_MOST_ROWS_KEPT]
    return {
        "rows": len(finding.rows),
        "first": [{name: _text(value) for name, value in row.details.items()} for row in first],
    }


def _text(value: object) -> str:
    return str(value)[:_LONGEST_VALUE]
