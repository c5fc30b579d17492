"""Puts a schema together from slices, and refuses one in which something is undeclared or undescribed."""

from collections.abc import Iterable, Sequence
from typing import Any

import graphene
from graphene.types.schema import TypeMap
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    assert_valid_schema,
)

from api.base.deprecation import undated
from api.base.fields import Field
from api.base.lists import ListMutation
from api.base.mutations import Mutation
from api.base.nodes import ToNode
from api.base.permissions import described


class Queries(graphene.ObjectType):
    """Root fields of one slice. Every field declares what it requires, itself or by the type it leads to."""

    class Meta:
        abstract = True

    @classmethod
    def __init_subclass_with_meta__(cls, **options: Any) -> None:
        super().__init_subclass_with_meta__(**options)
        for name, field in cls._meta.fields.items():
            if not isinstance(field, Field) or (field.permission is None and not isinstance(field, ToNode)):
                raise TypeError(f"{cls.__name__}.{name} declares no permission: use a field of api.base")


class _Types(TypeMap):
    """graphene's types with what graphene leaves out: the side of a field, `specifiedBy`, `oneOf`, the
    declaration.
    """

    def __init__(self, *types: Any, for_market: bool, **options: Any) -> None:
        self.for_market = for_market
        super().__init__(*types, **options)

    def create_fields_for_type(self, graphene_type: Any, is_input_type: bool = False) -> dict[str, Any]:
        made: dict[str, Any] = super().create_fields_for_type(graphene_type, is_input_type)
        declarations = graphene_type._meta.fields.values()
        for (name, definition), declared in zip(list(made.items()), declarations, strict=True):
            definition.extensions["declared"] = declared
            if isinstance(declared, Field):
                definition.description = described(definition.description, *declared.requirements())
            if getattr(declared, "hq_only" if self.for_market else "market_only", False):
                del made[name]
        return made


def build_schema(
    *,
    queries: Sequence[type[Queries]],
    mutations: Sequence[type[Mutation] | type[ListMutation]],
    for_market: bool,
) -> GraphQLSchema:
    """The schema of one side. Raises TypeError for what is undeclared, undescribed or unresolvable."""
    query = type("Query", (*reversed(queries), graphene.ObjectType), {"__doc__": "What can be read."})
    root = None
    if mutations:
        fields = {mutation.field_name(): mutation.field() for mutation in mutations}
        root = type("Mutation", (graphene.ObjectType,), {"__doc__": "What can be changed.", **fields})
    types = _Types(query, root, None, [], for_market=for_market)
    schema = GraphQLSchema(types.query, types.mutation, None, types.types)
    for type_ in schema.type_map.values():
        _complete(type_)
    assert_valid_schema(schema)
    missing = list(undescribed(schema))
    if missing:
        raise TypeError(f"without a description: {', '.join(missing)}")
    if forever := undated(schema):
        raise TypeError(f"deprecated without the day on which it goes: {', '.join(forever)}")
    return schema


def undescribed(schema: GraphQLSchema) -> Iterable[str]:
    """Types, fields, arguments and values without a description."""
    for type_ in schema.type_map.values():
        if type_.name.startswith("__"):
            continue
        if not type_.description:
            yield type_.name
        yield from (f"{type_.name}.{name}" for name, part in _parts(type_) if not part.description)


def _parts(type_: GraphQLNamedType) -> Iterable[tuple[str, Any]]:
    if isinstance(type_, GraphQLEnumType):
        yield from type_.values.items()
    elif isinstance(type_, GraphQLInputObjectType):
        yield from type_.fields.items()
    elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in type_.fields.items():
            yield name, field
            yield from ((f"{name}({argument})", part) for argument, part in field.args.items())


def _complete(type_: GraphQLNamedType) -> None:
    """What graphene drops without a word: `specified_by` of a scalar, `one_of` of an input, and what is said
    of an enum's former names.
    """
    origin = getattr(type_, "graphene_type", None)
    if isinstance(type_, GraphQLScalarType):
        type_.specified_by_url = getattr(origin, "specified_by", None)
    elif isinstance(type_, GraphQLInputObjectType):
        type_.is_one_of = getattr(origin, "one_of", False) is True
    elif isinstance(type_, GraphQLEnumType):
        for name, reason in getattr(origin, "renamed", {}).items():
            type_.values[name].description = "A former name: taken, and never answered."
            type_.values[name].deprecation_reason = reason
