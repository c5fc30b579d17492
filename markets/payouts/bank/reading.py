"""From a bank's file to what it says of our transfers. Nothing is written here.

A file is read whole or not at all. What it says more than once has one source: a booking stands in a
notification and in a statement under the bank's own reference, a verdict under the order's message id.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from kernel.errors import DomainError
from kernel.halfmonth import business_date
from kernel.identifiers import mask_rib
from markets.payouts.bank.models import BankFile, BankSettings
from markets.payouts.bank.types import LARGEST_ANSWER, AnswerKind, BankAnswerRead
from markets.payouts.formats.camt import parse_camt
from markets.payouts.formats.configured import from_json
from markets.payouts.formats.csv_statement import StatementCsv, parse_statement_csv
from markets.payouts.formats.csv_status import StatusCsv, parse_status_csv
from markets.payouts.formats.csv_tables import rows
from markets.payouts.formats.pain002 import parse_pain002
from markets.payouts.formats.refusals import BankFileRefused, FileTooLarge, NotReadable, ValueUnreadable
from markets.payouts.formats.types import (
    BankEntry,
    BankStatementFile,
    StatusReport,
    TransferStatus,
    Verdict,
)
from markets.payouts.models import PayoutAttempt
from markets.payouts.types import AttemptState, Report, ReportOutcome

_OUTCOMES = {
    TransferStatus.ACCEPTED: ReportOutcome.ACCEPTED,
    TransferStatus.PAID: ReportOutcome.PAID,
    TransferStatus.REJECTED: ReportOutcome.REJECTED,
}
_HEAD_BYTES = 4096
_MOST_MINOR = 10**18
_REASON_CODE, _REASON_TEXT, _REFERENCE = 60, 2_000, 140


class NotOurAccount(DomainError):
    """A statement of an account from which no order of the market was ever to be paid. Params: `account`."""

    code = "NOT_OUR_ACCOUNT"
    messages = {
        "ar": "الحساب {account} ليس من حسابات السوق التي تؤدى منها الأوامر",
        "fr": "Le compte {account} n'est pas un compte d'où le marché paie",
        "en": "The account {account} is none from which the market pays",
    }


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """A file by its kind: a status report, or statements."""

    kind: AnswerKind
    status: StatusReport | None = None
    statements: tuple[BankStatementFile, ...] = ()


def read_answer(content: bytes, settings: BankSettings | None, *, at: datetime) -> BankAnswerRead:
    """What a file says, as reports. In a transaction: the transfers that a verdict on a whole order concerns
    are locked.

    Raises BankFileRefused with every problem and its place.
    """
    found = parsed(content, settings)
    if found.status is not None:
        return _read_status(found.kind, found.status, at)
    return _read_statements(found.kind, found.statements)


def parsed(content: bytes, settings: BankSettings | None) -> ParsedAnswer:
    """A file by what it is, whatever it is called. Raises BankFileRefused, TemplateRefused."""
    if len(content) > LARGEST_ANSWER:
        raise BankFileRefused([FileTooLarge(limit=LARGEST_ANSWER)])
    head = content[:_HEAD_BYTES].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not head.startswith(b"<"):
        return _csv(content, settings)
    if b"pain.002." in head:
        return ParsedAnswer(AnswerKind.STATUS, parse_pain002(content))
    kind = AnswerKind.NOTIFICATION if re.search(rb"camt\.054\.", head) else AnswerKind.STATEMENT
    return ParsedAnswer(kind, statements=parse_camt(content))


def _csv(content: bytes, settings: BankSettings | None) -> ParsedAnswer:
    """A CSV file is known by its titles, as the market described those of its bank."""
    if b"\0" in content or not content.strip():
        raise BankFileRefused([NotReadable(reason="it is neither XML nor CSV")])
    status = settings and settings.status_csv and from_json(StatusCsv, settings.status_csv)
    statement = settings and settings.statement_csv and from_json(StatementCsv, settings.statement_csv)
    if not status and not statement:
        raise BankFileRefused([NotReadable(reason="the market has described no CSV files of its bank")])
    if status and (not statement or _fits(content, status) or not _fits(content, statement)):
        return ParsedAnswer(AnswerKind.STATUS_CSV, parse_status_csv(content, status))
    assert statement
    return ParsedAnswer(AnswerKind.STATEMENT_CSV, statements=(parse_statement_csv(content, statement),))


def _fits(content: bytes, mapping: StatusCsv | StatementCsv) -> bool:
    """Whether the file has the titles of a mapping."""
    try:
        next(rows(content, mapping.layout, mapping.columns), None)
    except DomainError:
        return False
    return True


# -- statuses --------------------------------------------------------------------------------------


def _read_status(kind: AnswerKind, status: StatusReport, at: datetime) -> BankAnswerRead:
    attempts = _attempts_of(status.original_message_id)
    order = status.original_message_id or "-"
    reports: list[Report] = []
    named: set[str] = set()
    left_alone = 0
    for item in status.items:
        # Both ids of an order's transfers are the same: rails/bank_file.py.
        reference = item.end_to_end_id or item.instruction_id or ""
        named.add(reference)
        report = _verdict(reference, item.verdict, order, item.amount_minor, attempts.get(reference), at)
        if report is None:
            left_alone += 1
        else:
            reports.append(report)
    if status.blanket is not None:
        unnamed = [attempt for attempt in attempts.values() if attempt.end_to_end_id not in named]
        # It is about an order as the bank took it in; where a transfer is further on, it says nothing new.
        waiting = [attempt for attempt in unnamed if attempt.state == AttemptState.SUBMITTED]
        blanket = [_verdict(a.end_to_end_id, status.blanket, order, None, a, at) for a in waiting]
        reports += [report for report in blanket if report is not None]
        left_alone += len(unnamed) - sum(1 for report in blanket if report is not None)
        left_alone += 0 if attempts or named else 1
    return BankAnswerRead(kind, tuple(reports), left_alone=left_alone)


def _attempts_of(message_id: str | None) -> dict[str, PayoutAttempt]:
    """The transfers of the order that a report answers, locked; none where it names no order of ours."""
    file = BankFile.objects.filter(message_id=message_id).first() if message_id else None
    if file is None:
        return {}
    found = PayoutAttempt.objects.filter(batch_id=file.batch_id).select_related("batch")
    locked = found.select_for_update(of=("self",)).order_by("pk")
    return {attempt.end_to_end_id: attempt for attempt in locked}


def _verdict(
    reference: str,
    verdict: Verdict,
    order: str,
    amount_minor: int | None,
    attempt: PayoutAttempt | None,
    at: datetime,
) -> Report | None:
    """None where nothing follows: a rejected copy says nothing of the transfer that the bank has."""
    if verdict.status is TransferStatus.PENDING or verdict.is_about_a_copy:
        return None
    today = business_date(at)
    happened_on = today
    if verdict.status is TransferStatus.PAID and attempt is not None and attempt.batch is not None:
        # A status has no booking day; the bank was asked for this one, and cannot have paid after today.
        happened_on = min(today, attempt.batch.execution_on)
    _require_storable(amount_minor)
    amount = "" if amount_minor is None else f" {amount_minor}"
    return Report(
        end_to_end_id=reference,
        outcome=_OUTCOMES[verdict.status],
        source=f"status of {order}: {verdict.code[:60]}{amount}",
        happened_on=happened_on,
        amount_minor=amount_minor,
        reason_code=verdict.reason_code[:_REASON_CODE],
        reason_text=verdict.reason_text[:_REASON_TEXT],
    )


# -- booked entries --------------------------------------------------------------------------------


def _read_statements(kind: AnswerKind, statements: Sequence[BankStatementFile]) -> BankAnswerRead:
    ours = set(BankSettings.objects.values_list("debtor_rib", flat=True))
    foreign = [one.account_rib for one in statements if one.account_rib not in ours]
    if foreign:
        raise BankFileRefused([NotOurAccount(account=mask_rib(account)) for account in foreign])
    entries = [entry for statement in statements for entry in statement.entries]
    reports = [report for report in map(_booked, entries) if report is not None]
    return BankAnswerRead(
        kind,
        tuple(reports),
        other_entries=len(entries) - len(reports),
        statements=tuple(statements),
    )


def _booked(entry: BankEntry) -> Report | None:
    """A debit under one of our ids is a payment; a credit under one is its return where the bank says so."""
    reference = entry.end_to_end_id or entry.instruction_id
    undone = entry.is_return or entry.is_reversal
    _require_storable(entry.amount_minor)
    if reference is None or entry.amount_minor == 0 or (entry.amount_minor > 0) is not undone:
        return None
    outcome = ReportOutcome.RETURNED if undone else ReportOutcome.PAID
    return Report(
        end_to_end_id=reference,
        outcome=outcome,
        source=_source(entry, outcome),
        happened_on=entry.booked_on,
        amount_minor=abs(entry.amount_minor),
        reference=entry.entry_reference[:_REFERENCE],
        reason_code=entry.return_reason[:_REASON_CODE],
        reason_text=entry.return_text[:_REASON_TEXT],
    )


def _source(entry: BankEntry, outcome: ReportOutcome) -> str:
    """The same for a booking wherever it is told. Some banks give a return the reference of what returned."""
    account = sha256(f"{entry.account_rib} {entry.entry_reference}".encode()).hexdigest()[:16]
    return f"entry {entry.entry_reference[:100]}/{entry.detail} {outcome} ({account})"


def _require_storable(amount_minor: int | None) -> None:
    """Raises BankFileRefused for an amount that no account holds."""
    if amount_minor is not None and abs(amount_minor) >= _MOST_MINOR:
        raise BankFileRefused([ValueUnreadable(field="amount", reason="no account holds so much")])
