"""Templates and mappings as JSON, in which a market keeps them: every key known, every value of its type."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from kernel.errors import InvalidValue
from markets.payouts.formats.refusals import Problems, TemplateRefused

Settings = TypeVar("Settings")


def as_json(value: Any) -> Any:
    """Settings as what JSON can hold; `from_json` gives them back equal."""
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    return value


def from_json(kind: type[Settings], content: object) -> Settings:
    """The settings that JSON holds. Raises TemplateRefused, with every key that is wrong."""
    problems = Problems()
    read: Settings | None = None
    with problems.at():
        read = _object(kind, content)
    problems.raise_as(TemplateRefused)
    assert read is not None
    return read


def _object(kind: type[Settings], content: object) -> Settings:
    if not isinstance(content, Mapping):
        raise InvalidValue(field=kind.__name__, reason="expected an object")
    problems = Problems()
    values: dict[str, Any] = {}
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    for key in content:
        if key not in known:
            with problems.at(str(key)):
                raise InvalidValue(field=str(key), reason=f"expected one of {', '.join(known)}")
    for name, field in known.items():
        with problems.at(name):
            if name in content:
                values[name] = _value(hints[name], content[name], name)
            elif _is_required(field):
                raise InvalidValue(field=name, reason="it is missing")
    problems.raise_as(TemplateRefused)
    return kind(**values)


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _value(hint: Any, value: object, name: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (UnionType, Union):  # a type or None is the only union there is
        return None if value is None else _value(arguments[0], value, name)
    if origin is tuple:
        return _items(arguments[0], value, name)
    if origin is Mapping:
        return _entries(arguments[1], value, name)
    if is_dataclass(hint):
        return _object(hint, value)  # type: ignore[arg-type]
    if issubclass(hint, StrEnum):
        return _choice(hint, value, name)
    if type(value) is not hint:
        raise InvalidValue(field=name, reason=f"expected a value of type {hint.__name__}")
    return value


def _items(hint: Any, value: object, name: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise InvalidValue(field=name, reason="expected a list")
    problems = Problems()
    read = []
    for index, item in enumerate(value):
        with problems.at(index):
            read.append(_value(hint, item, name))
    problems.raise_as(TemplateRefused)
    return tuple(read)


def _entries(hint: Any, value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidValue(field=name, reason="expected an object")
    return {str(key): _value(hint, item, name) for key, item in value.items()}


def _choice(kind: type[StrEnum], value: object, name: str) -> StrEnum:
    try:
        return kind(str(value))
    except ValueError:
        raise InvalidValue(field=name, reason=f"expected one of {', '.join(kind)}") from None
