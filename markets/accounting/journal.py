"""The ledger of sealed half-months as journals in the words of the Moroccan chart.

A ledger entry is a piece, or one of many in the piece that holds a day's sales. Everything is summed and
numbered by the database and read as a stream. What it reads never changes once a half-month is sealed.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction

from kernel.errors import DomainError, NotFound
from markets.accounting import queries, rules
from markets.accounting.models import JournalExport
from markets.accounting.types import Encoding, JournalLine, Layout, MappedKind, Span, Target, Written
from markets.ledger.types import EntryKind
from markets.periods import queries as calendar
from markets.periods.models import Period

_FETCHED_AT_ONCE = 2_000

# What a ledger account is mapped as (`MappedKind`): its kind, and for the clearing accounts whose they are.
_MAPPED = "CASE account.kind WHEN 'clearing' THEN split_part(account.code, ':', 1) ELSE account.kind END"

_UNMAPPED = f"""
    SELECT account.code FROM ledger_account account
    WHERE {_MAPPED} <> ALL (%(kinds)s) AND (
        EXISTS (SELECT FROM ledger_posting WHERE debit_id = account.id AND period_id = %(period)s)
        OR EXISTS (SELECT FROM ledger_posting WHERE credit_id = account.id AND period_id = %(period)s)
    )
"""

# `rank` is the place of a kind among those that decide the journal, counted from 1 as arrays are. What an
# entry puts into a till and takes out again (cash rounding) is one amount; other accounts keep both sides.
# Every order is by bytes ("C"), so that servers of different languages number the same pieces alike.
_LINES = f"""
    WITH target AS (
        SELECT * FROM unnest(%(kinds)s::text[], %(debits)s::text[], %(credits)s::text[])
            WITH ORDINALITY AS target (kind, debit, credit, rank)
    ), place AS (
        SELECT account.id, target.debit, target.credit, target.rank,
            target.kind = ANY (%(money_kinds)s) AS money, coalesce(
            cooperative.code, CASE account.kind WHEN 'bank' THEN split_part(account.code, ':', 2) END, ''
        ) COLLATE "C" AS auxiliary
        FROM ledger_account account
        JOIN target ON target.kind = {_MAPPED}
        LEFT JOIN registry_cooperative cooperative ON cooperative.id = account.cooperative_id
    ), side AS (
        SELECT entry_id, place.debit COLLATE "C" AS account, auxiliary, rank, money,
            amount_minor AS debit, 0 AS credit
        FROM ledger_posting posting JOIN place ON place.id = posting.debit_id
        WHERE posting.period_id = %(period)s
        UNION ALL
        SELECT entry_id, place.credit COLLATE "C", auxiliary, rank, money, 0, amount_minor
        FROM ledger_posting posting JOIN place ON place.id = posting.credit_id
        WHERE posting.period_id = %(period)s
    ), moved AS (
        SELECT entry_id, account, auxiliary,
            CASE WHEN money THEN greatest(sum(debit) - sum(credit), 0) ELSE sum(debit) END AS debit,
            CASE WHEN money THEN greatest(sum(credit) - sum(debit), 0) ELSE sum(credit) END AS credit
        FROM side GROUP BY entry_id, account, auxiliary, money, NOT money AND debit > 0
    ), decided AS (
        SELECT entry_id, min(rank) AS rank FROM side GROUP BY entry_id
    ), fact AS (
        SELECT entry.id, entry.kind, entry.source_id, entry.recorded_at, entry.business_date AS document_date,
            greatest(entry.business_date, %(starts_on)s::date) AS date,
            traded AND %(daily)s AS condensed,
            CASE WHEN traded THEN %(sales_journal)s ELSE (%(journals)s::text[])[decided.rank::int] END
                COLLATE "C" AS journal
        FROM decided
        JOIN ledger_entry entry ON entry.id = decided.entry_id
        LEFT JOIN ledger_entry undone ON undone.id = entry.reverses_id
        CROSS JOIN LATERAL (
            SELECT coalesce(undone.kind, entry.kind) = ANY (%(sales_kinds)s) AS traded
        ) AS what
    ), line AS (
        SELECT journal, date, document_date, condensed,
            CASE WHEN NOT condensed THEN recorded_at END AS recorded_at,
            CASE WHEN NOT condensed THEN id END AS id,
            CASE WHEN NOT condensed THEN kind END AS kind,
            CASE WHEN NOT condensed THEN source_id END AS source_id,
            account, auxiliary, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit
        FROM moved JOIN fact ON fact.id = moved.entry_id
        WHERE moved.debit + moved.credit > 0
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, moved.debit > 0
    )
    SELECT journal, date, document_date, kind, account, auxiliary, debit, credit, source_id,
        dense_rank() OVER (
            PARTITION BY journal ORDER BY date, document_date, recorded_at NULLS FIRST, id NULLS FIRST
        ) AS number
    FROM line
    ORDER BY journal, number, debit = 0, account, auxiliary
