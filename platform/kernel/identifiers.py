"""The numbers of enterprises, accounts, goods and authorisations in Morocco: written one way, and checked.

Each function takes what somebody typed or pasted (spaces, no-break spaces, dots, hyphens, Arabic-Indic
digits, invisible marks), returns the one form that is stored, and raises InvalidIdentifier otherwise. Which
bank, locality or province a number names is not judged: no authoritative list of them is public.
"""

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from kernel.errors import DomainError, InvalidValue

Kind = Literal["ice", "tax_id", "trade_register_number", "postal_code", "rib", "gtin", "onssa", "phone"]
Reason = Literal["characters", "length", "check_digits", "all_zero", "restricted", "format"]

_NAMES: Mapping[Kind, Mapping[str, str]] = {
    "ice": {"ar": "التعريف الموحد للمقاولة", "fr": "ICE", "en": "ICE"},
    "tax_id": {"ar": "التعريف الضريبي", "fr": "identifiant fiscal", "en": "tax identifier"},
    "trade_register_number": {
        "ar": "رقم السجل التجاري",
        "fr": "numéro du registre de commerce",
        "en": "trade register number",
    },
    "postal_code": {"ar": "الرمز البريدي", "fr": "code postal", "en": "postal code"},
    "rib": {"ar": "كشف التعريف البنكي", "fr": "RIB", "en": "RIB"},
    "gtin": {"ar": "رمز GTIN", "fr": "GTIN", "en": "GTIN"},
    "onssa": {"ar": "رقم ترخيص أونسا", "fr": "numéro ONSSA", "en": "ONSSA number"},
    "phone": {"ar": "رقم الهاتف", "fr": "numéro de téléphone", "en": "phone number"},
}

_REASONS: Mapping[Reason, Mapping[str, str]] = {
    "characters": {
        "ar": "يحتوي على رموز غير الأرقام",
        "fr": "il contient autre chose que des chiffres",
        "en": "it holds something other than digits",
    },
    "length": {
        "ar": "عدد الأرقام غير صحيح",
        "fr": "le nombre de chiffres n'est pas le bon",
        "en": "it has the wrong number of digits",
    },
    "check_digits": {
        "ar": "مفتاح المراقبة غير صحيح، يرجى التحقق من الأرقام",
        "fr": "la clé de contrôle ne correspond pas, vérifiez les chiffres",
        "en": "its check digits do not match, one of the digits is wrong",
    },
    "all_zero": {
        "ar": "كل أرقامه أصفار",
        "fr": "il ne contient que des zéros",
        "en": "it is nothing but zeros",
    },
    "restricted": {
        "ar": "هذا الرمز مخصص للاستعمال الداخلي",
        "fr": "ce préfixe est réservé aux codes internes",
        "en": "its prefix is kept for internal codes",
    },
    "format": {
        "ar": "الصيغة غير صحيحة",
        "fr": "la forme n'est pas la bonne",
        "en": "it is not written as such numbers are",
    },
}


class InvalidIdentifier(DomainError):
    """A number that is not what it is said to be. Params: `kind`, `reason`, never the number itself."""

    code = "INVALID_IDENTIFIER"
    messages = {
        "ar": "{kind} غير صالح: {reason}",
        "fr": "{kind} non valable : {reason}",
        "en": "This {kind} is not valid: {reason}",
    }

    def __init__(self, *, kind: Kind, reason: Reason, path: Sequence[str | int] = ()) -> None:
        super().__init__(path=path, kind=kind, reason=reason)

    def wording(self, language: str) -> Mapping[str, Any]:
        kind: Kind = self.params["kind"]
        reason: Reason = self.params["reason"]
        return {"kind": _NAMES[kind][language], "reason": _REASONS[reason][language]}


# -- enterprises -----------------------------------------------------------------------------------

_ICE_DIGITS = 15
# A spreadsheet drops the zeros in front; with fewer digits than this a number was cut short.
_ICE_DIGITS_WITHOUT_ZEROS = 9


def ice(text: str) -> str:
    """Identifiant commun de l'entreprise: 15 digits, divisible by 97; zeros lost in front are put back."""
    digits = _digits(text, "ice")
    if not _ICE_DIGITS_WITHOUT_ZEROS <= len(digits) <= _ICE_DIGITS:
        raise InvalidIdentifier(kind="ice", reason="length")
    number = digits.zfill(_ICE_DIGITS)
    _refuse_zeros(number, "ice")
    if int(number) % 97 != 0:
        raise InvalidIdentifier(kind="ice", reason="check_digits")
    return number


def ice_with_key(body13: str) -> str:
    """The ICE of an enterprise (9 digits) and an establishment (4), with its two check digits."""
    return _with_key(body13, length=13, kind="ice")


def tax_id(text: str) -> str:
    """Identifiant fiscal: 7 or 8 digits; it has no check digit."""
    return _counted(text, "tax_id", lengths=(7, 8))


