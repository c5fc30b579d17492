"""What is said of goods beyond their name: each attribute has a type, and its values are that or nothing."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kernel.errors import DomainError
from shared_catalog.catalogue.types import (
    AttributeDefinition,
    AttributeType,
    AttributeValue,
    Demand,
    Span,
)
from shared_catalog.registry.types import Names

_LONGEST_TEXT = 4_000
_LONGEST_LINE = 400
_LONGEST_SPAN_DAYS = 3_660


class InvalidAttribute(DomainError):
    """What is said of a product is no value of that attribute, or the attribute is not one of its category.
    Params: `attribute`, `reason`.
    """

    code = "INVALID_ATTRIBUTE"
    messages = {
        "ar": "قيمة الخاصية {attribute} غير صالحة: {reason}",
        "fr": "La valeur de l'attribut {attribute} n'est pas valable : {reason}",
        "en": "The value of the attribute {attribute} is not valid: {reason}",
    }


def asked_of(demands: Iterable[Demand], *, root: str, category: str) -> Mapping[str, bool]:
    """By the code of each attribute that goods of a category may have, whether they must have it before they
    are published. What a category asks stands in the place of what its root asks.
    """
    known = list(demands)
    asked = {one.attribute: one.required for one in known if one.category == root}
    return asked | {one.attribute: one.required for one in known if one.category == category}


def missing(asked: Mapping[str, bool], said: Iterable[str]) -> tuple[str, ...]:
    """The codes of what must be said before goods are published and is not, in their order."""
    return tuple(sorted({code for code, required in asked.items() if required} - set(said)))


def checked_attribute(definition: AttributeDefinition, value: AttributeValue) -> AttributeValue:
    """The value trimmed, choices in the order of the definition. Raises InvalidAttribute for what is no value
    of the attribute's type, or lies outside what it allows.
    """
    code = definition.code
    match definition.type, value:
        case AttributeType.TEXT, Names():
            return _text(code, value)
        case AttributeType.LINE, str():
            return _line(code, value)
        case AttributeType.CHOICE, str():
            return _choices(definition, (value,))[0]
        case AttributeType.CHOICES, tuple():
            return _choices(definition, value)
        case AttributeType.INTEGER, int() if not isinstance(value, bool):
            if not definition.least <= value <= definition.most:
                reason = f"not between {definition.least} and {definition.most}"
                raise InvalidAttribute(attribute=code, reason=reason)
            return value
        case AttributeType.BOOLEAN, bool():
            return value
        case AttributeType.PERIOD, Span():
            if not 0 <= (value.until - value.since).days <= _LONGEST_SPAN_DAYS:
                raise InvalidAttribute(
                    attribute=code, reason="a period ends after it begins, within ten years"
                )
            return value
        case _:
            raise InvalidAttribute(attribute=code, reason=f"expected a value of type {definition.type}")


def as_json(value: AttributeValue) -> Any:
    """The value as it is stored."""
    match value:
        case Names():
            return {"ar": value.ar, "fr": value.fr, "en": value.en}
        case Span():
            return {"since": value.since.isoformat(), "until": value.until.isoformat()}
        case tuple():
            return list(value)
        case _:
            return value


def of_json(type_: AttributeType, stored: Any) -> AttributeValue:
    """The value that was stored."""
    match type_:
        case AttributeType.TEXT:
            return Names(**stored)
        case AttributeType.PERIOD:
            return Span(date.fromisoformat(stored["since"]), date.fromisoformat(stored["until"]))
        case AttributeType.CHOICES:
            return tuple(stored)
        case _:
            value: AttributeValue = stored
            return value


def _text(code: str, value: Names) -> Names:
    """Arabic and French are obligatory on labels, English is not."""
    trimmed = Names(ar=value.ar.strip(), fr=value.fr.strip(), en=value.en.strip())
    if not trimmed.ar or not trimmed.fr:
        raise InvalidAttribute(attribute=code, reason="it is said in Arabic and in French")
    if max(map(len, (trimmed.ar, trimmed.fr, trimmed.en))) > _LONGEST_TEXT:
        raise InvalidAttribute(attribute=code, reason=f"more than {_LONGEST_TEXT} characters")
    return trimmed


def _line(code: str, value: str) -> str:
    trimmed = value.strip()
    if not trimmed:
        raise InvalidAttribute(attribute=code, reason="missing")
    if len(trimmed) > _LONGEST_LINE:
        raise InvalidAttribute(attribute=code, reason=f"more than {_LONGEST_LINE} characters")
    return trimmed


def _choices(definition: AttributeDefinition, chosen: tuple[str, ...]) -> tuple[str, ...]:
    known = [choice.code for choice in definition.choices]
    for one in chosen:
        if one not in known:
            raise InvalidAttribute(attribute=definition.code, reason=f"expected one of {', '.join(known)}")
    return tuple(code for code in known if code in chosen)
