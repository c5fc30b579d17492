"""The events of reconciliation: what readers of the log are told, and in which words; centimes."""

from datetime import datetime
from typing import Any

from markets.events.types import EventDraft
from markets.periods.models import Period
from markets.reconciliation.models import BankStatement, Explanation, SuspenseItem
from markets.reconciliation.types import Proposal


def statement_imported(statement: BankStatement) -> EventDraft:
    """A bank's statement or notification was taken."""
    said = {
        "account": statement.account,
        "entries": statement.entries,
        "new_lines": statement.new_lines,
        "complete": statement.complete,
    }
    return _event("bank_statement.imported", str(statement.id), said, statement.uploaded_at)


def lines_matched(proposal: Proposal, at: datetime, actor: str) -> EventDraft:
    """Lines of the bank found their place, or went into suspense."""
    said = {"matched": len(proposal.matched), "unmatched": len(proposal.unmatched)}
    return _event("bank_lines.matched", actor, said, at)


def suspense_opened(item: SuspenseItem) -> EventDraft:
    """A line of the bank has no known place."""
    return _event("suspense.opened", str(item.id), _of_item(item), item.opened_at)


def suspense_assigned(item: SuspenseItem, at: datetime) -> EventDraft:
    """Somebody else finds out."""
    return _event("suspense.assigned", str(item.id), _of_item(item), at)


def suspense_cleared(item: SuspenseItem) -> EventDraft:
    """Its place is known now."""
    assert item.cleared_at is not None
    return _event("suspense.cleared", str(item.id), _of_item(item), item.cleared_at)


def suspense_explained(explanation: Explanation) -> EventDraft:
    """Somebody signed why a half-month leaves something unexplained."""
    said = {
        "period": explanation.period_id,
        "amount_minor": explanation.amount_minor,
        "unshown_minor": explanation.unshown_minor,
        "signed_by": explanation.signed_by,
        "digest": bytes(explanation.digest).hex(),
    }
    return _event("suspense.explained", str(explanation.pk), said, explanation.signed_at)


def period_reconciled(period: Period, at: datetime) -> EventDraft:
    """The bank confirms the payments of a half-month, and nothing is left unexplained."""
    return _event("period.reconciled", str(period.id), {"period": period.id}, at)


def _of_item(item: SuspenseItem) -> dict[str, Any]:
    return {"amount_minor": item.amount_minor, "reason": item.reason, "owner": item.owner}


def _event(name: str, subject_id: str, payload: dict[str, Any], at: datetime) -> EventDraft:
    return EventDraft(name=name, subject_id=subject_id, payload=payload, occurred_at=at, recorded_at=at)