def trade_register_number(text: str) -> str:
    """The number in a court's registre de commerce, 1 to 9 digits; each court counts its own."""
    return _counted(text, "trade_register_number", lengths=range(1, 10))


def postal_code(text: str) -> str:
    """Five digits, such as 20250."""
    return _counted(text, "postal_code", lengths=(5,))


# -- bank accounts ---------------------------------------------------------------------------------

_RIB_DIGITS = 24
# ISO 13616 gives these two digits to every valid RIB, because a RIB is divisible by 97.
_IBAN_START = "MA64"


def rib(text: str) -> str:
    """Relevé d'identité bancaire: bank 3, locality 3, account 16, key 2 (01-97). An IBAN gives its RIB."""
    compact = _compact(text).upper().removeprefix("IBAN")
    if compact.startswith("MA"):
        if not compact.startswith(_IBAN_START):
            raise InvalidIdentifier(kind="rib", reason="check_digits")
        compact = compact.removeprefix(_IBAN_START)
    number = _digits(compact, "rib")
    if len(number) != _RIB_DIGITS:
        raise InvalidIdentifier(kind="rib", reason="length")
    _refuse_zeros(number, "rib")
    if number != number[:-2] + _key97(number[:-2]):
        raise InvalidIdentifier(kind="rib", reason="check_digits")
    return number


def rib_with_key(body22: str) -> str:
    """The RIB of a bank (3 digits), a locality (3) and an account (16), with its key."""
    return _with_key(body22, length=22, kind="rib")


def iban(text: str) -> str:
    """The 28 characters by which banks abroad know a Moroccan account."""
    return _IBAN_START + rib(text)


def mask_rib(text: str) -> str:
    """The RIB as it is shown by default: bank, locality and the last four digits."""
    number = rib(text)
    return f"{number[:3]} {number[3:6]} {'•' * 12}{number[-4:]}"


# -- goods -----------------------------------------------------------------------------------------

_GTIN_LENGTHS = (8, 12, 13, 14)
_INTERNAL_PREFIX = "29"
_LAST_INTERNAL_NUMBER = 99_999_999


def gtin(text: str) -> str:
    """The number under a barcode (GTIN-8, -12, -13, -14) in its shortest scanned form: 8, 13 or 14 digits.

    Numbers of restricted circulation (02, 04, 20-29, and 0 or 2 for 8 digits) are refused: every country
    and shop gives them a meaning of its own, and ours are made by `internal_code`.
    """
    digits = _digits(text, "gtin")
    if len(digits) not in _GTIN_LENGTHS:
        raise InvalidIdentifier(kind="gtin", reason="length")
    _refuse_zeros(digits, "gtin")
    if digits[-1] != _check_digit(digits[:-1]):
        raise InvalidIdentifier(kind="gtin", reason="check_digits")
    number = _shortest_gtin(digits)
    if _is_restricted(number):
        raise InvalidIdentifier(kind="gtin", reason="restricted")
    return number


def gtin_with_check(body12: str) -> str:
    """The 13 digits of a barcode, from its first 12."""
    body = _body(body12, length=12, kind="gtin")
    return body + _check_digit(body)


def internal_code(number: int) -> str:
    """The barcode of a product without GTIN: 29, the nation's 00, eight digits, check; for the network only.

    Raises InvalidValue when the number is not between 1 and 99,999,999.
    """
    if not 1 <= number <= _LAST_INTERNAL_NUMBER:
        raise InvalidValue(
            field="number", reason=f"an internal code is numbered 1 to {_LAST_INTERNAL_NUMBER}"
        )
    return gtin_with_check(f"{_INTERNAL_PREFIX}{number:010d}")


