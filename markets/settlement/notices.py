"""The events of the settlement: what readers of the log are told, and in which words."""

from datetime import datetime
from typing import Any

from markets.events.types import EventDraft
from markets.periods.models import Period
from markets.settlement.models import Adjustment, Contest, Hold, Statement


def period_sealed(period: Period) -> EventDraft:
    """A half-month was closed for good."""
    assert period.sealed_at is not None
    return _event(
        "period.sealed",
        str(period.id),
        {"period": period.id, "imported": period.imported, "pay_on": period.pay_on.isoformat()},
        period.sealed_at,
    )


def statement_issued(statement: Statement) -> EventDraft:
    """A cooperative has its statement; amounts in centimes."""
    return _event(
        "statement.issued",
        str(statement.id),
        {
            "number": statement.number,
            "period": statement.period_id,
            "cooperative": str(statement.cooperative_id),
            "net_minor": statement.net_minor,
            "held_minor": statement.held_minor,
            "payable_minor": statement.payable_minor,
            "carried_minor": statement.carried_minor,
            "reasons": [reason["code"] for reason in statement.reasons],
        },
        statement.issued_at,
    )


def hold_placed(hold: Hold) -> EventDraft:
    """A cooperative is not paid an amount, or anything (`amount_minor` null), until somebody lifts it."""
    said = {"cooperative": str(hold.cooperative_id), "amount_minor": hold.amount_minor}
    return _event("hold.placed", str(hold.id), said, hold.placed_at)


def hold_lifted(hold: Hold) -> EventDraft:
    """A hold ended."""
    assert hold.lifted_at is not None
    return _event("hold.lifted", str(hold.id), {"cooperative": str(hold.cooperative_id)}, hold.lifted_at)


def adjustment_approved(adjustment: Adjustment) -> EventDraft:
    """A correction moved its money; positive centimes to the cooperative."""
    assert adjustment.decided_at is not None
    said = {"cooperative": str(adjustment.cooperative_id), "amount_minor": adjustment.amount_minor}
    return _event("adjustment.approved", str(adjustment.id), said, adjustment.decided_at)


def contest_opened(contest: Contest) -> EventDraft:
    """A cooperative contests a line of its statement."""
    said = {"cooperative": str(contest.cooperative_id), "line": contest.line_id}
    return _event("contest.opened", str(contest.id), said, contest.opened_at)


def contest_decided(contest: Contest) -> EventDraft:
    """The market decided about a contested line."""
    assert contest.decided_at is not None
    said = {"cooperative": str(contest.cooperative_id), "line": contest.line_id, "state": contest.state}
    return _event("contest.decided", str(contest.id), said, contest.decided_at)


def _event(name: str, subject_id: str, payload: dict[str, Any], at: datetime) -> EventDraft:
    return EventDraft(name=name, subject_id=subject_id, payload=payload, occurred_at=at, recorded_at=at)
