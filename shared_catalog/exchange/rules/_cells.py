"""Reading one cell as people write them: digits of every script, commas, spaces, words for yes and no.

What cannot be meant is refused and never guessed: a formula, a barcode whose last digits a spreadsheet has
rounded away, a number that may be a thousand or one.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from kernel import identifiers
from kernel.errors import InvalidValue
from kernel.text import fold
from shared_catalog.exchange.rules._refusals import CellFailed, CellIsFormula, CellUnreadable
from shared_catalog.exchange.types import Failed, Formula, Value

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Fifteen digits are what a spreadsheet's number keeps.
_EXACT = 10**15
_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_GTIN_LENGTHS = (8, 12, 13, 14)
_CURRENCY = re.compile(r"(?i)\s*(?:mad|dhs?|د\.?\s?م\.?|درهم(?:ا)?)\s*$")

_YES_AND_NO: Mapping[str, bool] = {
    **dict.fromkeys(map(fold, ("oui", "o", "yes", "y", "vrai", "true", "x", "1", "نعم", "صحيح")), True),
    **dict.fromkeys(map(fold, ("non", "n", "no", "faux", "false", "0", "لا", "خطأ")), False),
}


def shielded(text: str) -> str:
    """The text as it is written into a cell: what a spreadsheet would take for a formula begins with an
    apostrophe. `unshielded` takes it away again.
    """
    return f"'{text}" if text.startswith(_RISKY) else text


def unshielded(text: str) -> str:
    """The text that was written as `shielded` does; any other text is left as it is."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_RISKY) else text


def text_of(value: Value) -> str:
    """The text of a cell, trimmed; a number as it is shown. Raises CellIsFormula, CellFailed, CellUnreadable,
    and InvalidValue for a date, or a yes or no, that a spreadsheet made of something else.
    """
    match _sound(value):
        case None:
            return ""
        case str(text):
            return unshielded(text).strip()
        case bool():
            raise InvalidValue(field="cell", reason="a yes or no where a text is wanted")
        case int(number):
            return str(number)
        case float(number):
            return _shown(number)
        case _:
            raise InvalidValue(field="cell", reason="a date where a text is wanted")


def code_of(value: Value) -> str:
    """The text of a cell that holds a code, its digits as 0-9. Raises as `text_of`."""
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text_of(value)
    )


def gtin_of(value: Value) -> str:
    """The number under a barcode, empty for none, with the zeros in front that a number has lost. Raises
    InvalidIdentifier, InvalidValue, and as `text_of`.
    """
    text = code_of(value)
    if isinstance(value, (int, float)) and text.isdigit():
        text = text.zfill(next((length for length in _GTIN_LENGTHS if length >= len(text)), 0))
    if _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        text = _written_out(text.replace(" ", ""))
    return identifiers.gtin(text) if text else ""


def number_of(value: Value) -> Decimal:
    """A number, exactly as it is shown: `1 234,50`, `١٢٫٥`, `12.5`. Raises InvalidValue for none, for what is
    none, and for one that can be read in two ways; and as `text_of`.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    text = unicodedata.normalize("NFKC", code_of(value)).replace("٫", ".").replace("٬", " ")
    compact = "".join(each for each in text if not each.isspace() and unicodedata.category(each) != "Cf")
    if not compact:
        raise InvalidValue(field="cell", reason="missing")
    if isinstance(value, float):
        try:
            return Decimal(compact)
        except InvalidOperation:
            raise InvalidValue(field="cell", reason="it is no number") from None
    return _number(compact)


def price_minor_of(value: Value) -> int:
    """A price in centimes, with or without its currency. Raises InvalidValue, also for parts of a centime;
    and as `text_of`.
    """
    plain = _CURRENCY.sub("", value) if isinstance(value, str) else value
    minor = number_of(plain) * 100
    if minor != minor.to_integral_value():
        raise InvalidValue(field="cell", reason="more than two decimals")
    return int(minor)


def yes_or_no(value: Value, *, default: bool) -> bool:
    """Yes or no, in three languages; what is left empty is the default. Raises InvalidValue, and as
    `text_of`.
    """
    if isinstance(value, bool):
        return value
    text = fold(code_of(value))
    if not text:
        return default
    if text not in _YES_AND_NO:
        raise InvalidValue(field="cell", reason="neither yes nor no")
    return _YES_AND_NO[text]


def _sound(value: Value) -> Any:
    match value:
        case Formula(text):
            raise CellIsFormula(formula=text[:60])
        case Failed(text):
            raise CellFailed(text=text)
        case str(text) if _REPLACEMENT in text:
            raise CellUnreadable()
        case date() | time() | timedelta():
            return date.min
    return value


def _shown(number: float) -> str:
    """A number as a spreadsheet shows it: with fifteen digits, and without an exponent."""
    if number.is_integer():
        if abs(number) >= _EXACT:
            raise InvalidValue(field="cell", reason="its last digits were lost; write it as text")
        return str(int(number))
    return format(Decimal(format(number, ".15g")), "f")


def _written_out(text: str) -> str:
    found = _SCIENTIFIC.fullmatch(text)
    assert found is not None
    digits = found[1] + (found[2] or "")
    zeros = int(found[3]) + 1 - len(digits)
    if zeros > 0:
        raise InvalidValue(field="cell", reason="its last digits were lost; write it as text")
    if zeros < 0:
        raise InvalidValue(field="cell", reason="it is no number")
    return digits


def _number(text: str) -> Decimal:
    sign, digits = ("-", text[1:]) if text[0] in "-−" else ("", text)
    if not _NUMBER.fullmatch(digits):
        raise InvalidValue(field="cell", reason="it is no number")
    marks = [each for each in digits if not each.isdigit()]
    whole, _, part = digits.rpartition(marks[-1]) if marks else (digits, "", "")
    groups = re.split("[.,]", whole)
    grouped = all(len(group) == 3 for group in groups[1:])
    if len(marks) == 1 and len(part) == 3 and 1 <= len(whole) <= 3 and whole != "0":
        raise InvalidValue(field="cell", reason="the last three digits may be thousands or decimals")
    if len(set(marks)) == 1 and len(marks) > 1 and grouped and len(part) == 3:
        return Decimal(sign + re.sub("[.,]", "", digits))
    if not grouped or len(set(marks[:-1])) > 1 or (len(marks) > 1 and marks[-1] in marks[:-1]):
        raise InvalidValue(field="cell", reason="it is no number")
    return Decimal(f"{sign}{''.join(groups)}.{part or 0}")
