"""Products as rows of a table, and rows read as what they say of a product."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from kernel.errors import DomainError, InvalidValue
from kernel.text import fold
from shared_catalog.catalogue.types import ProductDetails, Unit
from shared_catalog.exchange.rules import _cells as cells
from shared_catalog.exchange.rules._columns import COLUMNS
from shared_catalog.exchange.rules._refusals import CellIsMerged, RowHidden
from shared_catalog.exchange.types import Fault, Header, KnownProduct, Line, Told, Value

LONGEST_REFERENCE = 80

_WORDS: Mapping[Unit, str] = {
    Unit.GRAM: "g gr gramme grammes gram grams غ غرام جرام",
    Unit.MILLILITRE: "ml millilitre millilitres milliliter مل ملل ميليلتر",
    Unit.PIECE: "piece pieces pièce pièces pce pcs unité unit u قطعة وحدة",
}
_LARGER: Mapping[str, tuple[Unit, int]] = {
    "kg": (Unit.GRAM, 1_000),
    "كغ": (Unit.GRAM, 1_000),
    "كلغ": (Unit.GRAM, 1_000),
    "l": (Unit.MILLILITRE, 1_000),
    "litre": (Unit.MILLILITRE, 1_000),
    "لتر": (Unit.MILLILITRE, 1_000),
    "cl": (Unit.MILLILITRE, 10),
}
_UNITS: Mapping[str, tuple[Unit, int]] = {
    **{fold(word): (unit, 1) for unit, words in _WORDS.items() for word in words.split()},
    **{fold(word): meant for word, meant in _LARGER.items()},
}


def told(line: Line, header: Header, merged: frozenset[int]) -> Told:
    """What a row says, and every fault of its cells; `merged` are the columns whose cells here are part of
    others.
    """
    values: dict[str, Any] = {}
    faults = [Fault("", RowHidden())] if line.hidden else []
    for code, read in _READERS.items():
        place = header.columns.get(code)
        if place is None:
            continue
        try:
            if place in merged:
                raise CellIsMerged()
            values[code] = read(line.cells.get(place))
        except InvalidValue as error:
            faults.append(Fault(code, InvalidValue(field=code, reason=error.params["reason"])))
        except DomainError as error:
            faults.append(Fault(code, error))
    if "unit" in values:
        unit, times = values["unit"]
        values["unit"] = unit
        if "net_content" in values:
            try:
                values["net_content"] = _whole(values["net_content"] * times)
            except InvalidValue as error:
                del values["net_content"]
                faults.append(Fault("net_content", error))
    return Told(line, values, faults)


def row_of(
    product: KnownProduct, *, reference: str, cooperative: str, cooperative_name: str
) -> Mapping[str, Value]:
    """A product as a row, by column: what `told` reads as the same product."""
    details, centimes = product.details, product.details.recommended_price_minor
    return {
        "reference": reference,
        "code": product.code,
        "cooperative": cooperative,
        "cooperative_name": cooperative_name,
        "category": details.category_code,
        **{f"name_{language}": getattr(details.names, language) for language in ("ar", "fr", "en")},
        **{
            f"description_{language}": getattr(details.descriptions, language)
            for language in ("ar", "fr", "en")
        },
        "unit": details.unit.value,
        "net_content": details.net_content,
        "packed": "oui" if details.packed else "non",
        "food_use": "oui" if details.food_use else "non",
        "gtin": details.gtin,
        "recommended_price": f"{centimes // 100}.{centimes % 100:02}",
        "status": product.status,
    }


def filled(values: Mapping[str, Any], known: ProductDetails | None) -> Mapping[str, Any]:
    """What a product's details are to be: what the row says, and else what is known of it already."""
    before = {} if known is None else _parts(known)
    return {**_LEFT_OUT, **before, **{code: values[code] for code in PARTS if code in values}}


def _parts(details: ProductDetails) -> dict[str, Any]:
    return {
        "category": details.category_code,
        **{f"name_{language}": getattr(details.names, language) for language in ("ar", "fr", "en")},
        **{
            f"description_{language}": getattr(details.descriptions, language)
            for language in ("ar", "fr", "en")
        },
        "unit": details.unit,
        "net_content": details.net_content,
        "packed": details.packed,
        "food_use": details.food_use,
        "gtin": details.gtin,
        "recommended_price": details.recommended_price_minor,
    }


PARTS = frozenset(
    {
        "category",
        *(f"{stem}_{language}" for stem in ("name", "description") for language in ("ar", "fr", "en")),
        "unit",
        "net_content",
        "packed",
        "food_use",
        "gtin",
        "recommended_price",
    }
)
"""The columns that say what a product is."""
_LEFT_OUT: Mapping[str, Any] = {
    **dict.fromkeys(("description_ar", "description_fr", "description_en", "name_en", "gtin"), ""),
    "packed": True,
    "food_use": False,
}


def _reference(value: Value) -> str:
    reference = cells.code_of(value)
    if len(reference) > LONGEST_REFERENCE:
        raise InvalidValue(field="reference", reason=f"more than {LONGEST_REFERENCE} characters")
    return reference


def _compact(value: Value) -> str:
    return "".join(cells.code_of(value).split()).upper()


def _needed(value: Value) -> str:
    text = cells.text_of(value)
    if not text:
        raise InvalidValue(field="cell", reason="missing")
    return text


def _maker(value: Value) -> str:
    _needed(value)
    return _compact(value)


def _unit(value: Value) -> tuple[Unit, int]:
    word = fold(_needed(value)).rstrip(".")
    if word not in _UNITS:
        raise InvalidValue(field="unit", reason="it is no unit: g, kg, ml, cl, l or piece")
    return _UNITS[word]


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise InvalidValue(field="net_content", reason="it is no whole number of its unit")
    return int(number)


def _packed(value: Value) -> bool:
    return cells.yes_or_no(value, default=True)


def _food_use(value: Value) -> bool:
    return cells.yes_or_no(value, default=False)


def _status(value: Value) -> str:
    return cells.text_of(value).lower()


_READERS: Mapping[str, Callable[[Value], Any]] = {
    "reference": _reference,
    "code": _compact,
    "cooperative": _maker,
    "category": _needed,
    **dict.fromkeys((f"name_{language}" for language in ("ar", "fr", "en")), cells.text_of),
    **dict.fromkeys((f"description_{language}" for language in ("ar", "fr", "en")), cells.text_of),
    "unit": _unit,
    "net_content": cells.number_of,
    "packed": _packed,
    "food_use": _food_use,
    "gtin": cells.gtin_of,
    "recommended_price": cells.price_minor_of,
    "status": _status,
}
assert set(_READERS) == {one.code for one in COLUMNS if one.read}, "each column that is read has its reader"
