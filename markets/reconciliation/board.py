"""Receipts, declarations, ledger and bank side by side, day by day, and every dirham that is unexplained."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum

from markets.figures.models import TillDay
from markets.ledger.types import AccountKind, card_clearing, suspense, till_cash
from markets.reconciliation import queries
from markets.reconciliation.models import BankLine, CardBatch, CashDeposit, Match
from markets.reconciliation.types import LineState, TargetKind

# What moved into and out of the accounts that a bank or a till can be asked about, by the day it happened.
_MOVED = """
    SELECT entry.business_date, CASE account.kind WHEN 'bank' THEN 'bank' ELSE account.code END AS code,
           sum(signed)::bigint
    FROM (
        SELECT entry_id, debit_id AS account_id, amount_minor AS signed FROM ledger_posting
        UNION ALL
        SELECT entry_id, credit_id, -amount_minor FROM ledger_posting
    ) side
    JOIN ledger_account account ON account.id = side.account_id
    JOIN ledger_entry entry ON entry.id = side.entry_id
    WHERE entry.business_date >= %(since)s AND entry.business_date < %(until)s
      AND (account.code = ANY (%(codes)s) OR account.kind = %(bank)s)
    GROUP BY 1, 2
"""


class DifferenceKind(StrEnum):
    """Why a dirham is not explained yet."""

    SUSPENSE = "suspense"
    LINE_NOT_MATCHED = "line_not_matched"
    CARD_BATCH_NOT_SHOWN = "card_batch_not_shown"
    CASH_DEPOSIT_NOT_SHOWN = "cash_deposit_not_shown"
    PAYMENT_NOT_SHOWN = "payment_not_shown"
    CARD_RECEIPTS_UNLIKE_BATCHES = "card_receipts_unlike_batches"
    STATEMENT_GAP = "statement_gap"


@dataclass(slots=True, kw_only=True)
class Day:
    """One business day on four sides, in centimes: receipts, declarations, ledger, bank."""

    day: date
    cash_receipts_minor: int = 0
    card_receipts_minor: int = 0
    stripe_receipts_minor: int = 0
    cash_deposits_minor: int = 0
    card_batches_minor: int = 0
    till_cash_minor: int = 0
    card_clearing_minor: int = 0
    bank_minor: int = 0
    suspense_minor: int = 0
    bank_lines_minor: int = 0

    @property
    def cards_difference_minor(self) -> int:
        """Card receipts less what terminals say they took."""
        return self.card_receipts_minor - self.card_batches_minor

    @property
    def bank_difference_minor(self) -> int:
        """What the ledger has of the bank's day less what the bank shows of it."""
        return self.bank_minor - self.bank_lines_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that one side has and another has not: since when, how much, and who finds out.

    `subject` is the primary key of what it is about, or the day.
    """

    kind: DifferenceKind
    since: date
    amount_minor: int
    owner: str
    subject: str
    about: str

    def age_days(self, today: date) -> int:
        """For how many days it has waited."""
        return (today - self.since).days


@dataclass(frozen=True, slots=True)
class Board:
    """The days that something happened on, and what is unexplained of them, the oldest first."""

    days: tuple[Day, ...]
    differences: tuple[Difference, ...]


def board(*, since: date, until: date) -> Board:
    """The days from `since` up to, not including, `until`."""
    days = _days(since, until)
    found = [one for one in _differences(since, until) if since <= one.since < until]
    found += [
        Difference(
            kind=DifferenceKind.CARD_RECEIPTS_UNLIKE_BATCHES,
            since=day.day,
            amount_minor=day.cards_difference_minor,
            owner="",
            subject=day.day.isoformat(),
            about="",
        )
        for day in days
        if day.cards_difference_minor
    ]
    return Board(tuple(days), tuple(sorted(found, key=lambda one: (one.since, one.kind, one.subject))))


def _days(since: date, until: date) -> list[Day]:
    sides: dict[date, dict[str, int]] = defaultdict(dict)
    for name, sums in (
        ("cash_receipts_minor", _receipts("cash_minor", since, until)),
        ("card_receipts_minor", _receipts("card_minor", since, until)),
        ("stripe_receipts_minor", _receipts("stripe_minor", since, until)),
        ("cash_deposits_minor", _declared(CashDeposit.objects.all(), since, until)),
        ("card_batches_minor", _declared(CardBatch.objects.all(), since, until)),
        ("bank_lines_minor", _booked(since, until)),
    ):
        for day, amount_minor in sums:
            sides[day][name] = int(amount_minor)
    for day, name, amount_minor in _moved(since, until):
        sides[day][name] = amount_minor
    days = [Day(day=day, **sides[day]) for day in sorted(sides)]
    amounts = [field.name for field in fields(Day) if field.name != "day"]
    return [day for day in days if any(getattr(day, name) for name in amounts)]


def _receipts(column: str, since: date, until: date) -> Iterable[tuple[date, int]]:
    days = TillDay.objects.filter(day__gte=since, day__lt=until)
    return days.values_list("day").annotate(sum=Sum(column)).order_by("day")


def _declared(rows: QuerySet[Any], since: date, until: date) -> Iterable[tuple[date, int]]:
    kept = rows.filter(business_date__gte=since, business_date__lt=until, withdrawn_at__isnull=True)
    sums = kept.order_by().values_list("business_date").annotate(sum=Sum("amount_minor"))
    return [(day, int(amount_minor)) for day, amount_minor in sums]


def _booked(since: date, until: date) -> Iterable[tuple[date, int]]:
    lines = BankLine.objects.filter(booked_on__gte=since, booked_on__lt=until).order_by()
    return lines.values_list("booked_on").annotate(sum=Sum("amount_minor"))


def _moved(since: date, until: date) -> Iterator[tuple[date, str, int]]:
    names: Mapping[str, str] = {
        till_cash(): "till_cash_minor",
        card_clearing(): "card_clearing_minor",
        suspense(): "suspense_minor",
        "bank": "bank_minor",
    }
    given: dict[str, Any] = {
        "since": since,
        "until": until,
        "codes": list(names),
        "bank": AccountKind.BANK.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, given)
        for day, code, amount_minor in cursor.fetchall():
            yield day, names[code], amount_minor


def _differences(since: date, until: date) -> Iterator[Difference]:
    for item in queries.open_suspense().filter(line__booked_on__gte=since, line__booked_on__lt=until):
        yield _of_line(DifferenceKind.SUSPENSE, item.line, item.amount_minor, item.owner, str(item.id))
    waiting = BankLine.objects.filter(state=LineState.OPEN, booked_on__gte=since, booked_on__lt=until)
    for line in waiting:
        yield _of_line(DifferenceKind.LINE_NOT_MATCHED, line, line.amount_minor, "", str(line.id))
    yield from _not_shown(since, until)
    for gap in queries.gaps():
        yield Difference(
            kind=DifferenceKind.STATEMENT_GAP,
            since=gap.until,
            amount_minor=gap.amount_minor,
            owner="",
            subject=str(gap.statement_id),
            about=gap.account,
        )


def _not_shown(since: date, until: date) -> Iterator[Difference]:
    """Declared and paid, and on no line of the bank."""
    for kind, model, target in (
        (DifferenceKind.CARD_BATCH_NOT_SHOWN, CardBatch, TargetKind.CARD_BATCH),
        (DifferenceKind.CASH_DEPOSIT_NOT_SHOWN, CashDeposit, TargetKind.CASH_DEPOSIT),
    ):
        shown = Match.objects.filter(kind=target).values("target_id")
        declared = model.objects.filter(
            business_date__gte=since, business_date__lt=until, withdrawn_at__isnull=True
        ).exclude(pk__in=shown)
        for one in declared:
            yield Difference(
                kind=kind,
                since=one.business_date,
                amount_minor=one.amount_minor,
                owner=one.declared_by,
                subject=str(one.pk),
                about=one.reference,
            )
    for attempt in queries.unshown_payments().filter(settled_on__gte=since, settled_on__lt=until):
        assert attempt.settled_on is not None
        yield Difference(
            kind=DifferenceKind.PAYMENT_NOT_SHOWN,
            since=attempt.settled_on,
            amount_minor=-attempt.amount_minor,
            owner="",
            subject=str(attempt.pk),
            about=attempt.end_to_end_id,
        )


def _of_line(kind: DifferenceKind, line: BankLine, amount_minor: int, owner: str, subject: str) -> Difference:
    about = line.remittance or line.counterparty or line.entry_reference
    return Difference(
        kind=kind,
        since=line.booked_on,
        amount_minor=amount_minor,
        owner=owner,
        subject=subject,
        about=about[:140],
    )
