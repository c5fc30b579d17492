"""Correcting what a cooperative is owed: one person proposes, another approves, and then it is in the
ledger.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from kernel.ids import new_id
from markets.events import operations as events
from markets.ledger import operations as ledger
from markets.ledger.types import (
    EntryKind,
    PostingDraft,
    PostingKind,
    cooperative_payable,
    market_adjustments,
)
from markets.periods import operations as periods
from markets.settlement import notices
from markets.settlement.models import Adjustment, Contest
from markets.settlement.operations._closing import SamePerson
from markets.settlement.operations._ids import repeated, words
from markets.settlement.types import DecisionState
from shared_catalog.registry import queries as registry

# A million dirhams: what is more is no correction.
_HIGHEST_MINOR = 100_000_000


class AlreadyDecided(DomainError):
    """Somebody decided otherwise before. Params: `id`, `state`."""

    code = "ALREADY_DECIDED"
    messages = {
        "ar": "سبق البت في {id}: {state}",
        "fr": "{id} a déjà été tranché : {state}",
        "en": "{id} has already been decided: {state}",
    }


@transaction.atomic
def propose_adjustment(
    *,
    adjustment_id: UUID,
    cooperative_id: UUID,
    amount_minor: int,
    reason: str,
    at: datetime,
    actor: str,
    contest: Contest | None = None,
) -> Adjustment:
    """Propose to give a cooperative so many centimes, or to take them when negative; nothing moves yet.

    Raises InvalidValue, NotFound, SettlementIdReused.
    """
    reason = words(reason, "reason")
    content: dict[str, Any] = {
        "cooperative_id": cooperative_id,
        "amount_minor": amount_minor,
        "reason": reason,
        "contest_id": contest.id if contest else None,
    }
    known, said = repeated(Adjustment, adjustment_id, content)
    if known is not None:
        return known
    if amount_minor == 0 or abs(amount_minor) > _HIGHEST_MINOR:
        limits = f"a correction is not nothing, and at most {_HIGHEST_MINOR} centimes"
        raise InvalidValue(path=("amount_minor",), field="amount_minor", reason=limits)
    registry.cooperative(cooperative_id)
    return Adjustment.objects.create(
        id=adjustment_id,
        state=DecisionState.PROPOSED,
        proposed_at=at,
        proposed_by=actor,
        fingerprint=said,
        **content,
    )


@transaction.atomic
def approve_adjustment(*, adjustment_id: UUID, note: str = "", at: datetime, actor: str) -> Adjustment:
    """Let a proposed correction move its money, in the open half-month, as somebody else than its author.

    Approved already, it is returned as it is. Raises NotFound, SamePerson, AlreadyDecided, NoOpenPeriod.
    """
    # The place in the half-month comes before any row: docs/decisions/half-months.md.
    period = periods.take_period(occurred_at=at)
    adjustment = _locked(adjustment_id, DecisionState.APPROVED)
    if adjustment.state == DecisionState.APPROVED:
        return adjustment
    _decide(adjustment, DecisionState.APPROVED, note=note, at=at, actor=actor)
    payable, cost = cooperative_payable(adjustment.cooperative_id), market_adjustments()
    debit, credit = (cost, payable) if adjustment.amount_minor > 0 else (payable, cost)
    ledger.post(
        entry_id=new_id(),
        kind=EntryKind.ADJUSTMENT,
        source_id=adjustment.id,
        period=period,
        occurred_at=at,
        recorded_at=at,
        business_date=business_date(at),
        actor=actor,
        postings=[PostingDraft(debit, credit, abs(adjustment.amount_minor), PostingKind.ADJUSTMENT)],
    )
    events.append_all(drafts=[notices.adjustment_approved(adjustment)])
    return adjustment


@transaction.atomic
def reject_adjustment(*, adjustment_id: UUID, note: str, at: datetime, actor: str) -> Adjustment:
    """Turn a proposed correction down, saying why. Raises NotFound, SamePerson, AlreadyDecided,
    InvalidValue.
    """
    note = words(note, "note")
    adjustment = _locked(adjustment_id, DecisionState.REJECTED)
    if adjustment.state == DecisionState.PROPOSED:
        _decide(adjustment, DecisionState.REJECTED, note=note, at=at, actor=actor)
    return adjustment


def _locked(adjustment_id: UUID, wanted: DecisionState) -> Adjustment:
    adjustment = Adjustment.objects.select_for_update(of=("self",)).filter(id=adjustment_id).first()
    if adjustment is None:
        raise NotFound(path=("adjustment_id",), kind="Adjustment", id=adjustment_id)
    if adjustment.state not in (DecisionState.PROPOSED, wanted):
        raise AlreadyDecided(id=str(adjustment_id), state=adjustment.state)
    return adjustment


def _decide(adjustment: Adjustment, state: DecisionState, *, note: str, at: datetime, actor: str) -> None:
    if actor == adjustment.proposed_by:
        raise SamePerson()
    adjustment.state, adjustment.decision_note = state, note.strip()
    adjustment.decided_at, adjustment.decided_by = at, actor
    adjustment.save(update_fields=["state", "decision_note", "decided_at", "decided_by"])
