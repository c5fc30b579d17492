"""How much a schema has to say of itself: introspection is priced by what it will answer on average.

Its lists take no argument that bounds them, so a text of a hundred characters can ask for millions of
objects; and yet the whole schema in one usual query must be affordable.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_wrapping_type,
)


class Place(NamedTuple):
    """Where in an introspection a field stands: under the list of all types, where lists are as long as they
    are on average; and under how many `ofType`.
    """

    of_all: bool = False
    wrappers: int = 0


class Introspection:
    """The lengths of the lists of one schema's introspection: on average over its types, and at most."""

    def __init__(self, schema: GraphQLSchema) -> None:
        types = list(schema.type_map.values())
        lengths = [dict(_lengths(schema, type_)) for type_ in types]
        names = {name for found in lengths for name in found}
        arguments = [len(field.args) for type_ in types for field in _fields(type_).values()]
        whole = {"types": len(types), "directives": len(schema.directives)}
        self._most = {name: max(found.get(name, 0) for found in lengths) for name in names}
        self._most |= {"args": max(arguments), **whole}
        self._mean = {name: sum(found.get(name, 0) for found in lengths) / len(types) for name in names}
        self._mean |= {"args": sum(arguments) / len(arguments), **whole}
        wrappers = [_wrappers(used) for type_ in types for used in _used(type_)]
        # Of the types with so many wrappers, which part has one more.
        self._wrapped = [
            sum(count > deep for count in wrappers) / sum(count >= deep for count in wrappers)
            for deep in range(max(wrappers))
        ]

    @staticmethod
    @cache
    def of(schema: GraphQLSchema) -> "Introspection":
        """The one of this schema."""
        return Introspection(schema)

    def times(self, name: str, at: Place) -> tuple[float, Place]:
        """How many objects there are under this field, and where those stand."""
        if name == "ofType":
            of_how_many = self._wrapped[at.wrappers] if at.wrappers < len(self._wrapped) else 0.0
            times = of_how_many if at.of_all else float(of_how_many > 0)
            return times, Place(at.of_all, at.wrappers + 1)
        lengths = self._mean if at.of_all else self._most
        return lengths.get(name, 1), Place(of_all=at.of_all or name == "types")


def _lengths(schema: GraphQLSchema, type_: GraphQLNamedType) -> Iterator[tuple[str, int]]:
    yield "fields", len(_fields(type_))
    if isinstance(type_, GraphQLInputObjectType):
        yield "inputFields", len(type_.fields)
    if isinstance(type_, GraphQLEnumType):
        yield "enumValues", len(type_.values)
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        yield "interfaces", len(type_.interfaces)
    if isinstance(type_, GraphQLInterfaceType):
        yield "possibleTypes", len(schema.get_possible_types(type_))


def _fields(type_: GraphQLNamedType) -> dict[str, Any]:
    return type_.fields if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) else {}


def _used(type_: GraphQLNamedType) -> Iterator[Any]:
    """The types that a type's fields and arguments are of."""
    if isinstance(type_, GraphQLInputObjectType):
        yield from (field.type for field in type_.fields.values())
    for field in _fields(type_).values():
        yield field.type
        yield from (argument.type for argument in field.args.values())


def _wrappers(type_: Any) -> int:
    count = 0
    while is_wrapping_type(type_):
        type_, count = type_.of_type, count + 1
    return count
