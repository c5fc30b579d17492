"""Fields of inputs, and how what was given becomes what the domain takes: ids become keys, texts and money
values.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import graphene
from graphene.types.structures import Structure
from graphene.types.utils import get_type

from api.base.deprecation import Deprecated

Path = tuple[str | int, ...]


class Given(graphene.InputField):
    """A field of an input, with its description."""

    def __init__(
        self,
        type_: Any,
        description: str,
        *,
        required: bool = False,
        many: bool = False,
        deprecated: Deprecated | None = None,
    ) -> None:
        wanted = graphene.List(graphene.NonNull(type_)) if many else type_
        super().__init__(wanted, description=description, required=required, deprecation_reason=deprecated)


class IdOf(Given):
    """A global id of one type, or several.

    In a mutation's input it must lead to a row that the viewer sees, unless `checked` is False: then the
    operation itself says NOT_FOUND. In a filter an id that leads nowhere matches nothing.
    """

    def __init__(
        self,
        node: Any,
        description: str,
        *,
        required: bool = False,
        many: bool = False,
        checked: bool = True,
        deprecated: Deprecated | None = None,
    ) -> None:
        self._node = node
        self.checked = checked
        super().__init__(graphene.ID, description, required=required, many=many, deprecated=deprecated)

    @property
    def node(self) -> Any:
        return get_type(self._node)


@dataclass(slots=True)
class Reference:
    """A global id found in an input, and where its key goes."""

    field: IdOf
    path: Path
    holder: Any
    slot: str | int

    def decode(self, market: str | None) -> Any:
        """Put the key in the id's place and return it. Raises NotFound."""
        key = self.field.node.key_of(self.holder[self.slot], market)
        self.holder[self.slot] = key
        return key


def plain(given: Any) -> Any:
    """A copy of what was given, without graphene's containers."""
    if isinstance(given, dict):
        return {name: plain(value) for name, value in given.items()}
    return [plain(item) for item in given] if isinstance(given, list) else given


def valued(input_type: Any, given: dict[str, Any]) -> dict[str, Any]:
    """An input's fields as the domain takes them: every inner input type with a `value` makes one."""
    inner = _inner_inputs(input_type)
    return {name: _valued(inner[name], value) if name in inner else value for name, value in given.items()}


def references(input_type: Any, given: dict[str, Any], path: Path = ()) -> Iterator[Reference]:
    """Every global id in a plain input, however deep."""
    ids, inner = _id_fields(input_type), _inner_inputs(input_type)
    for name, value in given.items():
        if value is None:
            continue
        if name in ids:
            if isinstance(value, list):
                yield from (Reference(ids[name], (*path, name, i), value, i) for i in range(len(value)))
            else:
                yield Reference(ids[name], (*path, name), given, name)
        elif name in inner:
            for item, where in _items(value, (*path, name)):
                if isinstance(item, dict):
                    yield from references(inner[name], item, where)


@cache
def _id_fields(input_type: Any) -> dict[str, IdOf]:
    """The fields of an input type that hold global ids."""
    return {name: field for name, field in input_type._meta.fields.items() if isinstance(field, IdOf)}


@cache
def _inner_inputs(input_type: Any) -> dict[str, Any]:
    """The fields of an input type that hold inputs, or lists of them, with their types."""
    types = {name: bare(field.type) for name, field in input_type._meta.fields.items()}
    return {name: type_ for name, type_ in types.items() if is_input(type_)}


def decoded(input_type: Any, given: dict[str, Any] | None, market: str | None) -> dict[str, Any]:
    """A filter's values with its ids made into keys. Raises NotFound for an id that is none of its type,
    here.
    """
    copied: dict[str, Any] = plain(given or {})
    for reference in references(input_type, copied):
        reference.decode(market)
    return copied


def _valued(type_: Any, given: Any) -> Any:
    if given is None:
        return given
    if isinstance(given, list):
        return [_valued(type_, item) for item in given]
    fields = valued(type_, given)
    make = getattr(type_, "value", None)
    return fields if make is None else make(fields)


def _items(value: Any, path: Path) -> Iterator[tuple[Any, Path]]:
    if isinstance(value, list):
        yield from ((item, (*path, i)) for i, item in enumerate(value))
    else:
        yield value, path


def bare(type_: Any) -> Any:
    """The named type inside lists and non-nulls."""
    while isinstance(type_, Structure):
        type_ = type_.of_type
    return type_


def is_input(type_: Any) -> bool:
    """Whether this is a type of inputs, and no scalar or enum."""
    return isinstance(type_, type) and issubclass(type_, graphene.InputObjectType)
