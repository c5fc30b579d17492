"""What a column of a bank's own layout says for an order and a transfer, as text or as a typed refusal."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kernel.halfmonth import MARKET_ZONE
from kernel.identifiers import ice, rib
from markets.payouts.formats.latin import latin
from markets.payouts.formats.orders import LONGEST_NAME, LONGEST_REMITTANCE
from markets.payouts.formats.pain001 import decimal
from markets.payouts.formats.refusals import NotInEncoding, Problems, ValueTooWide
from markets.payouts.formats.template import AmountFormat, Column, Encoding, FileTemplate, LineEnding, Source
from markets.payouts.formats.types import TransferItem, TransferOrder


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of the file is about: the order, and on most lines one transfer of it."""

    order: TransferOrder
    number: int = 0
    item: TransferItem | None = None

    @property
    def transfer(self) -> TransferItem:
        assert self.item is not None  # require_usable keeps columns of a transfer on lines of one
        return self.item


_ORDER_READERS: Mapping[Source, Callable[[Line], str | int | date]] = {
    Source.MESSAGE_ID: lambda line: line.order.message_id,
    Source.CREATED_ON: lambda line: line.order.created_at.astimezone(MARKET_ZONE).date(),
    Source.EXECUTION_ON: lambda line: line.order.execution_on,
    Source.DEBTOR_NAME: lambda line: line.order.debtor_name,
    Source.DEBTOR_ICE: lambda line: ice(line.order.debtor_ice),
    Source.DEBTOR_RIB: lambda line: rib(line.order.debtor_rib),
    Source.DEBTOR_BIC: lambda line: line.order.debtor_bic or "",
    Source.COUNT: lambda line: str(len(line.order.items)),
    Source.TOTAL: lambda line: line.order.total_minor,
}
_TRANSFER_READERS: Mapping[Source, Callable[[Line], str | int | date]] = {
    Source.LINE_NUMBER: lambda line: str(line.number),
    Source.END_TO_END_ID: lambda line: line.transfer.end_to_end_id,
    Source.INSTRUCTION_ID: lambda line: line.transfer.instruction_id,
    Source.CREDITOR_NAME: lambda line: line.transfer.creditor_name,
    Source.CREDITOR_RIB: lambda line: rib(line.transfer.creditor_rib),
    Source.CREDITOR_RIB_BANK: lambda line: rib(line.transfer.creditor_rib)[:3],
    Source.CREDITOR_RIB_LOCALITY: lambda line: rib(line.transfer.creditor_rib)[3:6],
    Source.CREDITOR_RIB_ACCOUNT: lambda line: rib(line.transfer.creditor_rib)[6:22],
    Source.CREDITOR_RIB_KEY: lambda line: rib(line.transfer.creditor_rib)[22:],
    Source.CREDITOR_BIC: lambda line: line.transfer.creditor_bic or "",
    Source.AMOUNT: lambda line: line.transfer.amount_minor,
    Source.REMITTANCE: lambda line: line.transfer.remittance,
}
_READERS = {**_ORDER_READERS, **_TRANSFER_READERS}
_FREE_TEXT = {
    Source.DEBTOR_NAME: LONGEST_NAME,
    Source.CREDITOR_NAME: LONGEST_NAME,
    Source.REMITTANCE: LONGEST_REMITTANCE,
}


LINE_ENDINGS = {LineEnding.LF: "\n", LineEnding.CRLF: "\r\n"}


def lines_of(order: TransferOrder, template: FileTemplate) -> Iterator[tuple[tuple[Column, ...], Line]]:
    """What each line of the file is about, with its columns: the header, a line a transfer, the trailer."""
    if template.header:
        yield template.header, Line(order)
    for number, item in enumerate(order.items, start=1):
        yield template.columns, Line(order, number, item)
    if template.trailer:
        yield template.trailer, Line(order)


def cells(columns: tuple[Column, ...], line: Line, encoding: Encoding, problems: Problems) -> list[str]:
    """The values of a line; what cannot be written goes to the problems, with the place of its column."""
    written = []
    place = ("items", line.number - 1) if line.item is not None else ()
    for column in columns:
        with problems.at(*place, column.title or column.source):
            written.append(cell(column, line, encoding))
    return written


def cell(column: Column, line: Line, encoding: Encoding) -> str:
    """One value as its column writes it, without padding. Raises ValueTooWide, NotInEncoding, NoLatinText."""
    text = _text(column, line)
    if column.upper:
        text = text.upper()
    name = column.title or column.source
    if column.width is not None and len(text) > column.width:
        if not column.cut:
            raise ValueTooWide(column=name, width=column.width, length=len(text))
        text = text[: column.width].rstrip()
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        raise NotInEncoding(column=name, encoding=encoding.value) from None
    return text


def _text(column: Column, line: Line) -> str:
    if column.source is Source.CONSTANT:
        return column.constant
    value = _READERS[column.source](line)
    if isinstance(value, date):
        return value.strftime(column.date_format)
    if isinstance(value, int):
        return _amount(value, column.amount)
    if column.source in _FREE_TEXT and value:
        return _free_text(value, column)
    return value


def _free_text(text: str, column: Column) -> str:
    """Where a bank takes more than Latin characters: no control character, nor a first one that makes a
    spreadsheet calculate.
    """
    if column.latin:
        return latin(text, longest=_FREE_TEXT[column.source])
    return " ".join("".join(c if c.isprintable() else " " for c in text).lstrip("=+-@ ").split())


def _amount(amount_minor: int, form: AmountFormat) -> str:
    match form:
        case AmountFormat.CENTIMES:
            return str(amount_minor)
        case AmountFormat.POINT:
            return decimal(amount_minor)
        case AmountFormat.COMMA:
            return decimal(amount_minor).replace(".", ",")
