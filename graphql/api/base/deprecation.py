"""What is on its way out: each deprecated part of a schema says what to use instead and the day it goes.

The reason stands in the SDL as "Use this. Will be removed on 2027-06-30.", so that the day can be read back
from what was committed. Parts are named by schema coordinates: `Sale.total`, `Query.sales(first:)`,
`SaleState.DRAFT`, `RecordSaleInput.note`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    EnumValueNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    type_from_ast,
    visit,
)

_DATED = re.compile(r".+ Will be removed on (\d{4}-\d{2}-\d{2})\.", re.DOTALL)


class Deprecated(str):
    """Why something is deprecated, for every `deprecation_reason`: `Deprecated("Use `x`.", remove_on=…)`."""

    __slots__ = ()

    def __new__(cls, reason: str, *, remove_on: date) -> "Deprecated":
        if not reason.rstrip().endswith("."):
            raise ValueError(f"say what to use instead, in a sentence: {reason!r}")
        return super().__new__(cls, f"{reason.strip()} Will be removed on {remove_on.isoformat()}.")


def removal_of(reason: str) -> date | None:
    """The day in a reason, or None where it names none."""
    found = _DATED.fullmatch(reason)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def deprecated_parts(schema: GraphQLSchema) -> Mapping[str, str]:
    """The coordinates of everything deprecated, with the reasons."""
    return {at: part.deprecation_reason for at, part in _parts(schema) if part.deprecation_reason is not None}


def undated(schema: GraphQLSchema) -> list[str]:
    """Deprecated parts that do not say when they go."""
    return [at for at, reason in deprecated_parts(schema).items() if removal_of(reason) is None]


def _parts(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    for type_ in schema.type_map.values():
        if type_.name.startswith("__"):
            continue
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{type_.name}.{name}", value) for name, value in type_.values.items())
        elif isinstance(type_, GraphQLInputObjectType):
            yield from ((f"{type_.name}.{name}", field) for name, field in type_.fields.items())
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field
                yield from ((f"{type_.name}.{name}({one}:)", given) for one, given in field.args.items())


def used(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> frozenset[str]:
    """The deprecated parts that a request uses, by its document or in its variables.

    What the text uses is found once and kept with the document, in all its operations together.
    """
    parts = _known_parts(schema)
    if not parts:
        return frozenset()
    kept = document.__dict__.get("deprecated")
    if kept is None:
        visitor = _Uses(TypeInfo(schema), parts)
        visit(document, TypeInfoVisitor(visitor.types, visitor))
        kept = document.__dict__["deprecated"] = frozenset(visitor.found)
    given: set[str] = set()
    for definition in operation.variable_definitions:
        type_ = type_from_ast(schema, definition.type)
        given.update(_given(type_, variables.get(definition.variable.name.value), parts))
    return kept | given


@lru_cache(maxsize=8)
def _known_parts(schema: GraphQLSchema) -> frozenset[str]:
    return frozenset(deprecated_parts(schema))


class _Uses(Visitor):
    """Collects the deprecated parts that a document names."""

    def __init__(self, types: TypeInfo, parts: frozenset[str]) -> None:
        super().__init__()
        self.types, self.parts, self.found = types, parts, set[str]()

    def _meet(self, coordinate: str) -> None:
        if coordinate in self.parts:
            self.found.add(coordinate)

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent = self.types.get_parent_type()
        if parent is not None:
            self._meet(f"{parent.name}.{node.name.value}")
            for argument in node.arguments:
                self._meet(f"{parent.name}.{node.name.value}({argument.name.value}:)")

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
        parent = self.types.get_parent_input_type()
        if parent is not None:
            self._meet(f"{get_named_type(parent).name}.{node.name.value}")

    def enter_enum_value(self, node: EnumValueNode, *_: Any) -> None:
        type_ = self.types.get_input_type()
        if type_ is not None:
            self._meet(f"{get_named_type(type_).name}.{node.value}")


def _given(type_: Any, value: Any, parts: frozenset[str]) -> Iterator[str]:
    """The deprecated parts in the value of a variable, which has passed validation."""
    if value is None:
        return
    if isinstance(type_, GraphQLNonNull):
        yield from _given(type_.of_type, value, parts)
    elif isinstance(type_, GraphQLList):
        for item in value if isinstance(value, list) else (value,):
            yield from _given(type_.of_type, item, parts)
    elif isinstance(type_, GraphQLEnumType):
        if (coordinate := f"{type_.name}.{value}") in parts:
            yield coordinate
    elif isinstance(type_, GraphQLInputObjectType) and isinstance(value, dict):
        for name, item in value.items():
            if name in type_.fields:
                if (coordinate := f"{type_.name}.{name}") in parts:
                    yield coordinate
                yield from _given(type_.fields[name].type, item, parts)
