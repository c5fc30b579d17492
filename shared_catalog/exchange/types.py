"""The words of imports and exports: what a sheet holds, what its rows come to, and how an import stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID

from kernel.errors import DomainError
from shared_catalog.catalogue.types import ProductDetails
from shared_catalog.registry.types import Names

MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 32_767
"""What a cell of a workbook holds at most; the same in CSV, so that one can become the other."""

ROWS_A_CHUNK = 500
"""After so many rows an operation says how far it is."""


class TableFormat(StrEnum):
    """How a table is written."""

    XLSX = "xlsx"
    CSV = "csv"


class ImportState(StrEnum):
    """How an import stands; while an operation of it is under way or has failed it stands as before."""

    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTED = "imported"
    UNDONE = "undone"


class Outcome(StrEnum):
    """What importing a row comes to."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula: what it comes to is not looked at, since it may be of last year."""

    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A cell that a spreadsheet could not calculate, such as `#REF!`."""

    text: str


Value: TypeAlias = "str | int | float | bool | date | datetime | time | timedelta | Formula | Failed | None"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet: its number as people see it, its cells by column (from 1), and if it is hidden."""

    number: int
    cells: Mapping[int, Value]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are one: rows and columns, both ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds, in the order of its rows; empty rows may be left out."""

    lines: Sequence[Line]
    merged: Sequence[Merged] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its code, its title in three languages, and what else people call it. One that is
    not `read` is there for people: it is known, and what it says is not taken.
    """

    code: str
    title: Names
    aliases: Sequence[str] = ()
    required: bool = False
    read: bool = True
    as_text: bool = True


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header ends, which column stands where (from 1), and how every column is titled there."""

    row: int
    columns: Mapping[str, int]
    titles: Mapping[int, str]
    unknown: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose header was found: its rows, without empty ones."""

    header: Header
    rows: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell of a row; with the row as such where `column` is empty."""

    column: str
    error: DomainError


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says: by column, only of those that the file has. Of a faulty cell nothing."""

    line: Line
    values: Mapping[str, Any]
    faults: Sequence[Fault]


@dataclass(frozen=True, slots=True)
class KnownProduct:
    """A product as it is before the import."""

    id: UUID
    code: str
    cooperative_id: UUID
    status: str
    version: int
    details: ProductDetails


@dataclass(frozen=True, slots=True)
class Maker:
    """A cooperative, as far as its products ask."""

    id: UUID
    code: str
    status: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What importing a row comes to. `product` is the one it is about, if there is one; `links` says whether
    it gives that product the row's reference.
    """

    number: int
    outcome: Outcome
    reference: str
    faults: Sequence[Fault] = ()
    product: KnownProduct | None = None
    cooperative_id: UUID | None = None
    details: ProductDetails | None = None
    links: bool = False
