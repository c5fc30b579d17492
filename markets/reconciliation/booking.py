"""Writing what a proposal says: matches, the ledger's entries, suspense, and what payouts hear of it.

One writer at a time in a market. Beyond that the database's own keys hold: a line has its parts once, a
target is matched once, and the ledger has one entry for a line that found its place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.ids import new_id
from markets.events import operations as events
from markets.ledger import operations as ledger
from markets.ledger.types import (
    AccountCode,
    EntryDraft,
    EntryKind,
    PostingDraft,
    PostingKind,
    bank,
    card_clearing,
    suspense,
    till_cash,
)
from markets.payouts import operations as payouts
from markets.payouts.models import PayoutAttempt
from markets.payouts.types import AttemptState, Hearing, Report, ReportOutcome
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.reconciliation import notices, queries
from markets.reconciliation.models import BankLine, Match, SuspenseItem
from markets.reconciliation.types import (
    PAYOUT_KINDS,
    LineState,
    Pairing,
    Part,
    Proposal,
    TargetKind,
    Unmatched,
    Why,
)
from tenants.database.claims import claim

# Whoever writes waits for whoever is writing; then it reads what the other wrote.
_WRITERS = UUID("6f1f5a0e-7f5c-4f0e-9f39-5a3c1d2b7e41")
_HEARD = (Hearing.APPLIED, Hearing.REPEATED, Hearing.OVERTAKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Who writes, when, and into which open half-month."""

    period: Period
    at: datetime
    actor: str


def begin(*, at: datetime, actor: str) -> Writing:
    """Be the one who writes until the transaction ends. Raises NoOpenPeriod."""
    alone()
    # The place in the half-month comes before any row: docs/decisions/half-months.md.
    return Writing(period=periods.take_period(occurred_at=at), at=at, actor=actor)


def alone() -> None:
    """Wait for whoever else is writing, until the transaction ends."""
    claim(_WRITERS)


def apply(proposal: Proposal, writing: Writing, *, owner: str, note: str = "") -> Proposal:
    """Do what a proposal says, and answer what was done of it: a line on whose payment payouts know better
    goes into suspense.
    """
    wanted = [*(one.line_id for one in proposal.matched), *(one.line_id for one in proposal.unmatched)]
    lines = BankLine.objects.select_for_update().order_by("pk").in_bulk(wanted)
    refused = _tell_payouts(proposal.matched, lines, writing)
    matched = tuple(one for one in proposal.matched if one.line_id not in refused)
    unmatched = (*proposal.unmatched, *(Unmatched(line, Why.CONTRADICTS_PAYOUT) for line in sorted(refused)))
    _match(matched, lines, writing, note)
    _suspend([one for one in unmatched if lines[one.line_id].state == LineState.OPEN], lines, writing, owner)
    done = Proposal(matched, unmatched)
    events.append_all(drafts=[notices.lines_matched(done, writing.at, writing.actor)])
    return done


def _tell_payouts(pairings: Sequence[Pairing], lines: Mapping[UUID, BankLine], writing: Writing) -> set[UUID]:
    """Let payouts hear what the bank shows and they have not heard; answers the lines that contradict
    them.
    """
    shown = [
        (lines[one.line_id], part) for one in pairings for part in one.parts if part.kind in PAYOUT_KINDS
    ]
    attempts = queries.attempts_by_id(part.target_id for _, part in shown if part.target_id)
    # What left before what came back.
    shown.sort(key=lambda one: (one[0].booked_on, one[1].kind is TargetKind.PAYOUT_RETURN, one[0].id))
    told: list[UUID] = []
    reports: list[Report] = []
    for line, part in shown:
        assert part.target_id is not None
        report = _news(line, part, attempts[part.target_id])
        if report is not None:
            told.append(line.id)
            reports.append(report)
    if not reports:
        return set()
    heard = payouts.ingest(reports=reports, at=writing.at, actor=writing.actor)
    answers = [hearing for _, hearing in heard.hearings]
    return {line for line, hearing in zip(told, answers, strict=True) if hearing not in _HEARD}


def _news(line: BankLine, part: Part, attempt: PayoutAttempt) -> Report | None:
    """What the bank shows of an attempt, unless payouts know it."""
    if part.kind is TargetKind.PAYOUT:
        if attempt.state in (AttemptState.PAID, AttemptState.RETURNED):
            return None
        outcome = ReportOutcome.PAID
    elif attempt.state == AttemptState.RETURNED:
        return None
    else:
        outcome = ReportOutcome.RETURNED
    return Report(
        end_to_end_id=attempt.end_to_end_id,
        outcome=outcome,
        source=f"bank line {line.id}",
        happened_on=line.booked_on,
        amount_minor=abs(part.amount_minor),
        reference=line.entry_reference,
        reason_code=line.return_reason,
        reason_text=line.return_text,
    )


