"""Workbooks: read row by row, so that their size is bounded, and written so.

openpyxl's read-only sheets neither say which rows are hidden nor which cells are merged, and its other way of
reading makes an object of every cell that a merge of a million covers. Its parser of sheets, which both stand
on, tells everything row by row, and expands no entities since defusedxml is there.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml import DEFUSEDXML
from openpyxl.xml.constants import SHEET_MAIN_NS

from shared_catalog.exchange.rules import TableUnreadable, shielded
from shared_catalog.exchange.types import (
    MOST_COLUMNS,
    MOST_ROWS,
    Failed,
    Formula,
    Line,
    Merged,
    Sheet,
    Value,
)

assert DEFUSEDXML, "openpyxl reads what strangers send with defusedxml"

LARGEST_UNPACKED = 128 * 1024 * 1024
_MOST_PARTS = 500
_MOST_MERGED_ROWS = 100_000
_INLINE = f"{{{SHEET_MAIN_NS}}}is/{{{SHEET_MAIN_NS}}}t"

# ISO/IEC 29500-1, 22.9.2.19: what XML cannot hold is written as its code, and so is what looks like that.
_UNWRITABLE = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def read_xlsx(content: bytes) -> Sheet:
    """The rows of a workbook's first visible sheet. Raises TableUnreadable."""
    _check_size(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        shown = [one for one in book.worksheets if one.sheet_state == "visible"]
        if not shown:
            raise TableUnreadable(reason="it has no visible sheet")
        return _sheet(shown[0])
    except TableUnreadable:
        raise
    # What a library makes of a hostile or broken file has no end of exceptions.
    except Exception:
        raise TableUnreadable(reason="it is no workbook (XLSX)") from None


def write_xlsx(
    out: BinaryIO, titles: Sequence[str], text_only: Sequence[bool], rows: Iterable[Sequence[Value]]
) -> None:
    """Write a table as a workbook of one sheet; a column that is text only holds its codes digit by digit."""
    book = openpyxl.Workbook(write_only=True)
    sheet: Any = book.create_sheet("Produits")
    sheet.freeze_panes = "A2"
    sheet.append(list(titles))
    for row in rows:
        sheet.append([_written(sheet, cell, as_text) for cell, as_text in zip(row, text_only, strict=True)])
    book.save(out)


def _written(sheet: Any, value: Value, as_text: bool) -> Any:
    if not isinstance(value, str) or not value:
        return value if value != "" else None
    cell = WriteOnlyCell(sheet, value=_UNWRITABLE.sub(_code, shielded(value)))
    cell.data_type = "s"  # whatever it looks like
    if as_text and value.isdecimal():
        cell.number_format = "@"
    return cell


def length_of(text: str) -> int:
    """How many characters a text takes in a cell."""
    return len(_UNWRITABLE.sub(_code, shielded(text)))


def _code(found: re.Match[str]) -> str:
    text = found[0]
    return f"_x005F_{text[1:]}" if text.startswith("_x") else f"_x{ord(text):04X}_"


def _check_size(content: bytes) -> None:
    """Nothing is unpacked before it is known how much there is; what is declared is all that is read."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError):
        raise TableUnreadable(reason="it is no workbook (XLSX)") from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise TableUnreadable(reason="it is too large when unpacked")


class _Parser(WorkSheetParser):
    """Takes formulas as they stand, and texts in cells without the machinery for styled ones."""

    def parse_formula(self, element: Any) -> str:
        formula = element.find(f"{{{SHEET_MAIN_NS}}}f")
        return f"={formula.text or ''}"

    def parse_cell(self, element: Any) -> Any:
        cell: Any = super().parse_cell(element) if element.get("t") != "inlineStr" else self._inline(element)
        return cell

    def _inline(self, element: Any) -> Any:
        text = element.find(_INLINE)
        if text is None or element.find(f"{{{SHEET_MAIN_NS}}}f") is not None:
            return super().parse_cell(element)
        where = re.fullmatch("([A-Z]{1,3})([0-9]+)", element.get("r") or "")
        if where is None:
            return super().parse_cell(element)
        self.col_counter = column_index_from_string(where[1])
        return {
            "row": self.row_counter,
            "column": self.col_counter,
            "value": text.text or "",
            "data_type": "s",
        }


def _sheet(source: Any) -> Sheet:
    book = source.parent
    lines: list[Line] = []
    with source._get_source() as part:
        parser = _Parser(
            part,
            source._shared_strings,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            values = dict(_values(cells))
            if values:
                hidden = parser.row_dimensions.get(str(number), {}).get("hidden") in ("1", "true")
                lines.append(Line(number, values, hidden))
            if len(lines) > MOST_ROWS:
                raise TableUnreadable(reason=f"more than {MOST_ROWS} rows")
        last = lines[-1].number if lines else 0
        return Sheet(lines, list(_merged(parser, last)))


def _values(cells: Sequence[Any]) -> Iterator[tuple[int, Value]]:
    for cell in cells:
        value, kind = cell["value"], cell["data_type"]
        if value is None or value == "":
            continue
        if cell["column"] > MOST_COLUMNS:
            raise TableUnreadable(reason=f"more than {MOST_COLUMNS} columns")
        if kind == "f":
            yield cell["column"], Formula(str(value))
        elif kind == "e":
            yield cell["column"], Failed(str(value))
        elif isinstance(value, str):
            yield cell["column"], _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
        elif isinstance(value, (bool, int, float, datetime, date, time, timedelta)):
            yield cell["column"], value


def _merged(parser: Any, last: int) -> Iterator[Merged]:
    """Merged cells as far as there are rows; they may claim a million times as many."""
    rows = 0
    for one in parser.merged_cells.mergeCell if parser.merged_cells else ():
        until = min(one.max_row, last)
        rows += max(until - one.min_row, 0) + 1
        if rows > _MOST_MERGED_ROWS:
            raise TableUnreadable(reason="too many cells are merged")
        yield Merged(one.min_row, until, one.min_col, min(one.max_col, MOST_COLUMNS))
