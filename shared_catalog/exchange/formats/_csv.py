"""CSV as spreadsheets of Morocco write it: commas, semicolons or tabs, in UTF-8, UTF-16 or a Windows code
page.

Encodings are not guessed by statistics: a byte order mark says it, else UTF-8 does if anything in the file is
UTF-8, and what is not is then marked as unreadable, cell by cell. A file without any is of a Windows code
page: 1256, which holds Arabic and French, unless it comes out as words that mix both scripts.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from shared_catalog.exchange.rules import TableUnreadable, shielded
from shared_catalog.exchange.types import MOST_COLUMNS, MOST_ROWS, Line, Sheet, Value

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UTF_8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BOTH_SCRIPTS = re.compile(r"[A-Za-zÀ-ÿ][؀-ۿ]|[؀-ۿ][A-Za-zÀ-ÿ]")
_SEPARATORS = ";,\t"


def read_csv(content: bytes) -> Sheet:
    """The rows of a file, numbered as a spreadsheet shows them. Raises TableUnreadable."""
    text = _decoded(content)
    if "\0" in text:
        raise TableUnreadable(reason="it holds NUL, which no text does")
    separator = max(_SEPARATORS, key=text[:20_000].count)
    lines: list[Line] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            if len(row) > MOST_COLUMNS:
                raise TableUnreadable(reason=f"more than {MOST_COLUMNS} columns")
            cells: dict[int, Value] = {place: cell for place, cell in enumerate(row, 1) if cell}
            if cells:
                lines.append(Line(number, cells))
            if len(lines) > MOST_ROWS:
                raise TableUnreadable(reason=f"more than {MOST_ROWS} rows")
    except csv.Error:
        raise TableUnreadable(reason="it is no CSV") from None
    return Sheet(lines)


def write_csv(
    out: BinaryIO, titles: Sequence[str], text_only: Sequence[bool], rows: Iterable[Sequence[Value]]
) -> None:
    """Write a table in UTF-8 with a byte order mark, by which Excel knows it."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(titles)
    for row in rows:
        writer.writerow([shielded(cell) if isinstance(cell, str) else cell for cell in row])
    text.detach()


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        pass
    if _UTF_8_LETTER.search(content):
        return content.decode("utf-8", "replace")
    text = content.decode("cp1256")
    return content.decode("cp1252", "replace") if _BOTH_SCRIPTS.search(text) else text
