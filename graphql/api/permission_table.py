"""Who may read which field and call which mutation, of both schemas, as a table for people.

It is read off the declarations: `tadamun schema` writes `graphql/<side>.permissions.md`, `--check` compares,
and tests ask the guards of every field and the API of every root field whether they agree. Whose rows
somebody sees is another matter, and each type's `visible`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from uuid import UUID

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from api.base.fields import Field
from api.base.nodes import Node
from api.base.permissions import Requirement, permits
from api.context import anonymous
from api.sdl import FOLDER, SCHEMAS
from tenants.access import NETWORK, Actor, ActorKind, Grant, actor_at
from tenants.permissions import MARKET_ROLES, NETWORK_ROLES, Permission, Role

MARKET = "casablanca"
ALLOWED, FORBIDDEN, UNAUTHENTICATED = "✓", "F", "U"

_HEAD = """\
# Who may: the API of {side}

Written by `tadamun schema` from the declarations; do not edit.
{fields} fields of {types} types, {viewers} viewers.

`✓` is answered, `F` is refused with FORBIDDEN, `U` with UNAUTHENTICATED. A field of a type to which the
viewer is not led counts as refused. Of what is answered, each type says which rows the viewer sees.

Viewers: {legend}.
"""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A column: its short name, what it stands for, and who acts; None is refused before any field."""

    name: str
    description: str
    actor: Actor | None


_SHORT: Mapping[Role, str] = {
    Role.HQ_ADMIN: "adm",
    Role.HQ_ANALYST: "ana",
    Role.REGISTRY_OFFICER: "reg",
    Role.COMMITTEE_MEMBER: "com",
    Role.MARKET_MANAGER: "man",
    Role.CASHIER: "cas",
    Role.STOCK_KEEPER: "sto",
    Role.ACCOUNTANT: "acc",
    Role.AUDITOR: "aud",
    Role.COOPERATIVE_DELEGATE: "del",
    Role.INTEGRATOR: "int",
}
_KEY = UUID(int=0)


def viewers(side: str) -> Sequence[Viewer]:
    """The columns of `hq` or `market`: nobody, somebody of another market, each role that can be held there,
    and an integrator whose token was given no scope.
    """
    market = None if side == "hq" else MARKET
    roles = [role for role in Role if role in NETWORK_ROLES or (market and role in MARKET_ROLES)]
    return (
        Viewer("any", "any: nobody signed in", anonymous(market or NETWORK)),
        Viewer("out", "out: a manager of another market", _actor(Role.MARKET_MANAGER, "marrakech", market)),
        *(Viewer(_SHORT[role], f"{_SHORT[role]}: {role.value}", _holder(role, market)) for role in roles),
        *([] if market else [Viewer("loc", "loc: the manager of a market, signed in as a person", _local())]),
        Viewer(
            "non",
            "non: an integrator whose token has no scope",
            _actor(Role.INTEGRATOR, market or NETWORK, market, allowed=frozenset()),
        ),
    )


def _holder(role: Role, market: str | None) -> Actor | None:
    return _actor(role, NETWORK if role in NETWORK_ROLES else MARKET, market)


def _local() -> Actor | None:
    grant = Grant(id=_KEY, role=Role.MARKET_MANAGER, scope=MARKET)
    return actor_at(market=None, id=f"person:{_KEY}", label="", kind=ActorKind.PERSON, grants=(grant,))


def _actor(
    role: Role, scope: str, market: str | None, *, allowed: frozenset[Permission] | None = None
) -> Actor | None:
    delegate = _KEY if role is Role.COOPERATIVE_DELEGATE else None
    grant = Grant(id=_KEY, role=role, scope=scope, cooperative_id=delegate)
    return actor_at(
        market=market,
        id=f"token:{_KEY}",
        label=role.value,
        kind=ActorKind.TOKEN,
        grants=(grant,),
        allowed=allowed,
    )


