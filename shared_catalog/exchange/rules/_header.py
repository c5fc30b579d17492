"""Finding the header of a table that people made: below a title, over two rows, in any language and order."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kernel.text import fold
from shared_catalog.exchange.rules._columns import COLUMNS, IDENTIFYING, REQUIRED
from shared_catalog.exchange.rules._refusals import ColumnsMissing, ColumnTwice, TableUnreadable
from shared_catalog.exchange.types import Header, Line, Merged, Sheet, Table

LAST_ROW = 40
"""A header that has not come by this row is none."""

_NO_WORD = re.compile(r"[\W_]+")


def _words(text: str) -> str:
    return _NO_WORD.sub(" ", fold(text)).strip()


_KNOWN: Mapping[str, str] = {
    _words(title): one.code
    for one in COLUMNS
    for title in (*one.aliases, one.title.ar, one.title.fr, one.title.en, one.code)
}


def table_of(sheet: Sheet) -> Table:
    """The table in a sheet. Raises ColumnsMissing, ColumnTwice, and TableUnreadable for one without rows."""
    header = found_header(sheet)
    below = [line for line in sheet.lines if line.number > header.row]
    rows = [line for line in _filled(below, sheet.merged) if any(map(_says, line.cells.values()))]
    if not rows:
        raise TableUnreadable(reason="there is no row below its header")
    return Table(header, rows)


def found_header(sheet: Sheet) -> Header:
    """The row whose titles name the most columns, and of two such the first. Raises ColumnsMissing,
    ColumnTwice.
    """
    top = _spread([line for line in sheet.lines if line.number <= LAST_ROW], sheet.merged)
    best: tuple[dict[int, str], int, dict[int, str]] = ({}, 0, {})
    for number, own, above in _pairs(top):
        found, titles = _recognised(own, above)
        if len(set(found.values())) > len(set(best[0].values())):
            best = (found, number, titles)
    found, number, titles = best
    columns: dict[str, int] = {}
    for place, code in found.items():
        if code in columns:
            raise ColumnTwice(column=code)
        columns[code] = place
    missing = [code for code in REQUIRED if code not in columns]
    if not any(code in columns for code in IDENTIFYING):
        missing.insert(0, IDENTIFYING[0])
    if missing:
        raise ColumnsMissing(columns=", ".join(missing))
    unknown = [title for place, title in titles.items() if place not in found]
    return Header(row=number, columns=columns, titles=titles, unknown=unknown)


def _recognised(own: Mapping[int, str], above: Mapping[int, str]) -> tuple[dict[int, str], dict[int, str]]:
    """By place, which column a title means, and the title; `fr` below `Nom` is `Nom fr`, and nothing below it
    is `Nom`.
    """
    found: dict[int, str] = {}
    titles: dict[int, str] = {}
    for place in sorted(own.keys() | above.keys()):
        over = above.get(place, "")
        text = own.get(place, over)
        together = text if not over or over == text else f"{over} {text}"
        code = _KNOWN.get(_words(together)) or _KNOWN.get(_words(text))
        if code is not None:
            found[place] = code
        titles[place] = together if _KNOWN.get(_words(together)) else text
    return found, titles


def _pairs(
    top: Mapping[int, Mapping[int, str]],
) -> Iterator[tuple[int, Mapping[int, str], Mapping[int, str]]]:
    """Each row with the one above it."""
    for number in sorted(top):
        yield number, top[number], top.get(number - 1, {})


def _spread(lines: Sequence[Line], merged: Sequence[Merged]) -> Mapping[int, Mapping[int, str]]:
    """The texts of the first rows, what is merged in each of its cells."""
    texts = {
        line.number: {place: value for place, value in line.cells.items() if isinstance(value, str)}
        for line in lines
    }
    texts = {
        number: {place: text.strip() for place, text in row.items() if text.strip()}
        for number, row in texts.items()
    }
    for one in merged:
        text = texts.get(one.first_row, {}).get(one.first_column)
        if text is None:
            continue
        for number in range(one.first_row, min(one.last_row, LAST_ROW) + 1):
            row = texts.setdefault(number, {})
            row |= dict.fromkeys(range(one.first_column, one.last_column + 1), text)
    return texts


def _filled(lines: Sequence[Line], merged: Sequence[Merged]) -> Iterator[Line]:
    """The rows, where cells of one column are merged each with the value they have together."""
    by_number = {line.number: line for line in lines}
    given: dict[int, dict[int, object]] = {}
    for one in merged:
        start = by_number.get(one.first_row)
        if start is None or one.first_column != one.last_column or one.first_column not in start.cells:
            continue
        for number in range(one.first_row + 1, one.last_row + 1):
            if number in by_number:
                given.setdefault(number, {})[one.first_column] = start.cells[one.first_column]
    for line in lines:
        filled = given.get(line.number)
        yield Line(line.number, {**line.cells, **filled}, line.hidden) if filled else line  # type: ignore[dict-item]


def _says(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None