def _match(pairings: Sequence[Pairing], lines: Mapping[UUID, BankLine], writing: Writing, note: str) -> None:
    Match.objects.bulk_create(
        Match(
            line_id=one.line_id,
            position=position,
            kind=part.kind,
            target_id=part.target_id,
            account=part.account,
            amount_minor=part.amount_minor,
            how=one.how,
            rule_name=one.rule.name if one.rule else "",
            rule_id=one.rule.id if one.rule else None,
            note=note,
            matched_at=writing.at,
            matched_by=writing.actor,
        )
        for one in pairings
        for position, part in enumerate(one.parts)
    )
    drafts = [_entry_of(lines[one.line_id], one.parts, writing) for one in pairings]
    ledger.post_all(entries=[draft for draft in drafts if draft.postings], period=writing.period)
    matched = [lines[one.line_id] for one in pairings]
    _clear([line for line in matched if line.state == LineState.SUSPENDED], writing)
    _mark(matched, LineState.MATCHED)


def _suspend(
    found: Sequence[Unmatched], lines: Mapping[UUID, BankLine], writing: Writing, owner: str
) -> None:
    items = [
        SuspenseItem(
            line=lines[one.line_id],
            amount_minor=lines[one.line_id].amount_minor,
            reason=one.why,
            owner=owner,
            opened_at=writing.at,
        )
        for one in found
    ]
    SuspenseItem.objects.bulk_create(items)
    drafts = [
        _entry(
            source_id=item.id,
            line=item.line,
            postings=[_movement(bank(item.line.account), suspense(), item.amount_minor)],
            writing=writing,
        )
        for item in items
    ]
    ledger.post_all(entries=drafts, period=writing.period)
    _mark([item.line for item in items], LineState.SUSPENDED)
    events.append_all(drafts=[notices.suspense_opened(item) for item in items])


def _clear(lines: Sequence[BankLine], writing: Writing) -> None:
    items = list(SuspenseItem.objects.filter(line__in=lines).order_by("id"))
    assert len(items) == len(lines), "what is suspended has its item"
    for item in items:
        item.cleared_at, item.cleared_by = writing.at, writing.actor
    SuspenseItem.objects.bulk_update(items, ["cleared_at", "cleared_by"])
    events.append_all(drafts=[notices.suspense_cleared(item) for item in items])


def _mark(lines: Sequence[BankLine], state: LineState) -> None:
    unmatched = BankLine.objects.filter(pk__in=[line.pk for line in lines]).exclude(state=LineState.MATCHED)
    changed = unmatched.update(state=state)
    assert changed == len(lines), "a line finds its place once"


def _entry_of(line: BankLine, parts: Iterable[Part], writing: Writing) -> EntryDraft:
    """A line leaves `suspense` if it is there, and comes from the bank otherwise. What payouts posted on the
    bank account themselves is posted by nobody again.
    """
    side = suspense() if line.state == LineState.SUSPENDED else bank(line.account)
    postings = [
        _movement(side, account, part.amount_minor) for part in parts if (account := account_of(part)) != side
    ]
    return _entry(source_id=line.id, line=line, postings=postings, writing=writing)


def account_of(part: Part) -> AccountCode:
    """The ledger account of what a part stands for."""
    match part.kind:
        case TargetKind.PAYOUT | TargetKind.PAYOUT_RETURN:
            return bank()
        case TargetKind.CARD_BATCH:
            return card_clearing()
        case TargetKind.CASH_DEPOSIT:
            return till_cash()
        case _:
            return AccountCode(part.account)


def _movement(side: AccountCode, account: AccountCode, amount_minor: int) -> PostingDraft:
    """A credit of the bank account comes from the other account; a debit goes to it."""
    debit, credit = (side, account) if amount_minor > 0 else (account, side)
    return PostingDraft(debit=debit, credit=credit, amount_minor=abs(amount_minor), kind=PostingKind.BANK)


def _entry(
    *, source_id: UUID, line: BankLine, postings: Sequence[PostingDraft], writing: Writing
) -> EntryDraft:
    return EntryDraft(
        entry_id=new_id(),
        kind=EntryKind.BANK,
        source_id=source_id,
        occurred_at=writing.at,
        recorded_at=writing.at,
        business_date=line.booked_on,
        actor=writing.actor,
        postings=postings,
    )
