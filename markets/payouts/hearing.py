"""Hearing what rails report, in whatever order and however often they say it: money is posted once.

Rails and operations both come here; nothing else changes an attempt that was sent.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.ids import new_id
from markets.events import operations as events
from markets.figures import operations as figures
from markets.ledger import operations as ledger
from markets.ledger.models import Entry
from markets.ledger.types import (
    AccountCode,
    EntryDraft,
    EntryKind,
    PostingDraft,
    PostingKind,
    bank,
    cooperative_payable,
    stripe_clearing,
    till_cash,
)
from markets.payouts import notices, queries, rules
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch, PayoutReport
from markets.payouts.types import (
    LIVE_STATES,
    LONGEST_REASON_CODE,
    LONGEST_REFERENCE,
    AttemptState,
    BatchState,
    Hearing,
    Ingested,
    PaidFrom,
    PayoutState,
    Report,
    ReportOutcome,
)
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.periods.types import PeriodState

_ACCOUNTS: Mapping[PaidFrom, AccountCode] = {
    PaidFrom.BANK: bank(),
    PaidFrom.CASH: till_cash(),
    PaidFrom.STRIPE: stripe_clearing(),
}

DOUBTED = "a rail says that it paid what it had refused or never got"
"""Why a payout is held whose earlier attempt may have been paid after all."""

_WAITING = (AttemptState.DRAFT, AttemptState.APPROVED, AttemptState.SUBMITTED, AttemptState.ACCEPTED)


@dataclass(slots=True)
class _Changes:
    """What the reports of one file come to, gathered before anything is written."""

    reports: list[PayoutReport] = field(default_factory=list)
    paid: dict[UUID, Report] = field(default_factory=dict)
    returned: dict[UUID, Report] = field(default_factory=dict)
    changed: dict[UUID, PayoutAttempt] = field(default_factory=dict)
    doubted: dict[UUID, PayoutAttempt] = field(default_factory=dict)


@transaction.atomic
def ingest(*, reports: Sequence[Report], at: datetime, actor: str) -> Ingested:
    """Apply what a rail reported, all of it in one transaction; the same again applies nothing.

    A report for the wrong amount, or against what is known, is kept as contradicted and moves nothing; where
    it means that an attempt given up may have been paid, its payout is held. Raises NoOpenPeriod.
    """
    # The place in the half-month comes before any row, then attempts, batches, half-months and figures, each
    # in the order of their keys: docs/decisions/half-months.md and payouts.md.
    period = periods.take_period(occurred_at=at)
    attempts = _locked(reports)
    heard = set(
        PayoutReport.objects.filter(attempt__in=attempts.values()).values_list("attempt_id", "source")
    )
    changes, hearings = _Changes(), []
    for report in reports:
        attempt = attempts.get(report.end_to_end_id)
        hearing = Hearing.UNKNOWN
        if attempt is not None:
            hearing = _hear(report, attempt, heard, changes, at=at, actor=actor)
        hearings.append((report, hearing))
    _write(changes, period, at=at, actor=actor)
    return Ingested(tuple(hearings))


def mark_submitted(*, attempts: Iterable[PayoutAttempt], at: datetime) -> None:
    """Note that approved attempts are being handed to their rail, before they are; the rows are locked."""
    sending = list(attempts)
    assert all(attempt.state == AttemptState.APPROVED for attempt in sending), (
        "only what was approved is sent"
    )
    PayoutAttempt.objects.filter(pk__in=[attempt.pk for attempt in sending]).update(
        state=AttemptState.SUBMITTED, submitted_at=at
    )
    Payout.objects.filter(pk__in=[attempt.payout_id for attempt in sending]).update(
        state=PayoutState.SUBMITTED
    )
    for attempt in sending:
        attempt.state, attempt.submitted_at = AttemptState.SUBMITTED, at


def post_payments(
    *,
    attempts: Sequence[PayoutAttempt],
    paid_from: Mapping[UUID, PaidFrom],
    period: Period,
    at: datetime,
    actor: str,
) -> None:
    """One entry for each attempt that was paid: the cooperative is owed less, and bank or till has less."""
    ledger.post_all(
        entries=[
            EntryDraft(
                entry_id=new_id(),
                kind=EntryKind.PAYOUT,
                source_id=attempt.id,
                occurred_at=at,
                recorded_at=at,
                business_date=_settled_on(attempt),
                actor=actor,
                postings=[
                    PostingDraft(
                        debit=cooperative_payable(attempt.payout.statement.cooperative_id),
                        credit=_ACCOUNTS[paid_from.get(attempt.id, PaidFrom.BANK)],
                        amount_minor=attempt.amount_minor,
                        kind=PostingKind.PAYOUT,
                    )
                ],
            )
            for attempt in attempts
        ],
        period=period,
    )


def _settled_on(attempt: PayoutAttempt) -> date:
    assert attempt.settled_on is not None, "a payment happened on a day"
    return attempt.settled_on


def _locked(reports: Sequence[Report]) -> dict[str, PayoutAttempt]:
    wanted = {report.end_to_end_id for report in reports}
    found = (
        PayoutAttempt.objects.filter(end_to_end_id__in=wanted)
        .select_related("payout__statement")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    return {attempt.end_to_end_id: attempt for attempt in found}


def _hear(
    report: Report,
    attempt: PayoutAttempt,
    heard: set[tuple[UUID, str]],
    changes: _Changes,
    *,
    at: datetime,
    actor: str,
) -> Hearing:
    if (attempt.id, report.source) in heard:
        return Hearing.REPEATED
    heard.add((attempt.id, report.source))
    hearing = rules.hear(report.outcome, AttemptState(attempt.state))
    if report.amount_minor is not None and report.amount_minor != attempt.amount_minor:
        hearing = Hearing.CONTRADICTED
    if hearing is Hearing.APPLIED:
        _apply(report, attempt, changes)
    elif rules.must_be_looked_at(report.outcome, AttemptState(attempt.state)):
        changes.doubted[attempt.id] = attempt
    changes.reports.append(
        PayoutReport(
            attempt=attempt,
            outcome=report.outcome,
            source=report.source,
            hearing=hearing,
            happened_on=report.happened_on,
            amount_minor=report.amount_minor,
            reference=report.reference[:LONGEST_REFERENCE],
            reason_code=report.reason_code[:LONGEST_REASON_CODE],
            reason_text=report.reason_text,
            recorded_at=at,
            recorded_by=actor,
        )
    )
    return hearing


def _apply(report: Report, attempt: PayoutAttempt, changes: _Changes) -> None:
    before = AttemptState(attempt.state)
    attempt.state = AttemptState(report.outcome.value)
    attempt.reference = report.reference[:LONGEST_REFERENCE] or attempt.reference
    attempt.reason_code = report.reason_code[:LONGEST_REASON_CODE]
    attempt.reason_text = report.reason_text
    if report.exchange is not None:
        attempt.exchange_currency = report.exchange.currency
        attempt.exchange_amount_minor = report.exchange.amount_minor
        attempt.exchange_rate, attempt.exchange_fee_minor = report.exchange.rate, report.exchange.fee_minor
    changes.changed[attempt.id] = attempt
    if report.outcome is ReportOutcome.PAID:
        attempt.settled_on = report.happened_on
        changes.paid[attempt.id] = report
    if report.outcome is ReportOutcome.RETURNED:
        # It left and came back; where the return is heard of first, both are written now.
        if before is not AttemptState.PAID:
            attempt.settled_on = report.happened_on
            changes.paid[attempt.id] = report
        changes.returned[attempt.id] = report


def _write(changes: _Changes, period: Period, *, at: datetime, actor: str) -> None:
    PayoutReport.objects.bulk_create(changes.reports)
    contradicted = [report for report in changes.reports if report.hearing is Hearing.CONTRADICTED]
    events.append_all(drafts=[notices.report_contradicted(report) for report in contradicted])
    if changes.changed:
        _write_changes(changes, period, at=at, actor=actor)
    if changes.doubted:
        _hold_doubted(changes, at=at, actor=actor)


def _write_changes(changes: _Changes, period: Period, *, at: datetime, actor: str) -> None:
    attempts = list(changes.changed.values())
    columns = ("state", "reference", "reason_code", "reason_text", "settled_on")
    exchange = ("exchange_currency", "exchange_amount_minor", "exchange_rate", "exchange_fee_minor")
    PayoutAttempt.objects.bulk_update(attempts, [*columns, *exchange])
    _follow(attempts, changes)
    paid = [changes.changed[attempt_id] for attempt_id in changes.paid]
    sources = {attempt_id: report.paid_from for attempt_id, report in changes.paid.items()}
    post_payments(attempts=paid, paid_from=sources, period=period, at=at, actor=actor)
    _reverse(changes, period, at=at, actor=actor)
    _end_batches({attempt.batch_id for attempt in attempts if attempt.batch_id}, at)
    _move_periods(changes, at=at, actor=actor)
    events.append_all(drafts=[notices.payout_changed(attempt, at) for attempt in attempts])
    held = [attempt.payout for attempt in attempts if attempt.payout.state == PayoutState.HELD]
    events.append_all(drafts=[notices.payout_held(payout, at, actor) for payout in held])


def _follow(attempts: Sequence[PayoutAttempt], changes: _Changes) -> None:
    """Each payout stands where its latest attempt does; what is doubted waits once it could be tried
    again.
    """
    for attempt in attempts:
        payout, paid = attempt.payout, attempt.state == AttemptState.PAID
        waits = payout.held_because and attempt.state in (AttemptState.REJECTED, AttemptState.RETURNED)
        payout.state = PayoutState.HELD if waits else PayoutState(attempt.state)
        payout.paid_on = attempt.settled_on if paid else None
        payout.evidence = (attempt.reference or changes.paid[attempt.id].source) if paid else ""
    Payout.objects.bulk_update([one.payout for one in attempts], ["state", "paid_on", "evidence"])


def _reverse(changes: _Changes, period: Period, *, at: datetime, actor: str) -> None:
    entries = Entry.objects.filter(kind=EntryKind.PAYOUT, source_id__in=list(changes.returned))
    for entry in entries.order_by("id"):
        ledger.reverse(
            entry_id=new_id(),
            reverses_id=entry.id,
            period=period,
            occurred_at=at,
            recorded_at=at,
            business_date=changes.returned[entry.source_id].happened_on,
            actor=actor,
        )


def _end_batches(batch_ids: set[UUID], at: datetime) -> None:
    """Batches end with the last answer. Locked first, so that of two answers at once one sees the other."""
    list(PayoutBatch.objects.filter(pk__in=batch_ids).select_for_update().order_by("pk"))
    waiting = PayoutAttempt.objects.filter(batch_id__in=batch_ids, state__in=_WAITING).values("batch_id")
    PayoutBatch.objects.filter(pk__in=batch_ids, state=BatchState.SUBMITTED).exclude(pk__in=waiting).update(
        state=BatchState.DONE, ended_at=at
    )


def _move_periods(changes: _Changes, *, at: datetime, actor: str) -> None:
    """Half-months are paid with the last of their payouts, and no longer when one comes back; figures
    follow.
    """
    moved_minor: dict[int, Counter[UUID]] = defaultdict(Counter)
    for sign, attempt_ids in ((1, changes.paid), (-1, changes.returned)):
        for attempt_id in attempt_ids:
            attempt = changes.changed[attempt_id]
            statement = attempt.payout.statement
            moved_minor[statement.period_id][statement.cooperative_id] += sign * attempt.amount_minor
    for period_id in sorted(moved_minor):
        period = periods.lock_period(period_id=period_id)
        owing = queries.unpaid().filter(period_id=period_id).exists()
        if period.state == PeriodState.SEALED and not owing:
            _step(period, PeriodState.PAID, at, actor, "")
        elif period.state in (PeriodState.PAID, PeriodState.RECONCILED) and owing:
            _step(period, PeriodState.SEALED, at, actor, "a payment was returned")
    for period_id, amounts in sorted(moved_minor.items()):
        figures.add_paid(period_id=period_id, amount_minor=amounts.total())
        figures.add_paid_to(period_id=period_id, amounts=amounts)


def _hold_doubted(changes: _Changes, *, at: datetime, actor: str) -> None:
    """Keep payouts from another attempt whose earlier one may have been paid after all.

    One with an attempt under way is marked: its batch is not approved or sent any more, and when the attempt
    comes to nothing the payout is held.
    """
    for period_id in sorted({one.payout.statement.period_id for one in changes.doubted.values()}):
        periods.lock_period(period_id=period_id)
    doubted = {one.payout_id for one in changes.doubted.values()}
    under_way = set(
        PayoutAttempt.objects.filter(payout__in=doubted, state__in=LIVE_STATES).values_list(
            "payout_id", flat=True
        )
    )
    not_held = Payout.objects.filter(pk__in=doubted).exclude(state=PayoutState.HELD)
    payouts = list(not_held.select_related("statement").order_by("pk"))
    for payout in payouts:
        payout.held_because = DOUBTED
        if payout.pk not in under_way:
            payout.state = PayoutState.HELD
    Payout.objects.bulk_update(payouts, ["state", "held_because"])
    held = [payout for payout in payouts if payout.state == PayoutState.HELD]
    events.append_all(drafts=[notices.payout_held(payout, at, actor) for payout in held])


def _step(period: Period, wanted: PeriodState, at: datetime, actor: str, note: str) -> None:
    periods.pass_to(period=period, wanted=wanted, at=at, actor=actor, permission="system", note=note)
