"""Journal lines: which journal an entry stands in, what it is called, that it balances, and its file."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from kernel.errors import InvalidValue
from kernel.halfmonth import HalfMonth
from markets.accounting.types import Encoding, JournalLine, Layout, MappedKind, Span, Written
from markets.ledger.types import EntryKind

RESULT_KINDS = frozenset({MappedKind.FEES, MappedKind.ROUNDING, MappedKind.ADJUSTMENTS})
"""Kinds whose debits may go to an account of their own: losses and gains are not set off against each other
in Moroccan accounts (law 9-88, "principe de clarté").
"""

MONEY_KINDS = frozenset({MappedKind.BANK, MappedKind.CASH, MappedKind.CARD, MappedKind.STRIPE})
"""Kinds of which a piece tells what came or went in all, as a count of the till would."""

SALES_ENTRIES = (EntryKind.SALE, EntryKind.REFUND)
"""Entries of the journal that the mapping of payables names, condensed by day where that is wanted."""

DECIDING: Sequence[MappedKind] = (
    MappedKind.BANK,
    MappedKind.CASH,
    MappedKind.CARD,
    MappedKind.STRIPE,
    MappedKind.SUSPENSE,
    MappedKind.ADJUSTMENTS,
    MappedKind.CHARGES,
    MappedKind.ROUNDING,
    MappedKind.FEES,
    MappedKind.PAYABLE,
)
"""Any other entry stands in the journal of the first of these kinds that it moves."""

LONGEST_SPAN = 24
"""Half-months in one file: a year's accounts."""

COLUMNS = (
    "journal",
    "date",
    "piece",
    "date_piece",
    "compte",
    "auxiliaire",
    "libelle",
    "debit",
    "credit",
    "reference",
)

_LABELS: Mapping[EntryKind, str] = {
    EntryKind.SALE: "Vente",
    EntryKind.REFUND: "Retour de marchandises",
    EntryKind.PAYOUT: "Versement aux coopératives",
    EntryKind.ADJUSTMENT: "Régularisation",
    EntryKind.BANK: "Opération de banque",
    EntryKind.REVERSAL: "Contrepassation",
    EntryKind.DISPUTE: "Litige de paiement par carte",
}
_LAYOUTS: Mapping[Layout, str] = {Layout.DETAILED: "detail", Layout.DAILY: "jour"}
_CHUNK = 500


def span(first: HalfMonth, last: HalfMonth) -> Span:
    """The half-months from one to another. Raises InvalidValue when they are in the wrong order or more than
    a year.
    """
    months = (last.year - first.year) * 12 + last.month - first.month
    count = months * 2 + last.half - first.half + 1
    if not 1 <= count <= LONGEST_SPAN:
        reason = f"a journal covers 1 to {LONGEST_SPAN} half-months, in their order"
        raise InvalidValue(path=("last_period",), field="last_period", reason=reason)
    return Span(first, last)


def label(kind: EntryKind, *, day: date, document_day: date) -> str:
    """What a detailed piece is called; a late fact names its true day."""
    return _LABELS[kind] + _late(day, document_day)


def day_label(*, day: date, document_day: date) -> str:
    """What the piece that holds a day's sales and refunds is called."""
    return f"Ventes et retours du {_day(day)}" + _late(day, document_day)


def piece(journal: str, half_month: HalfMonth, number: int) -> str:
    """The number of a piece, without a gap within its journal and half-month, such as `VT2026111-00042`."""
    return f"{journal}{half_month.key}-{number:05d}"


def file_name(market: str, covered: Span, *, layout: Layout, draft: bool) -> str:
    """The name of a journal's file, which says what is in it and whether it may still change."""
    keys = [covered.first.key] if covered.first == covered.last else [covered.first.key, covered.last.key]
    parts = ["journal", market, *keys, _LAYOUTS[layout], *(["brouillon"] if draft else [])]
    return "-".join(str(part) for part in parts) + ".csv"


def balanced(lines: Iterable[JournalLine]) -> Iterator[JournalLine]:
    """The lines, each piece as a whole and none that does not balance: that would be a bug, not a file."""
    for number, group in groupby(lines, key=lambda line: line.piece):
        of_piece = list(group)
        debit, credit = _sums(of_piece)
        assert debit == credit, f"piece {number} debits {debit} and credits {credit}"
        yield from of_piece


def write_csv(
    lines: Iterable[JournalLine], *, encoding: Encoding, write: Callable[[bytes], object]
) -> Written:
    """Write the journal as CSV, some lines at a time: semicolons, decimal commas, CRLF, a header.

    The same lines give the same bytes.
    """
    digest, count, debit, credit = hashlib.sha256(), 0, 0, 0

    def put(rows: Sequence[Sequence[str]], codec: str) -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
        content = text.getvalue().encode(codec)
        digest.update(content)
        write(content)

    put([COLUMNS], encoding.value)
    # The mark of UTF-8 stands before the header and nowhere else.
    codec = "utf-8" if encoding is Encoding.UTF_8 else encoding.value
    for some in _chunks(balanced(lines)):
        put([_row(line) for line in some], codec)
        debits, credits = _sums(some)
        count, debit, credit = count + len(some), debit + debits, credit + credits
    assert debit == credit, f"the journal debits {debit} and credits {credit}"
    return Written(digest=digest.digest(), lines=count, debit_minor=debit, credit_minor=credit)


def _chunks(lines: Iterable[JournalLine]) -> Iterator[list[JournalLine]]:
    some: list[JournalLine] = []
    for line in lines:
        some.append(line)
        if len(some) == _CHUNK:
            yield some
            some = []
    if some:
        yield some


def _row(line: JournalLine) -> Sequence[str]:
    return (
        line.journal,
        _day(line.day),
        line.piece,
        _day(line.document_day),
        line.account,
        line.auxiliary,
        line.label,
        _amount(line.debit_minor),
        _amount(line.credit_minor),
        line.reference,
    )


def _amount(minor: int) -> str:
    """Dirhams with a decimal comma; nothing where nothing stands on that side."""
    return f"{minor // 100},{minor % 100:02d}" if minor else ""


def _day(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _late(day: date, document_day: date) -> str:
    return "" if day == document_day else f" (fait du {_day(document_day)})"


def _sums(lines: Sequence[JournalLine]) -> tuple[int, int]:
    return sum(line.debit_minor for line in lines), sum(line.credit_minor for line in lines)
