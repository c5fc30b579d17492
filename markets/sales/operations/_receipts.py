"""The number of a sale's receipt: given by the server, or printed by the till and stored once; `_write.py`
numbers.
"""

from datetime import date, timedelta

from kernel.errors import DomainError, InvalidValue
from markets.sales.types import TillReceipt

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


def taken(printed: TillReceipt) -> ReceiptNumberTaken:
    """The refusal of a number that another sale has."""
    return ReceiptNumberTaken(path=("receipt", "number"), year=printed.year, number=printed.number)


def refuse_odd(printed: TillReceipt, day: date) -> None:
    """Raises InvalidValue for a number that no till prints on that day."""
    if not 0 < printed.number <= _HIGHEST_NUMBER:
        raise InvalidValue(path=("receipt", "number"), field="number", reason="receipts are numbered from 1")
    # The till's clock may stand on the other side of New Year's midnight.
    if printed.year not in {(day - _DAY).year, (day + _DAY).year}:
        raise InvalidValue(path=("receipt", "year"), field="year", reason="a receipt is of the sale's year")