"""


class UnmappedAccounts(DomainError):
    """Ledger accounts that moved and that the mapping does not know. Params: `accounts`, all of them."""

    code = "UNMAPPED_ACCOUNTS"
    messages = {
        "ar": "حسابات لا مقابل لها في المخطط المحاسبي: {accounts}",
        "fr": "Des comptes n'ont pas de correspondance dans le plan comptable : {accounts}",
        "en": "Accounts are not mapped to the chart of accounts: {accounts}",
    }


class PeriodNotSealed(DomainError):
    """A journal of a half-month that can still change is a draft. Params: `period`, `state`."""

    code = "PERIOD_NOT_SEALED"
    messages = {
        "ar": "الفترة {period} لم تُختم بعد ({state}): لا يمكن تصدير يوميتها إلا كمسودة",
        "fr": "La quinzaine {period} n'est pas scellée ({state}) : son journal n'est qu'un brouillon",
        "en": "Half-month {period} is not sealed ({state}): its journal is a draft only",
    }


class JournalChanged(DomainError):
    """A draft whose half-month has moved on since: its file no longer exists. Params: `export`."""

    code = "JOURNAL_CHANGED"
    messages = {
        "ar": "تغيرت الدفاتر منذ تصدير اليومية {export}: أعد التصدير",
        "fr": "Les écritures ont changé depuis l'export {export} : exportez de nouveau",
        "en": "The books have changed since export {export}: export again",
    }


def periods_of(covered: Span, *, draft: bool) -> list[Period]:
    """The half-months of a span, oldest first. Raises NotFound, and PeriodNotSealed unless it is a draft."""
    found = list(calendar.periods().filter(id__range=(covered.first.key, covered.last.key)))
    for wanted in (covered.first, covered.last):
        if wanted.key not in {period.id for period in found}:
            raise NotFound(kind="Period", id=wanted.key)
    for period in found:
        if not (period.is_closed or draft):
            raise PeriodNotSealed(period=str(period), state=period.state)
    return found


def lines(periods: Sequence[Period], *, layout: Layout, version: int) -> Iterator[JournalLine]:
    """The journals of these half-months under a version of the mapping, one half-month after the other.

    Raises UnmappedAccounts, which names all such accounts, before the first line.
    """
    plans = [(period, queries.targets_on(period.starts_on, version=version)) for period in periods]
    unmapped = {code for period, targets in plans for code in _unmapped(period, targets)}
    if unmapped:
        raise UnmappedAccounts(accounts=", ".join(sorted(unmapped)))
    return (line for period, targets in plans for line in _lines(period, targets, layout=layout))


@transaction.atomic
def write_again(export: JournalExport, *, write: Callable[[bytes], object]) -> Written:
    """The file of an export, byte for byte. Raises JournalChanged when a draft's file is no longer what it
    was; what was written until then is worthless.
    """
    covered = Span(export.first_period.half_month, export.last_period.half_month)
    found = lines(
        periods_of(covered, draft=True), layout=Layout(export.layout), version=export.mapping_version
    )
    written = rules.write_csv(found, encoding=Encoding(export.encoding), write=write)
    if written.digest != bytes(export.digest):
        raise JournalChanged(export=str(export.pk))
    return written


def _unmapped(period: Period, targets: Sequence[Target]) -> list[str]:
    with connection.cursor() as cursor:
        kinds = [target.kind.value for target in targets]
        cursor.execute(_UNMAPPED, {"kinds": kinds, "period": period.id})
        return [code for (code,) in cursor.fetchall()]


def _lines(period: Period, targets: Sequence[Target], *, layout: Layout) -> Iterator[JournalLine]:
    by_kind = {target.kind: target for target in targets}
    deciding = [by_kind[kind] for kind in rules.DECIDING if kind in by_kind]
    payable = by_kind.get(MappedKind.PAYABLE)
    given: dict[str, Any] = {
        "period": period.id,
        "starts_on": period.starts_on,
        "daily": layout is Layout.DAILY,
        "kinds": [target.kind.value for target in deciding],
        "debits": [target.debit for target in deciding],
        "credits": [target.credit for target in deciding],
        "journals": [target.journal for target in deciding],
        "money_kinds": [kind.value for kind in rules.MONEY_KINDS],
        "sales_kinds": [kind.value for kind in rules.SALES_ENTRIES],
        "sales_journal": payable.journal if payable else None,
    }
    with connection.chunked_cursor() as cursor:
        cursor.execute(_LINES, given)
        while rows := cursor.fetchmany(_FETCHED_AT_ONCE):
            for row in rows:
                yield _line(period, row)


def _line(period: Period, row: Sequence[Any]) -> JournalLine:
    journal, day, document_day, kind, account, auxiliary, debit, credit, source_id, number = row
    return JournalLine(
        journal=journal,
        day=day,
        piece=rules.piece(journal, period.half_month, number),
        document_day=document_day,
        account=account,
        auxiliary=auxiliary,
        label=(
            rules.day_label(day=day, document_day=document_day)
            if kind is None
            else rules.label(EntryKind(kind), day=day, document_day=document_day)
        ),
        debit_minor=debit,
        credit_minor=credit,
        reference="" if source_id is None else str(source_id),
    )
