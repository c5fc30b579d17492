"""Well-formed requests made from the schema alone: values for every input, and where an id may stand."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)

SAMPLES: Mapping[str, Any] = {
    "ID": "bm8",
    "String": "x",
    "Int": 1,
    "SafeInt": 1,
    "Float": 1.5,
    "Boolean": True,
    "UUID": "01900000-0000-7000-8000-000000000000",
    "Date": "2026-11-10",
    "DateTime": "2026-11-10T10:00:00Z",
    "JSON": {},
}
"""A well-formed value of each scalar; the id leads nowhere."""

Path = tuple[str, ...]


def value_of(type_: Any, way: Path | None = None, leaf: Any = None) -> Any:
    """The least value of an input type; with a `way`, one with these fields in it and `leaf` at their end."""
    if isinstance(type_, GraphQLNonNull):
        return value_of(type_.of_type, way, leaf)
    if isinstance(type_, GraphQLList):
        return [value_of(type_.of_type, way, leaf)]
    if isinstance(type_, GraphQLInputObjectType):
        return {
            name: value_of(field.type, way[1:] if way and way[0] == name else None, leaf)
            for name, field in _given(type_, way)
        }
    if way == ():
        return leaf
    return next(iter(type_.values)) if isinstance(type_, GraphQLEnumType) else SAMPLES[type_.name]


def _given(type_: GraphQLInputObjectType, way: Path | None) -> Iterator[tuple[str, GraphQLInputField]]:
    on_the_way = set(way[:1]) if way else set()
    one_of = getattr(type_, "is_one_of", False)
    for place, (name, field) in enumerate(type_.fields.items()):
        wanted = (not on_the_way and place == 0) if one_of else is_required_input_field(field)
        if wanted or name in on_the_way:
            yield name, field


def ways_to_ids(type_: Any, within: tuple[str, ...] = ()) -> Iterator[tuple[Path, Any]]:
    """Each way through an input type to an id, with the declaration of the field it stands in."""
    named = get_named_type(type_)
    if not isinstance(named, GraphQLInputObjectType) or named.name in within:
        return
    for name, field in named.fields.items():
        if get_named_type(field.type).name == "ID":
            yield (name,), field.extensions["declared"]
        for way, declared in ways_to_ids(field.type, (*within, named.name)):
            yield (name, *way), declared


def request(operation: str, name: str, field: GraphQLField, given: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a request for one root field: required arguments by `value_of` unless they are given."""
    arguments = {
        key: given.get(key, value_of(argument.type))
        for key, argument in field.args.items()
        if key in given or is_required_argument(argument)
    }
    taken = ", ".join(f"${key}: {field.args[key].type}" for key in arguments)
    passed = ", ".join(f"{key}: ${key}" for key in arguments)
    return {
        "query": f"{operation}{f'({taken})' if taken else ''} "
        f"{{ {name}{f'({passed})' if passed else ''} {selection_of(field.type)} }}",
        "variables": arguments,
    }


def selection_of(type_: Any) -> str:
    """The least that can be asked of an output type; of a payload, its errors, and those of its rows."""
    named = get_named_type(type_)
    if not isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        return ""
    if "errors" not in named.fields:
        return "{ __typename }"
    rows = " results { errors { code path } }" if "results" in named.fields else ""
    return f"{{ errors {{ code path }}{rows} }}"
