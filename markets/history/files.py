"""Reading the files of a market's past, row by row, with the line that each row stands on.

A row that cannot be read is told to `refuse` and left out; the next one is read all the same. The format is
described in docs/history-import.md.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from kernel.errors import DomainError
from kernel.halfmonth import HalfMonth
from markets.history.refusals import FolderMissing, RowsDisagree, UnknownFile, Unreadable, WrongColumns
from markets.history.types import (
    CostRow,
    CountRow,
    DepositRow,
    FeeRow,
    ListingRow,
    SaleRows,
    SoldRow,
    TillRow,
)
from markets.sales.types import TenderKind, TenderRequest

FEES, TILLS, LISTINGS, COSTS = "fees.csv", "tills.csv", "listings.csv", "costs.csv"
DEPOSITS, SALES, FOOTFALL = "deposits.csv", "sales.csv", "footfall.csv"

SETUP_FILES = frozenset({FEES, TILLS, LISTINGS, COSTS})
HALF_MONTH_FILES = frozenset({DEPOSITS, SALES, FOOTFALL})

# Far above anything a market sells, far below what an integer of PostgreSQL holds.
_HIGHEST_NUMBER = 1_000_000_000_000

Refuse = Callable[[int, DomainError], None]
"""Told of each row that is not taken: its line and why."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and how its text becomes a value; `read` raises ValueError with the reason."""

    name: str
    read: Callable[[str], Any]


