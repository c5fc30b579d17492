"""Reading the CSV files that portals of banks give out, in whatever way a bank writes dates and amounts."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kernel.errors import InvalidValue
from kernel.money import CURRENCY
from markets.payouts.formats.refusals import (
    FileTooLarge,
    ForeignCurrency,
    NotReadable,
    Problems,
    UnexpectedMessage,
    ValueMissing,
    ValueUnreadable,
)
from markets.payouts.formats.template import Encoding
from markets.payouts.formats.xml_reading import LARGEST_FILE

MOST_ROWS = 50_000

_DATE_FORMAT = re.compile(r"(?:%[dmYy]|[-/. ])+")


@dataclass(frozen=True, slots=True)
class CsvLayout:
    """How a bank writes its CSV files. The titles stand on the line after those that are skipped."""

    encoding: Encoding = Encoding.UTF_8
    delimiter: str = ";"
    skip_lines: int = 0
    date_format: str = "%d/%m/%Y"
    decimal_mark: str = ","
    thousands_mark: str = ""


USUAL_LAYOUT = CsvLayout()


@dataclass(frozen=True, slots=True)
class Row:
    """The values of a line under our names for them; a column that the mapping leaves out is empty."""

    line: int
    values: Mapping[str, str]
    layout: CsvLayout

    def text(self, field: str) -> str:
        return " ".join(self.values.get(field, "").split())

    def required(self, field: str) -> str:
        """Raises ValueMissing."""
        text = self.text(field)
        if not text:
            raise ValueMissing(path=(field,), field=field)
        return text

    def day(self, field: str) -> date:
        """Raises ValueMissing, ValueUnreadable."""
        text = self.required(field)
        try:
            # The day alone is kept, so there is no zone to know.
            return datetime.strptime(text, self.layout.date_format).date()  # noqa: DTZ007
        except ValueError:
            reason = f"expected a date such as {self.layout.date_format}"
            raise ValueUnreadable(path=(field,), field=field, reason=reason) from None

    def amount(self, field: str) -> int:
        """A signed amount in dirhams, as centimes. Raises ValueMissing, ValueUnreadable."""
        found = _amount_pattern(self.layout).fullmatch(self.required(field))
        if found is None:
            raise ValueUnreadable(path=(field,), field=field, reason="expected an amount in whole centimes")
        digits = re.sub(r"\D", "", found["dirhams"])
        minor = int(digits) * 100 + int((found["centimes"] or "").ljust(2, "0"))
        return -minor if found["sign"] == "-" else minor

    def require_dirhams(self, field: str) -> None:
        """Raises ForeignCurrency when the bank tells a currency and it is another."""
        currency = self.text(field)
        if currency not in ("", CURRENCY):
            raise ForeignCurrency(path=(field,), currency=currency)


def check_layout(layout: CsvLayout, problems: Problems) -> None:
    """Tell what is wrong with a layout before any file is read by it."""
    rules = (
        (layout.delimiter not in (";", ",", "\t", "|"), "delimiter", "expected ; , | or a tab"),
        (not 0 <= layout.skip_lines <= 100, "skip_lines", "expected 0 to 100"),
        (
            not _DATE_FORMAT.fullmatch(layout.date_format),
            "date_format",
            "expected %d %m %Y %y and - / . only",
        ),
        (layout.decimal_mark not in (",", "."), "decimal_mark", "expected , or ."),
        (layout.thousands_mark not in ("", " ", ",", "."), "thousands_mark", "expected a space, , . or none"),
        (layout.thousands_mark == layout.decimal_mark, "thousands_mark", "it is the decimal mark"),
    )
    for wrong, field, reason in rules:
        if wrong:
            with problems.at("layout", field):
                raise InvalidValue(field=field, reason=reason)


def check_columns(
    columns: Mapping[str, str], *, known: frozenset[str], required: frozenset[str], problems: Problems
) -> None:
    """Tell which of our names a mapping does not know, and which it lacks."""
    for name in columns.keys() - known:
        with problems.at("columns", name):
            raise InvalidValue(field=name, reason=f"expected one of {', '.join(sorted(known))}")
    for name in required - columns.keys():
        with problems.at("columns", name):
            raise InvalidValue(field=name, reason="it is missing")


def rows(content: bytes, layout: CsvLayout, columns: Mapping[str, str]) -> Iterator[Row]:
    """The lines under the titles that are not blank.

    Raises FileTooLarge, NotReadable, and UnexpectedMessage when a title is missing or stands there twice.
    """
    reader = csv.reader(io.StringIO(_decoded(content, layout), newline=""), delimiter=layout.delimiter)
    try:
        for _ in range(layout.skip_lines):
            next(reader, None)
        titles = [title.strip() for title in next(reader, [])]
        places = {name: _place(title, titles) for name, title in columns.items()}
        for count, texts in enumerate(reader):
            if count >= MOST_ROWS:
                raise FileTooLarge(limit=MOST_ROWS)
            if not any(text.strip() for text in texts):
                continue
            if len(texts) != len(titles):
                reason = f"line {reader.line_num} has {len(texts)} values under {len(titles)} titles"
                raise NotReadable(reason=reason)
            values = {name: texts[place] for name, place in places.items()}
            yield Row(line=reader.line_num, values=values, layout=layout)
    except csv.Error as error:
        raise NotReadable(reason=f"line {reader.line_num}: {error}") from None


def _decoded(content: bytes, layout: CsvLayout) -> str:
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(limit=LARGEST_FILE)
    encoding = "utf-8-sig" if layout.encoding is Encoding.UTF_8 else layout.encoding.value
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotReadable(reason=f"byte {error.start} is not {layout.encoding}") from None


def _place(title: str, titles: list[str]) -> int:
    if titles.count(title) != 1:
        raise UnexpectedMessage(expected=f"one column {title}", found=", ".join(titles)[:200])
    return titles.index(title)


def _amount_pattern(layout: CsvLayout) -> re.Pattern[str]:
    """Thousands are marked everywhere or nowhere, so that a mark of the wrong kind is never taken for one."""
    grouped = rf"\d{{1,3}}(?:{re.escape(layout.thousands_mark)}\d{{3}})+|" if layout.thousands_mark else ""
    decimals = rf"(?:{re.escape(layout.decimal_mark)}(?P<centimes>\d{{1,2}}))?"
    return re.compile(rf"(?P<sign>[+-]?) ?(?P<dirhams>{grouped}\d{{1,16}}){decimals}", re.ASCII)
