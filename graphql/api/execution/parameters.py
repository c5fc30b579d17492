"""What differs from request to request, in a plan: parameters, which read their value when the plan is run.

A plan is kept and serves everybody, so it must hold nobody's data. What stands in it in place of a variable
or of something that only the viewer knows is a `Parameter`: it goes into conditions as it is, and whoever
looks into it while a plan is made gets `Unplannable` instead of a value.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from django.db.models import Expression
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    OperationDefinitionNode,
    get_nullable_type,
    type_from_ast,
)

from api.base import ids
from api.base.errors import ApiError
from api.context import Context
from kernel.search import asked, digits_in


class Unplannable(Exception):
    """Why an operation is left to the ordinary executor, for people."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What one request brings to a plan: its variables, as graphql-core read them and as they came, and its
    context.
    """

    variables: Mapping[str, Any]
    raw: Mapping[str, Any]
    context: Context


Read = Callable[[Brought], Any]

# PostgreSQL's types of the scalars that a list may hold.
_ELEMENTS = {
    "ID": "text",
    "String": "text",
    "UUID": "uuid",
    "Date": "date",
    "DateTime": "timestamptz",
    "SafeInt": "bigint",
    "Int": "bigint",
}


class Parameter:
    """A value that each request brings. `element` is PostgreSQL's type of what a list holds; `kind` is
    what of the value decides the plan: the type that a global id claims to be of, or what a search asks.
    """

    def __init__(self, read: Read, *, element: str = "", kind: str = "") -> None:
        self.read = read
        self.element, self.kind = element, kind

    def then(self, make: Callable[[Any, Brought], Any], *, element: str = "") -> "Parameter":
        """What `make` makes of the value once it is there."""
        return Parameter(lambda brought: make(self.read(brought), brought), element=element)

    def resolve_expression(self, *_: Any, **__: Any) -> "Place":
        """What Django puts into a condition."""
        return Place(self)

    def __eq__(self, other: object) -> bool:
        return self is other if isinstance(other, Parameter) else self._refuse()

    def __hash__(self) -> int:
        return id(self)

    def _refuse(self, *_: Any) -> NoReturn:
        raise Unplannable("the plan depends on a value that only a request brings")

    __bool__ = __len__ = __iter__ = __int__ = __str__ = __contains__ = __getitem__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse


class Place(Expression):
    """The place of a parameter in SQL; `cast` names its type where PostgreSQL cannot tell."""

    def __init__(self, parameter: Parameter, cast: str = "") -> None:
        super().__init__()
        self.parameter, self.cast = parameter, cast

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if self.parameter.element:
            return f"(SELECT unnest(%s::{self.parameter.element}[]))", [self.parameter]
        return (f"%s::{self.cast}" if self.cast else "%s"), [self.parameter]


def symbolic(
    schema: Any, asked_for: str, operation: OperationDefinitionNode, given: Mapping[str, Any]
) -> tuple[dict[str, Any], Hashable]:
    """The variables with parameters where values differ from request to request, and the rest as a key: which
    are there and which are null, enums, booleans, page sizes and, as far as the document asks for it, the
    types of global ids and what searches ask.
    """
    kinds = {
        scalar: kind for scalar, (kind, *signs) in _KINDS.items() if any(sign in asked_for for sign in signs)
    }
    found: dict[str, Any] = {}
    keys: list[Hashable] = []
    for definition in operation.variable_definitions:
        name = definition.variable.name.value
        if name in given:
            type_ = type_from_ast(schema, definition.type)
            read = _at(lambda brought: brought.variables, name)
            found[name], key = _symbolic(type_, given[name], read, kinds)
            keys.append((name, key))
    return found, tuple(keys)


def _symbolic(
    type_: Any, value: Any, read: Read, kinds: Mapping[str, Callable[[str], str]], *, inside: bool = False
) -> tuple[Any, Hashable]:
    if value is None:
        return None, None
    type_ = get_nullable_type(type_)
    if isinstance(type_, GraphQLList):
        element = _ELEMENTS.get(getattr(get_nullable_type(type_.of_type), "name", ""), "")
        if element:
            return Parameter(read, element=element), "*"
        items = [
            _symbolic(type_.of_type, item, _at(read, place), kinds, inside=True)
            for place, item in enumerate(value)
        ]
        return [item for item, _ in items], tuple(key for _, key in items)
    if isinstance(type_, GraphQLInputObjectType):
        parts = {
            name: _symbolic(_field_of(type_, name).type, part, _at(read, name), kinds, inside=True)
            for name, part in value.items()
        }
        made = type_.out_type({name: part for name, (part, _) in parts.items()})
        return made, tuple((name, key) for name, (_, key) in parts.items())
    if isinstance(type_, GraphQLEnumType) or type_.name == "Boolean" or (type_.name == "Int" and not inside):
        return value, value
    kind = kinds[type_.name](value) if type_.name in kinds else ""
    return Parameter(read, kind=kind), f"*{kind}"


def _type_name(global_id: str) -> str:
    try:
        return ids.type_name_of(global_id)
    except ApiError:
        return ""


def _sought(text: str) -> str:
    """What a text asks of a search: a barcode, or words that are wanted, unwanted, both or none."""
    if digits_in(text):
        return "barcode"
    question = asked(text)
    return f"words{' wanted' * bool(question.wanted)}{' unwanted' * bool(question.unwanted)}"


# What of a scalar's value decides a plan, in documents that hold one of these signs.
_KINDS: Mapping[str, Any] = {"ID": (_type_name, "node("), "String": (_sought, "search", "Filter")}


def _field_of(type_: GraphQLInputObjectType, out_name: str) -> Any:
    """The field of an input whose value goes by this name in Python."""
    return next(field for name, field in type_.fields.items() if (field.out_name or name) == out_name)


def _at(read: Read, place: Any) -> Read:
    return lambda brought: read(brought)[place]


def spelt(values: list[Any]) -> Iterator[bytes | None]:
    """Values as PostgreSQL reads them, in its text format."""
    return (None if value is None else _text(value).encode() for value in values)


def _text(value: Any) -> str:
    value = getattr(value, "value", value)  # of an enum
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list | tuple | set | frozenset):
        return "{" + ",".join(map(_element, value)) + "}"
    if isinstance(value, bytes | memoryview):
        return "\\x" + bytes(value).hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _element(value: Any) -> str:
    quoted = _text(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
