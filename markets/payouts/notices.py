"""The events of payouts: what readers of the log are told, and in which words."""

from datetime import datetime
from typing import Any

from markets.events.types import EventDraft
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch, PayoutReport


def batch_prepared(batch: PayoutBatch) -> EventDraft:
    """A batch waits for approval."""
    return _event("payout_batch.prepared", str(batch.id), _of_batch(batch), batch.prepared_at)


def batch_approved(batch: PayoutBatch) -> EventDraft:
    """A batch has all its approvals: its rail may have it."""
    assert batch.approved_at is not None
    return _event("payout_batch.approved", str(batch.id), _of_batch(batch), batch.approved_at)


def batch_submitted(batch: PayoutBatch) -> EventDraft:
    """A batch is with its rail."""
    assert batch.submitted_at is not None
    return _event("payout_batch.submitted", str(batch.id), _of_batch(batch), batch.submitted_at)


def batch_cancelled(batch: PayoutBatch, actor: str) -> EventDraft:
    """A batch was given up: what it would have paid waits for another."""
    assert batch.ended_at is not None
    said = _of_batch(batch) | {"by": actor}
    return _event("payout_batch.cancelled", str(batch.id), said, batch.ended_at)


def payout_changed(attempt: PayoutAttempt, at: datetime) -> EventDraft:
    """A payment was accepted, paid, rejected or returned (`payout.paid` and so on); centimes."""
    payout = attempt.payout
    said = _of_payout(payout) | {
        "rail": attempt.rail,
        "attempt": attempt.number,
        "reason_code": attempt.reason_code,
        "paid_on": attempt.settled_on.isoformat() if attempt.settled_on else None,
    }
    return _event(f"payout.{attempt.state}", str(payout.id), said, at)


def payout_held(payout: Payout, at: datetime, actor: str) -> EventDraft:
    """A payment waits for somebody, and says why."""
    said = _of_payout(payout) | {"because": payout.held_because, "by": actor}
    return _event("payout.held", str(payout.id), said, at)


def payout_released(payout: Payout, at: datetime, actor: str) -> EventDraft:
    """The next batch may take a payment that was held."""
    return _event("payout.released", str(payout.id), _of_payout(payout) | {"by": actor}, at)


def report_contradicted(report: PayoutReport) -> EventDraft:
    """A rail said what cannot be, of an attempt or its amount: nothing moved, and somebody should look."""
    attempt = report.attempt
    said = _of_payout(attempt.payout) | {
        "rail": attempt.rail,
        "attempt": attempt.number,
        "state": attempt.state,
        "outcome": report.outcome,
        "reported_minor": report.amount_minor,
        "source": report.source,
    }
    return _event("payout.contradicted", str(attempt.payout_id), said, report.recorded_at)


def _of_payout(payout: Payout) -> dict[str, Any]:
    return {
        "statement": str(payout.statement_id),
        "cooperative": str(payout.statement.cooperative_id),
        "amount_minor": payout.amount_minor,
    }


def _of_batch(batch: PayoutBatch) -> dict[str, Any]:
    return {
        "rail": batch.rail,
        "execution_on": batch.execution_on.isoformat(),
        "payments": batch.payments,
        "total_minor": batch.total_minor,
        "digest": bytes(batch.digest).hex(),
    }


def _event(name: str, subject_id: str, payload: dict[str, Any], at: datetime) -> EventDraft:
    return EventDraft(name=name, subject_id=subject_id, payload=payload, occurred_at=at, recorded_at=at)