def whole_number(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or int(digits) > _HIGHEST_NUMBER:
        raise ValueError("expected a whole number")
    return int(text)


def instant(text: str) -> datetime:
    with suppress(ValueError, OverflowError):
        read = datetime.fromisoformat(text)
        if read.tzinfo is not None:
            return read.astimezone(UTC)
    raise ValueError("expected an instant with its offset, such as 2017-03-17T10:05:00Z")


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("expected a day such as 2017-03-17") from None


def identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValueError("expected a UUID") from None


def words(longest: int, *, required: bool = True) -> Callable[[str], str]:
    """A text of at most so many characters, without control characters."""

    def read(text: str) -> str:
        if len(text) > longest or not text.isprintable():
            raise ValueError(f"expected a text of at most {longest} printable characters")
        if required and not text.strip():
            raise ValueError("expected a text")
        return text.strip()

    return read


def optional(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: read(text) if text else None


FEE_COLUMNS = (Column("effective_from", day), Column("basis_points", whole_number))
TILL_COLUMNS = (Column("code", words(20)), Column("name", words(120)), Column("opened_on", day))
LISTING_COLUMNS = (
    Column("product_code", words(14)),
    Column("effective_from", day),
    Column("price_minor", whole_number),
)
COST_COLUMNS = (
    Column("id", identifier),
    Column("month", day),
    Column("kind", words(10)),
    Column("category", words(20)),
    Column("amount_minor", whole_number),
    Column("note", words(200, required=False)),
)
DEPOSIT_COLUMNS = (
    Column("deposit_id", identifier),
    Column("occurred_at", instant),
    Column("product_code", words(14)),
    Column("quantity", whole_number),
    Column("lot_code", words(60, required=False)),
    Column("expires_on", optional(day)),
)
FOOTFALL_COLUMNS = (
    Column("day", day),
    Column("hour", whole_number),
    Column("source", words(40)),
    Column("visitors", whole_number),
)
SALE_COLUMNS = (
    Column("till", words(20)),
    Column("receipt_number", whole_number),
    Column("occurred_at", instant),
    # As long as a ledger entry may name who made it.
    Column("cashier", words(100)),
    Column("cash_received_minor", optional(whole_number)),
    Column("card_minor", optional(whole_number)),
    Column("card_reference", words(120, required=False)),
    Column("stripe_minor", optional(whole_number)),
    Column("stripe_reference", words(120, required=False)),
)
SOLD_COLUMNS = (
    Column("product_code", words(14)),
    Column("quantity", whole_number),
    Column("unit_price_minor", whole_number),
)
_SALE_ID = (Column("sale_id", identifier),)
SALE_FILE_COLUMNS = (*_SALE_ID, *SALE_COLUMNS, *SOLD_COLUMNS)
_OF_THE_SALE = slice(1, 1 + len(SALE_COLUMNS))


def half_months(source: Path) -> list[HalfMonth]:
    """The half-months that a folder holds, in their order. Raises FolderMissing, UnknownFile."""
    if not source.is_dir():
        raise FolderMissing(folder=str(source))
    found = []
    for path in source.iterdir():
        if path.is_dir():
            found.append(_half_month_of(path))
        elif path.name not in SETUP_FILES:
            raise UnknownFile(name=path.name)
    return sorted(found)


def folder_of(source: Path, half_month: HalfMonth) -> Path:
    """The folder of one half-month, with nothing in it but the files of the format.

    Raises FolderMissing, UnknownFile.
    """
    folder = source / str(half_month.key)
    if not folder.is_dir():
        raise FolderMissing(folder=folder.name)
    for path in folder.iterdir():
        if path.name not in HALF_MONTH_FILES:
            raise UnknownFile(name=f"{folder.name}/{path.name}")
    return folder


def fees(source: Path, refuse: Refuse) -> Iterator[FeeRow]:
    return (FeeRow(line, *cells) for line, cells in _rows(source / FEES, FEE_COLUMNS, refuse))


def tills(source: Path, refuse: Refuse) -> Iterator[TillRow]:
    return (TillRow(line, *cells) for line, cells in _rows(source / TILLS, TILL_COLUMNS, refuse))


def listings(source: Path, refuse: Refuse) -> Iterator[ListingRow]:
    return (ListingRow(line, *cells) for line, cells in _rows(source / LISTINGS, LISTING_COLUMNS, refuse))


def costs(source: Path, refuse: Refuse) -> Iterator[CostRow]:
    return (CostRow(line, *cells) for line, cells in _rows(source / COSTS, COST_COLUMNS, refuse))


def deposits(folder: Path, refuse: Refuse) -> Iterator[DepositRow]:
    return (DepositRow(line, *cells) for line, cells in _rows(folder / DEPOSITS, DEPOSIT_COLUMNS, refuse))


def footfall(folder: Path, refuse: Refuse) -> Iterator[CountRow]:
    return (CountRow(line, *cells) for line, cells in _rows(folder / FOOTFALL, FOOTFALL_COLUMNS, refuse))


def sales(folder: Path, refuse: Refuse) -> Iterator[SaleRows]:
    """The sales of sales.csv, each from its adjacent rows.

    The columns of the sale are read from its first row; on the others they are empty or the same.
    """
    rows: list[tuple[int, list[str]]] = []
    for line, texts in _texts(folder / SALES, SALE_FILE_COLUMNS, refuse):
        if rows and rows[0][1][0] != texts[0]:
            yield from _sale(rows, refuse)
            rows = []
        rows.append((line, texts))
    if rows:
        yield from _sale(rows, refuse)


def product_codes(folder: Path) -> set[str]:
    """The codes that deposits.csv and sales.csv name, in one quick reading that refuses nothing."""
    found: set[str] = set()
    for path in (folder / DEPOSITS, folder / SALES):
        if path.exists():
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as file, suppress(csv.Error):
                rows = csv.reader(file)
                header = next(rows, [])
                place = header.index("product_code") if "product_code" in header else len(header)
                found.update(row[place] for row in rows if len(row) > place)
    return found


def _sale(rows: Sequence[tuple[int, list[str]]], refuse: Refuse) -> Iterator[SaleRows]:
    """The sale that these rows make, unless one of them cannot be read."""
    (line, first), *others = rows
    sold: list[SoldRow | None] = []
    for number, texts in rows:
        cells = _cells(number, texts[_OF_THE_SALE.stop :], SOLD_COLUMNS, refuse)
        sold.append(SoldRow(number, *cells) if cells else None)
    agreed = [_agrees(number, texts, first, refuse) for number, texts in others]
    head = _cells(line, first[: _OF_THE_SALE.stop], (*_SALE_ID, *SALE_COLUMNS), refuse)
    if head is None or None in sold or not all(agreed):
        return
    sale_id, till_code, receipt_number, occurred_at, cashier, *tenders = head
    yield SaleRows(
        line=line,
        sale_id=sale_id,
        till_code=till_code,
        receipt_number=receipt_number,
        occurred_at=occurred_at,
        cashier=cashier,
        tenders=_tenders(*tenders),
        sold=[row for row in sold if row],
    )


def _agrees(line: int, texts: Sequence[str], first: Sequence[str], refuse: Refuse) -> bool:
    for column, here, there in zip(SALE_COLUMNS, texts[_OF_THE_SALE], first[_OF_THE_SALE], strict=True):
        if here and here != there:
            refuse(line, RowsDisagree(column=column.name))
            return False
    return True


def _tenders(
    cash_received_minor: int | None,
    card_minor: int | None,
    card_reference: str,
    stripe_minor: int | None,
    stripe_reference: str,
) -> tuple[TenderRequest, ...]:
    found = []
    for kind, amount_minor, reference in (
        (TenderKind.CARD, card_minor, card_reference),
        (TenderKind.STRIPE, stripe_minor, stripe_reference),
    ):
        if amount_minor is not None or reference:
            found.append(TenderRequest(kind=kind, amount_minor=amount_minor, reference=reference))
    if cash_received_minor is not None:
        found.append(TenderRequest(kind=TenderKind.CASH, received_minor=cash_received_minor))
    return tuple(found)


def _rows(path: Path, columns: Sequence[Column], refuse: Refuse) -> Iterator[tuple[int, list[Any]]]:
    for line, texts in _texts(path, columns, refuse):
        cells = _cells(line, texts, columns, refuse)
        if cells is not None:
            yield line, cells


def _texts(path: Path, columns: Sequence[Column], refuse: Refuse) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file below its header, as texts; a file that is not there has none."""
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            expected, header = [column.name for column in columns], next(reader, [])
            if header != expected:
                refuse(1, WrongColumns(expected=",".join(expected), found=",".join(header)))
                return
            for texts in reader:
                if len(texts) == len(columns):
                    yield reader.line_num, texts
                elif texts:
                    reason = f"expected {len(columns)} columns and found {len(texts)}"
                    refuse(reader.line_num, Unreadable(column="the row", reason=reason))
        except (csv.Error, UnicodeDecodeError) as error:
            # Nothing after it can be told apart any more.
            refuse(reader.line_num + 1, Unreadable(column="the rest of the file", reason=str(error)))


def _cells(line: int, texts: Sequence[str], columns: Sequence[Column], refuse: Refuse) -> list[Any] | None:
    cells = []
    for column, text in zip(columns, texts, strict=True):
        try:
            cells.append(column.read(text))
        except ValueError as error:
            refuse(line, Unreadable(column=column.name, reason=str(error)))
            return None
    return cells


def _half_month_of(folder: Path) -> HalfMonth:
    if folder.name.isascii() and folder.name.isdigit() and len(folder.name) == 7:
        with suppress(DomainError):
            return HalfMonth.from_key(int(folder.name))
    raise UnknownFile(name=folder.name)
