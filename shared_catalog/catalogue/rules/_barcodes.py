"""What is scanned, and what a kilogram, a litre or a piece costs."""

import re
from collections.abc import Mapping

from kernel import identifiers, money
from kernel.errors import InvalidValue
from shared_catalog.catalogue.types import Per, Unit, UnitPrice

MOST_PIECES = 10_000

_LONGEST_CODE = 40
_SUPPLIER_CODE = re.compile(r"[A-Z0-9][A-Z0-9./_-]*")
_GTIN_LENGTHS = (8, 12, 13, 14)
_PER: Mapping[Unit, tuple[Per, int]] = {
    Unit.GRAM: (Per.KILOGRAM, 1_000),
    Unit.MILLILITRE: (Per.LITRE, 1_000),
    Unit.PIECE: (Per.PIECE, 1),
}


def unit_price(price_minor: int, unit: Unit, net_content: int) -> UnitPrice:
    """What a kilogram, a litre or a piece costs where one product of this content costs `price_minor`: as
    `kernel.money.price_per` rounds.
    """
    per, amount = _PER[unit]
    return UnitPrice(money.price_per(price_minor, content=net_content, amount=amount), per)


def supplier_code(text: str) -> str:
    """A supplier's own code, in capitals without spaces. Raises InvalidValue for what no label would carry,
    or for digits that scanners would take for a GTIN.
    """
    code = "".join(text.split()).upper()
    if not _SUPPLIER_CODE.fullmatch(code) or len(code) > _LONGEST_CODE:
        raise InvalidValue(
            field="code", reason="a supplier's code has Latin letters, digits and . / - _, at most 40 in all"
        )
    if code.isdigit() and len(code) in _GTIN_LENGTHS:
        raise InvalidValue(field="code", reason="8, 12, 13 or 14 digits are a GTIN")
    return code


def weighed_code(item: int) -> str:
    """How the number of a weighed item is kept among the codes: no scanner reads a small letter."""
    return f"2x{item:05d}"


def sought(scan: str) -> tuple[str, identifiers.Embedded | None]:
    """The code to look for when this was scanned, and what a label of weighed goods says beside it. Raises
    InvalidIdentifier for a misread code.
    """
    code = identifiers.scanned(scan)
    label = identifiers.embedded(code)
    return (code if label is None else weighed_code(label.item)), label


def typed(digits: str) -> str:
    """The code to look for when somebody typed these digits: as `sought`, and they themselves where it would
    say that they were misread.
    """
    try:
        return sought(digits)[0]
    except identifiers.InvalidIdentifier:
        return digits
