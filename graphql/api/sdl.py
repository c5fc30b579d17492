"""The committed SDL of both schemas: written by `tadamun schema`, compared by `tadamun schema --check`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    print_schema,
)
from graphql.utilities import BreakingChangeType, find_breaking_changes

from api.hq.schema import HQ_SCHEMA
from api.market.schema import MARKET_SCHEMA

SCHEMAS: Mapping[str, GraphQLSchema] = {"hq": HQ_SCHEMA, "market": MARKET_SCHEMA}
FOLDER = Path(__file__).resolve().parent.parent


def print_sdl(side: str) -> str:
    """The SDL of `hq` or `market`."""
    lines = print_schema(SCHEMAS[side]).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def path_of(side: str, *, folder: Path = FOLDER) -> Path:
    """Where the SDL of a side is committed."""
    return folder / f"{side}.graphql"


def write(*, folder: Path = FOLDER) -> list[Path]:
    """Write both files; which ones changed. Raises BreakingChanges when a client would break."""
    broken = [line for side in SCHEMAS for line in breaking(side, folder=folder)]
    if broken:
        raise BreakingChanges(broken)
    changed = []
    for side in SCHEMAS:
        path, sdl = path_of(side, folder=folder), print_sdl(side)
        if not path.exists() or path.read_text(encoding="utf-8") != sdl:
            path.write_text(sdl, encoding="utf-8")
            changed.append(path)
    return changed


def check(*, folder: Path = FOLDER) -> list[str]:
    """What is wrong with the committed files: stale, missing, or broken by the code. Empty when all is
    well.
    """
    found: list[str] = []
    for side in SCHEMAS:
        path = path_of(side, folder=folder)
        if not path.exists():
            found.append(f"{path.name} is missing: run `tadamun schema`")
        elif path.read_text(encoding="utf-8") != print_sdl(side):
            found.append(f"{path.name} is not what the code says: run `tadamun schema`")
            found.extend(breaking(side, folder=folder))
    return found


class BreakingChanges(Exception):
    """Changes that break clients, of things that were not deprecated first."""

    def __init__(self, changes: list[str]) -> None:
        super().__init__("\n".join(changes))
        self.changes = changes


def breaking(side: str, *, folder: Path = FOLDER) -> list[str]:
    """Breaking changes since the committed SDL, but for the removal of what it called deprecated, and of
    types to which nothing else led.
    """
    path = path_of(side, folder=folder)
    if not path.exists():
        return []
    # Both sides read from SDL: schemas made of graphene's classes and of text are compared by class.
    before, now = build_schema(path.read_text(encoding="utf-8")), build_schema(print_sdl(side))
    deprecated = {*_deprecated(before), *_only_by_deprecated(before)}
    return [
        f"{path.name}: {change.description}"
        for change in find_breaking_changes(before, now)
        if not (change.type in _REMOVALS and change.description in deprecated)
    ]


_REMOVALS = (
    BreakingChangeType.FIELD_REMOVED,
    BreakingChangeType.VALUE_REMOVED_FROM_ENUM,
    BreakingChangeType.TYPE_REMOVED,
)


def _deprecated(schema: GraphQLSchema) -> Iterator[str]:
    """What removing each deprecated field or enum value would be described as."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            for name, field in type_.fields.items():
                if field.deprecation_reason is not None:
                    yield f"{type_.name}.{name} was removed."
        elif isinstance(type_, GraphQLEnumType):
            for name, value in type_.values.items():
                if value.deprecation_reason is not None:
                    yield f"{name} was removed from enum type {type_.name}."


def _only_by_deprecated(schema: GraphQLSchema) -> Iterator[str]:
    """What removing each type would be described as that is reached through deprecated fields only.

    Where a type is one of an interface's counts for nothing: its ids come from fields that lead to it.
    """
    reached: set[str] = set()
    waiting: list[GraphQLNamedType] = [root for root in (schema.query_type, schema.mutation_type) if root]
    while waiting:
        type_ = waiting.pop()
        if type_.name not in reached:
            reached.add(type_.name)
            waiting.extend(_led_to(type_))
    yield from (f"{name} was removed." for name in schema.type_map if name not in reached)


def _led_to(type_: GraphQLNamedType) -> Iterator[GraphQLNamedType]:
    """The types of a type's fields and of their arguments, deprecated fields apart."""
    if isinstance(type_, GraphQLInputObjectType):
        yield from (get_named_type(field.type) for field in type_.fields.values())
    elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for field in type_.fields.values():
            if field.deprecation_reason is None:
                yield get_named_type(field.type)
                yield from (get_named_type(argument.type) for argument in field.args.values())