@dataclass(frozen=True)
class Table:
    """The answers of one side."""

    side: str

    @cached_property
    def schema(self) -> GraphQLSchema:
        return SCHEMAS[self.side]

    @cached_property
    def viewers(self) -> Sequence[Viewer]:
        return viewers(self.side)

    @cached_property
    def led(self) -> Sequence[frozenset[str]]:
        """For each viewer, the names of the types to which the fields lead that it may read."""
        return [_led_to(self.schema, viewer.actor) for viewer in self.viewers]

    @cached_property
    def answers(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """By (type, field), one answer for each viewer."""
        return {
            (type_.name, name): tuple(
                _answer(viewer.actor, type_.name in reached, requirements(field))
                for viewer, reached in zip(self.viewers, self.led, strict=True)
            )
            for type_, name, field in fields(self.schema)
        }

    def text(self) -> str:
        """The table in Markdown: a row for the fields of one type that have the same answers."""
        by_type = groupby(self.answers.items(), key=lambda item: item[0][0])
        sections = [
            self._section(type_name, [(name, row) for (_, name), row in rows]) for type_name, rows in by_type
        ]
        head = _HEAD.format(
            side="headquarters" if self.side == "hq" else "a market",
            fields=len(self.answers),
            types=len(sections),
            viewers=len(self.viewers),
            legend="; ".join(viewer.description for viewer in self.viewers),
        )
        return "\n".join([head, *sections])

    def _section(self, type_name: str, rows: Iterable[tuple[str, tuple[str, ...]]]) -> str:
        names: dict[tuple[str, ...], list[str]] = {}
        for name, row in rows:
            names.setdefault(row, []).append(name)
        lines = [
            f"## {type_name}",
            "",
            f"| field | {' | '.join(viewer.name for viewer in self.viewers)} |",
            f"|---|{'---|' * len(self.viewers)}",
            *(f"| {', '.join(of)} | {' | '.join(row)} |" for row, of in names.items()),
            "",
        ]
        return "\n".join(lines)


def fields(schema: GraphQLSchema) -> Iterator[tuple[GraphQLObjectType, str, GraphQLField]]:
    """Every field of every object type, the roots first."""
    roots = [type_ for type_ in (schema.query_type, schema.mutation_type) if type_]
    rest = [
        type_
        for name, type_ in sorted(schema.type_map.items())
        if isinstance(type_, GraphQLObjectType) and type_ not in roots and not name.startswith("__")
    ]
    for type_ in (*roots, *rest):
        for name, field in type_.fields.items():
            yield type_, name, field


def requirements(field: GraphQLField) -> Sequence[Requirement | None]:
    """What a field asks of its viewer, beyond being led to its type."""
    declared = field.extensions.get("declared")
    return declared.requirements() if isinstance(declared, Field) else ()


def _answer(actor: Actor | None, led_to: bool, required: Sequence[Requirement | None]) -> str:
    if actor is None:
        return UNAUTHENTICATED
    if led_to and permits(actor, *required):
        return ALLOWED
    return UNAUTHENTICATED if actor.anonymous else FORBIDDEN


def _led_to(schema: GraphQLSchema, actor: Actor | None) -> frozenset[str]:
    waiting: list[GraphQLNamedType] = [
        type_ for type_ in (schema.query_type, schema.mutation_type) if type_ and actor is not None
    ]
    reached: set[str] = set()
    while waiting:
        type_ = waiting.pop()
        if type_.name in reached:
            continue
        reached.add(type_.name)
        if isinstance(type_, GraphQLInterfaceType):
            waiting.extend(one for one in schema.get_possible_types(type_) if _readable(one, actor))
        elif isinstance(type_, GraphQLObjectType):
            waiting.extend(
                get_named_type(field.type)
                for field in type_.fields.values()
                if actor is not None and permits(actor, *requirements(field))
            )
    return frozenset(reached)


def _readable(type_: GraphQLNamedType, actor: Actor | None) -> bool:
    node = getattr(type_, "graphene_type", None)
    needed = node.permission if isinstance(node, type) and issubclass(node, Node) else None
    return actor is not None and permits(actor, needed)


def path_of(side: str, *, folder: Path = FOLDER) -> Path:
    """Where the table of a side is committed."""
    return folder / f"{side}.permissions.md"


def write(*, folder: Path = FOLDER) -> None:
    """Write both tables."""
    for side in SCHEMAS:
        path_of(side, folder=folder).write_text(Table(side).text(), encoding="utf-8")


def check(*, folder: Path = FOLDER) -> list[str]:
    """Which committed tables are not what the code says."""
    return [
        f"{path.name} is not what the code says: run `tadamun schema`, and read what changed"
        for side in SCHEMAS
        if not (path := path_of(side, folder=folder)).exists()
        or path.read_text("utf-8") != Table(side).text()
    ]
