"""The committed SDL of both schemas: written by `tadamun schema`, compared by `tadamun schema --check`."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
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
from graphql.utilities import BreakingChangeType, find_breaking_changes, find_dangerous_changes

from api import codes
from api.base.deprecation import deprecated_parts, removal_of
from api.hq.schema import HQ_SCHEMA
from api.market.schema import MARKET_SCHEMA

SCHEMAS: Mapping[str, GraphQLSchema] = {"hq": HQ_SCHEMA, "market": MARKET_SCHEMA}
NOTICE = timedelta(days=90)
"""So long a deprecated part stays at least."""
FOLDER = Path(__file__).resolve().parent.parent


@cache
def print_sdl(side: str) -> str:
    """The SDL of `hq` or `market`."""
    return printed(SCHEMAS[side])


def printed(schema: GraphQLSchema) -> str:
    """The SDL of a schema."""
    return "".join(f"{line.rstrip()}\n" for line in print_schema(schema).splitlines())


def path_of(side: str, *, folder: Path = FOLDER) -> Path:
    """Where the SDL of a side is committed."""
    return folder / f"{side}.graphql"


def write_codes() -> None:
    """Write the catalogue of codes."""
    codes.PATH.write_text(codes.page(), encoding="utf-8")


def check_codes() -> list[str]:
    """Whether the committed catalogue of codes is stale."""
    fresh = codes.PATH.exists() and codes.PATH.read_text(encoding="utf-8") == codes.page()
    return [] if fresh else [f"{codes.PATH.name} is not what the code says: run `tadamun schema`"]


def write(*, today: date, folder: Path = FOLDER) -> list[Path]:
    """Write both files; which ones changed. Raises BreakingChanges when a client would break."""
    broken = [line for side in SCHEMAS for line in breaking(side, today=today, folder=folder)]
    if broken:
        raise BreakingChanges(broken)
    changed = []
    for side in SCHEMAS:
        path, sdl = path_of(side, folder=folder), print_sdl(side)
        if not path.exists() or path.read_text(encoding="utf-8") != sdl:
            path.write_text(sdl, encoding="utf-8")
            changed.append(path)
    return changed


def check(*, today: date, folder: Path = FOLDER) -> list[str]:
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
            found.extend(breaking(side, today=today, folder=folder))
    return found


class BreakingChanges(Exception):
    """Changes that break clients, of things that were not deprecated first, or not for long enough."""

    def __init__(self, changes: list[str]) -> None:
        super().__init__("\n".join(changes))
        self.changes = changes


def breaking(side: str, *, today: date, folder: Path = FOLDER) -> list[str]:
    """Breaking changes since the committed SDL, but for the removal of what it called deprecated until today
    or before, and of types to which nothing else led; and deprecations that give too little notice.
    """
    path = path_of(side, folder=folder)
    if not path.exists():
        return []
    before, now = _both(side, path)
    due = {at for at, reason in deprecated_parts(before).items() if _goes(reason) <= today}
    excused = {*_removals(before, due), *_only_by(before, due)}
    changes = [
        change.description
        for change in find_breaking_changes(before, now)
        if not (change.type in _REMOVALS and change.description in excused)
    ]
    return [f"{path.name}: {change}" for change in (*changes, *hasty(before, now, today))]


def dangerous(side: str, *, folder: Path = FOLDER) -> list[str]:
    """Changes since the committed SDL that break nothing by themselves and may surprise a client: a new value
    of an enum, a new optional argument, another default. They are told, not refused.
    """
    path = path_of(side, folder=folder)
    if not path.exists():
        return []
    return [f"{path.name}: {change.description}" for change in find_dangerous_changes(*_both(side, path))]


def _both(side: str, path: Path) -> tuple[GraphQLSchema, GraphQLSchema]:
    """Both read from SDL: schemas made of graphene's classes and of text are compared by class."""
    return build_schema(path.read_text(encoding="utf-8")), _read_back(side)


@cache
def _read_back(side: str) -> GraphQLSchema:
    return build_schema(print_sdl(side))


_REMOVALS = (
    BreakingChangeType.ARG_REMOVED,
    BreakingChangeType.FIELD_REMOVED,
    BreakingChangeType.VALUE_REMOVED_FROM_ENUM,
    BreakingChangeType.TYPE_REMOVED,
)


def _goes(reason: str) -> date:
    """The day in a committed reason; one without a day promised nothing about when, so it is never due."""
    return removal_of(reason) or date.max


def hasty(before: GraphQLSchema, now: GraphQLSchema, today: date) -> Iterator[str]:
    """Deprecations that give less notice than promised."""
    promised = deprecated_parts(before)
    for at, reason in deprecated_parts(now).items():
        day = _goes(reason)
        if at not in promised and day < today + NOTICE:
            yield f"{at} is deprecated with less than {NOTICE.days} days of notice."
        elif at in promised and day < _goes(promised[at]) and day < today + NOTICE:
            yield f"{at} goes on {day}, and was promised until {_goes(promised[at])}."


def _removals(schema: GraphQLSchema, due: set[str]) -> Iterator[str]:
    """What removing each of these parts would be described as."""
    for at in due:
        type_name, _, name = at.partition(".")
        if isinstance(schema.type_map[type_name], GraphQLEnumType):
            yield f"{name} was removed from enum type {type_name}."
        elif name.endswith(":)"):
            field, _, argument = name.removesuffix(":)").partition("(")
            yield f"{type_name}.{field} arg {argument} was removed."
        else:
            yield f"{at} was removed."


def _only_by(schema: GraphQLSchema, due: set[str]) -> Iterator[str]:
    """What removing each type would be described as that is reached through these parts only.

    Where a type is one of an interface's counts for nothing: its ids come from fields that lead to it.
    """
    reached: set[str] = set()
    waiting: list[GraphQLNamedType] = [root for root in (schema.query_type, schema.mutation_type) if root]
    while waiting:
        type_ = waiting.pop()
        if type_.name not in reached:
            reached.add(type_.name)
            waiting.extend(_led_to(type_, due))
    yield from (f"{name} was removed." for name in schema.type_map if name not in reached)


def _led_to(type_: GraphQLNamedType, due: set[str]) -> Iterator[GraphQLNamedType]:
    """The types of a type's fields and of their arguments, but for the parts that go."""
    if isinstance(type_, GraphQLInputObjectType):
        for name, field in type_.fields.items():
            if f"{type_.name}.{name}" not in due:
                yield get_named_type(field.type)
    elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in type_.fields.items():
            if f"{type_.name}.{name}" not in due:
                yield get_named_type(field.type)
                for given, argument in field.args.items():
                    if f"{type_.name}.{name}({given}:)" not in due:
                        yield get_named_type(argument.type)
