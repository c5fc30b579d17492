"""The number of a sale's receipt: given by the server, or printed by the till and stored once."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kernel.errors import DomainError, InvalidValue
from markets.sales.models import Sale
from markets.sales.types import TillReceipt
from markets.tills import operations as tills
from markets.tills.types import NumberedBy

_DAY = timedelta(days=1)
_HIGHEST_NUMBER = 2_000_000_000


class ReceiptNumberTaken(DomainError):
    """The till printed this number on the receipt of another sale. Params: `year`, `number`."""

    code = "RECEIPT_NUMBER_TAKEN"
    messages = {
        "ar": "رقم الوصل {year}/{number} لهذا الصندوق يخص بيعا آخر",
        "fr": "Le numéro de ticket {year}/{number} de cette caisse est celui d'une autre vente",
        "en": "The receipt number {year}/{number} of this till belongs to another sale",
    }


@dataclass(frozen=True, slots=True)
class ReceiptNumber:
    """A number in the series of one till, one year, and one side that numbers."""

    year: int
    numbered_by: NumberedBy
    number: int


def numbered(*, till_id: UUID, day: date, printed: TillReceipt | None) -> ReceiptNumber:
    """The next number of the server's series, or the number the till printed, if no other sale has it.

    Either way the series stays locked until the sale's transaction ends. Raises ReceiptNumberTaken,
    InvalidValue.
    """
    if printed is None:
        number = tills.next_receipt_number(till_id=till_id, year=day.year)
        return ReceiptNumber(day.year, NumberedBy.SERVER, number)
    _refuse_odd(printed, day)
    tills.hold_till_series(till_id=till_id, year=printed.year, number=printed.number)
    taken = Sale.objects.filter(
        till_id=till_id,
        receipt_year=printed.year,
        numbered_by=NumberedBy.TILL,
        receipt_number=printed.number,
    )
    if taken.exists():
        raise ReceiptNumberTaken(path=("receipt", "number"), year=printed.year, number=printed.number)
    return ReceiptNumber(printed.year, NumberedBy.TILL, printed.number)


def _refuse_odd(printed: TillReceipt, day: date) -> None:
    if not 0 < printed.number <= _HIGHEST_NUMBER:
        raise InvalidValue(path=("receipt", "number"), field="number", reason="receipts are numbered from 1")
    # The till's clock may stand on the other side of New Year's midnight.
    if printed.year not in {(day - _DAY).year, (day + _DAY).year}:
        raise InvalidValue(path=("receipt", "year"), field="year", reason="a receipt is of the sale's year")
