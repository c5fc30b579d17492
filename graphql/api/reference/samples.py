"""An example of every root field: an operation with its variables, made of the schema alone.

It asks for the plain fields of what is answered, one step into values such as money and texts, and gives what
is required. Ids are placeholders; everything else is a value that the schema takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from api.base.cost import plans
from api.base.scalars import TextScalar

ROWS = 10
_MOST_PLAIN, _MOST_OBJECTS, _DEEPEST = 6, 4, 5
_VALUES: Mapping[str, Any] = {
    "ID": "the id of one",
    "String": "text",
    "Int": 1,
    "SafeInt": 1,
    "Float": 1.0,
    "Boolean": True,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One operation, its variables, and the most points that it may cost."""

    document: str
    variables: Mapping[str, Any]
    cost: int


def sample(schema: GraphQLSchema, name: str, field: GraphQLField, *, writes: bool) -> Sample:
    """The example of a root field."""
    given = {key: value for key, one in field.args.items() if (value := _argument(key, one)) is not None}
    defined = ", ".join(f"${key}: {field.args[key].type}" for key in given)
    passed = ", ".join(f"{key}: ${key}" for key in given)
    kind = "mutation" if writes else "query"
    head = f"{kind} {name[0].upper()}{name[1:]}{f'({defined})' if given else ''} {{"
    lines = [head, *_field(name, field, f"({passed})" if given else "", 1, {}), "}"]
    document = "\n".join(lines)
    plan = next(iter(plans(schema, parse(document)).values()))
    return Sample(document, given, plan.requested(given))


def problems(schema: GraphQLSchema, made: Sample) -> list[str]:
    """What the schema says against an example; nothing."""
    document = parse(made.document)
    found: list[GraphQLError] = validate(schema, document)
    operation: Any = document.definitions[0]
    read = get_variable_values(schema, operation.variable_definitions, dict(made.variables))
    return [error.message for error in (*found, *(read if isinstance(read, list) else ()))]


def _argument(name: str, argument: GraphQLArgument) -> Any:
    if name == "first":
        return ROWS
    return _value(argument.type, name) if is_required_argument(argument) else None


def _value(type_: GraphQLInputType, name: str) -> Any:
    """A value of an input's type; `name` is where it goes."""
    if isinstance(type_, GraphQLNonNull):
        return _value(type_.of_type, name)
    if isinstance(type_, GraphQLList):
        return [_value(type_.of_type, name)]
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        return {key: _value(one.type, key) for key, one in _given(type_).items()}
    assert isinstance(type_, GraphQLScalarType), "nothing else is left"
    scalar = getattr(type_, "graphene_type", None)
    if isinstance(scalar, type) and issubclass(scalar, TextScalar):
        return scalar.expected
    return "2026-11-10/0001" if name == "idempotencyKey" else _VALUES[type_.name]


def _given(type_: GraphQLInputObjectType) -> dict[str, GraphQLInputField]:
    if type_.is_one_of:
        return dict(list(type_.fields.items())[:1])
    return {key: one for key, one in type_.fields.items() if is_required_input_field(one)}


def _field(name: str, field: GraphQLField, passed: str, depth: int, above: Mapping[str, object]) -> list[str]:
    """The lines of a field and what is asked of it."""
    indent, type_ = "  " * depth, get_named_type(field.type)
    if is_leaf_type(type_):
        return [f"{indent}{name}{passed}"]
    below = _selection(type_, depth + 1, {**above, type_.name: None})
    return [f"{indent}{name}{passed} {{", *below, f"{indent}}}"]


def _selection(type_: GraphQLNamedType, depth: int, above: Mapping[str, object]) -> list[str]:
    indent = "  " * depth
    if not isinstance(type_, GraphQLObjectType):
        return [f"{indent}__typename", f"{indent}id"]
    asked = {name: field for name, field in type_.fields.items() if _asked(field, above, depth)}
    plain = [name for name, field in asked.items() if is_leaf_type(get_named_type(field.type))]
    objects = [name for name in asked if name not in plain]
    chosen = {*plain[:_MOST_PLAIN], *objects[:_MOST_OBJECTS]}
    lines = [line for name in asked if name in chosen for line in _field(name, asked[name], "", depth, above)]
    return lines or [f"{indent}__typename"]


def _asked(field: GraphQLField, above: Mapping[str, object], depth: int) -> bool:
    """Whether an example asks for a field: what needs no argument and no permission of its own, and leads to
    no other row unless it is what the list or the mutation is about.
    """
    if field.deprecation_reason or any(map(is_required_argument, field.args.values())):
        return False
    type_ = get_named_type(field.type)
    if is_leaf_type(type_):
        return getattr(field.extensions.get("declared"), "permission", None) is None
    if not isinstance(type_, GraphQLObjectType) or type_.name in above or type_.name.endswith("Edge"):
        return False
    row = "id" in type_.fields or type_.name.endswith("Connection")
    return all(map(_answers_rows, above)) if row else depth < _DEEPEST


def _answers_rows(type_name: str) -> bool:
    return type_name.endswith(("Connection", "Payload"))
