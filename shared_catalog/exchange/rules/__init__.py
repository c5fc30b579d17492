"""Decisions of imports and exports, without a database: columns, headers, cells, and what a row comes to."""

from shared_catalog.exchange.rules._cells import shielded, unshielded
from shared_catalog.exchange.rules._columns import ADDED, COLUMNS, column
from shared_catalog.exchange.rules._header import found_header, table_of
from shared_catalog.exchange.rules._products import LONGEST_REFERENCE, PARTS, filled, row_of, told
from shared_catalog.exchange.rules._refusals import (
    CellFailed,
    CellIsFormula,
    CellIsMerged,
    CellUnreadable,
    ChangeMustBeRequested,
    ColumnsMissing,
    ColumnTwice,
    DuplicateInFile,
    RowHidden,
    TableUnreadable,
)

__all__ = [
    "ADDED",
    "COLUMNS",
    "LONGEST_REFERENCE",
    "PARTS",
    "CellFailed",
    "CellIsFormula",
    "CellIsMerged",
    "CellUnreadable",
    "ChangeMustBeRequested",
    "ColumnTwice",
    "ColumnsMissing",
    "DuplicateInFile",
    "RowHidden",
    "TableUnreadable",
    "column",
    "filled",
    "found_header",
    "row_of",
    "shielded",
    "table_of",
    "told",
    "unshielded",
]