_WEIGHT_PREFIX, _PRICE_PREFIX = "20", "21"
_LAST_EMBEDDED = 99_999


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a label of weighed goods says: the item's number, and either its weight in grams or its price in
    centimes.
    """

    item: int
    grams: int | None = None
    price_minor: int | None = None


def embedded_code(label: Embedded) -> str:
    """The barcode of weighed goods: 20, item (5 digits), grams (5), check; or 21, item, centimes, check. Such
    codes are laid out by each country as it likes, so they mean nothing outside the network.

    Raises InvalidValue for an item, a weight or a price that is not between 1 and 99,999, or for both or
    neither of the two.
    """
    if (label.grams is None) == (label.price_minor is None):
        raise InvalidValue(field="grams", reason="a label says a weight or a price")
    prefix = _WEIGHT_PREFIX if label.price_minor is None else _PRICE_PREFIX
    amount = label.grams or label.price_minor or 0
    for field, number in (("item", label.item), ("amount", amount)):
        if not 1 <= number <= _LAST_EMBEDDED:
            raise InvalidValue(field=field, reason=f"not between 1 and {_LAST_EMBEDDED}")
    return gtin_with_check(f"{prefix}{label.item:05d}{amount:05d}")


def embedded(code: str) -> Embedded | None:
    """What `embedded_code` put into a code as `scanned` writes it; None for every other code."""
    if len(code) != 13 or code[:2] not in (_WEIGHT_PREFIX, _PRICE_PREFIX):
        return None
    item, amount = int(code[2:7]), int(code[7:12])
    if code[:2] == _WEIGHT_PREFIX:
        return Embedded(item, grams=amount)
    return Embedded(item, price_minor=amount)


def scanned(text: str) -> str:
    """What a scanner read, in the form in which codes are kept: digits that are a GTIN of any length in its
    shortest form, everything else in capitals without spaces.

    Raises InvalidIdentifier for 8, 12, 13 or 14 digits whose check digit is wrong: one was misread.
    """
    compact = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if not (compact.isascii() and compact.isdigit() and len(compact) in _GTIN_LENGTHS):
        return compact
    if compact[-1] != _check_digit(compact[:-1]):
        raise InvalidIdentifier(kind="gtin", reason="check_digits")
    return _shortest_gtin(compact)


# -- authorisations and contacts -------------------------------------------------------------------

# Decree 2-10-473, article 13: letters of the activity, then groups of digits, as in MAPAV.34.21.24.
_ONSSA_NUMBER = re.compile(r"[A-Z]{1,10}(\.[0-9]{1,4}){2,4}")
# With the country (+212, 00212, 212), or the 0 that is dialled inside it, or both: +212 (0)6 61 23 45 67.
_PHONE = re.compile(r"(?:\+212|00212|212)?0?([5-8][0-9]{8})")
# ITU-T E.164: a country code and in all at most 15 digits. Morocco's have a form of their own.
_PHONE_ABROAD = re.compile(r"(?:\+|00)((?!212)[1-9][0-9]{7,14})")


def onssa_number(text: str) -> str:
    """The number of a sanitary authorisation or approval, in capitals without spaces."""
    number = _compact(text, keep=".").upper()
    if not _ONSSA_NUMBER.fullmatch(number):
        raise InvalidIdentifier(kind="onssa", reason="format")
    return number


def phone(text: str) -> str:
    """A Moroccan phone number, as `+212` and nine digits."""
    match = _PHONE.fullmatch(_compact(text).replace("(", "").replace(")", ""))
    if match is None:
        raise InvalidIdentifier(kind="phone", reason="format")
    return f"+212{match[1]}"


def international_phone(text: str) -> str:
    """A phone number of any country in the form of E.164; one without a country is Moroccan."""
    compact = _compact(text).replace("(", "").replace(")", "")
    abroad = _PHONE_ABROAD.fullmatch(compact)
    return phone(text) if abroad is None else f"+{abroad[1]}"


# -- arithmetic ------------------------------------------------------------------------------------


def _key97(body: str) -> str:
    return f"{97 - int(body + '00') % 97:02d}"


def _check_digit(body: str) -> str:
    """GS1: from the right, weights 3 and 1 in turn; what is missing to the next ten."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def _shortest_gtin(digits: str) -> str:
    padded = digits.zfill(14)
    if padded.startswith("000000"):
        return padded[6:]
    return padded.removeprefix("0")


def _is_restricted(number: str) -> bool:
    if len(number) == 8:
        return number[0] in "02"
    prefix = number[-13:-11]
    return prefix in ("02", "04") or prefix[0] == "2"


def _with_key(body: str, *, length: int, kind: Kind) -> str:
    digits = _body(body, length=length, kind=kind)
    _refuse_zeros(digits, kind)
    return digits + _key97(digits)


def _counted(text: str, kind: Kind, *, lengths: Container[int]) -> str:
    """The digits of a number that has nothing to check but how many they are."""
    digits = _digits(text, kind)
    if len(digits) not in lengths:
        raise InvalidIdentifier(kind=kind, reason="length")
    _refuse_zeros(digits, kind)
    return digits


def _body(text: str, *, length: int, kind: Kind) -> str:
    digits = _digits(text, kind)
    if len(digits) != length:
        raise InvalidIdentifier(kind=kind, reason="length")
    return digits


def _refuse_zeros(digits: str, kind: Kind) -> None:
    """Zero is divisible by 97 and by ten, so check digits alone would let it through."""
    if not digits.strip("0"):
        raise InvalidIdentifier(kind=kind, reason="all_zero")


def _digits(text: str, kind: Kind) -> str:
    compact = _compact(text)
    if not (compact.isascii() and compact.isdigit()):
        raise InvalidIdentifier(kind=kind, reason="characters" if compact else "length")
    return compact


def _compact(text: str, *, keep: str = "") -> str:
    """Without spaces, dots, hyphens and invisible marks, and with 0-9 for every way of writing digits."""
    return "".join(
        character if character in keep else _plain(character)
        for character in unicodedata.normalize("NFKC", text)
    )


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp", "Cc", "Cf", "Pd") or character in ".·":
        return ""
    return str(unicodedata.decimal(character)) if category == "Nd" else character
