"""A bank's own layout for orders to transfer, described by a market: which columns, how wide, how written.

There is no public specification of the files that Moroccan banks take beside ISO 20022, and the layouts in
use differ from bank to bank. So no layout is built in, and none is claimed to be anybody's format.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kernel.errors import DomainError, InvalidValue
from markets.payouts.formats.refusals import Problems, TemplateRefused


class FileKind(StrEnum):
    DELIMITED = "delimited"
    FIXED = "fixed"


class Align(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class Encoding(StrEnum):
    UTF_8 = "utf-8"
    CP1252 = "cp1252"
    ASCII = "ascii"


class LineEnding(StrEnum):
    LF = "lf"
    CRLF = "crlf"


class AmountFormat(StrEnum):
    """12,345 centimes are 12345, 123.45 or 123,45."""

    CENTIMES = "centimes"
    POINT = "point"
    COMMA = "comma"


class Source(StrEnum):
    """What a column can hold: of the whole order, or of the transfer on its line."""

    CONSTANT = "constant"
    MESSAGE_ID = "message_id"
    CREATED_ON = "created_on"
    EXECUTION_ON = "execution_on"
    DEBTOR_NAME = "debtor_name"
    DEBTOR_ICE = "debtor_ice"
    DEBTOR_RIB = "debtor_rib"
    DEBTOR_BIC = "debtor_bic"
    COUNT = "count"
    TOTAL = "total"
    LINE_NUMBER = "line_number"
    END_TO_END_ID = "end_to_end_id"
    INSTRUCTION_ID = "instruction_id"
    CREDITOR_NAME = "creditor_name"
    CREDITOR_RIB = "creditor_rib"
    CREDITOR_RIB_BANK = "creditor_rib_bank"
    CREDITOR_RIB_LOCALITY = "creditor_rib_locality"
    CREDITOR_RIB_ACCOUNT = "creditor_rib_account"
    CREDITOR_RIB_KEY = "creditor_rib_key"
    CREDITOR_BIC = "creditor_bic"
    AMOUNT = "amount"
    REMITTANCE = "remittance"


_OF_A_TRANSFER = frozenset(list(Source)[list(Source).index(Source.LINE_NUMBER) :])


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a line. Names and texts are written in Latin characters unless `latin` is false.

    A value wider than the column is an error, unless `cut` says that the end may go; never that of a number.
    """

    source: Source
    title: str = ""
    constant: str = ""
    width: int | None = None
    align: Align = Align.LEFT
    pad: str = " "
    date_format: str = "%Y-%m-%d"
    amount: AmountFormat = AmountFormat.CENTIMES
    upper: bool = False
    cut: bool = False
    latin: bool = True


@dataclass(frozen=True, slots=True)
class FileTemplate:
    """A layout: one line a transfer, and where the bank asks for it a line before and a line after."""

    name: str
    kind: FileKind
    columns: tuple[Column, ...]
    header: tuple[Column, ...] = ()
    trailer: tuple[Column, ...] = ()
    encoding: Encoding = Encoding.ASCII
    line_ending: LineEnding = LineEnding.CRLF
    delimiter: str = ";"
    titles: bool = False


_WIDEST = 1000
_DATE_FORMAT = re.compile(r"(%[Ymdy]|[-/. ])+")
_CUTTABLE = frozenset({Source.CONSTANT, Source.DEBTOR_NAME, Source.CREDITOR_NAME, Source.REMITTANCE})


def require_usable(template: FileTemplate) -> None:
    """Raises TemplateRefused with everything that is wrong with a layout, before it writes any order."""
    problems = Problems()
    with problems.at("columns"):
        if not template.columns:
            raise InvalidValue(field="columns", reason="a line needs a column")
    with problems.at("delimiter"):
        if template.delimiter not in (";", ",", "\t", "|"):
            raise InvalidValue(field="delimiter", reason="expected ; , | or a tab")
    with problems.at("encoding"):
        if template.kind is FileKind.FIXED and template.encoding is Encoding.UTF_8:
            raise InvalidValue(field="encoding", reason="characters of a fixed width take one byte each")
    with problems.at("titles"):
        if template.titles and template.kind is FileKind.FIXED:
            raise InvalidValue(field="titles", reason="only delimited files have a line of titles")
    for part in ("header", "columns", "trailer"):
        for index, column in enumerate(getattr(template, part)):
            for problem in _problems_of(column, template, part):
                with problems.at(part, index):
                    raise problem
    problems.raise_as(TemplateRefused)


def _problems_of(column: Column, template: FileTemplate, part: str) -> Sequence[DomainError]:
    is_fixed = template.kind is FileKind.FIXED
    rules = (
        (part != "columns" and column.source in _OF_A_TRANSFER, "source", "this line is of the whole order"),
        (is_fixed and column.width is None, "width", "a column of a fixed width needs it"),
        (column.width is not None and not 1 <= column.width <= _WIDEST, "width", f"expected 1 to {_WIDEST}"),
        (len(column.pad) != 1, "pad", "expected one character"),
        (
            not _DATE_FORMAT.fullmatch(column.date_format),
            "date_format",
            "expected %d %m %Y %y and - / . only",
        ),
        *(
            (
                not _is_plain(getattr(column, field), template.encoding),
                field,
                "not printable in this encoding",
            )
            for field in ("pad", "constant", "title")
        ),
        (column.cut and column.source not in _CUTTABLE, "cut", "only names and texts may lose their end"),
        (column.cut and column.width is None, "cut", "it needs a width"),
        (template.titles and part == "columns" and not column.title, "title", "the titles are asked for"),
    )
    return [
        InvalidValue(path=(field,), field=field, reason=reason) for wrong, field, reason in rules if wrong
    ]


def _is_plain(text: str, encoding: Encoding) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return text.isprintable()
