"""Who may read which field and call which mutation: every field of both schemas, for every kind of viewer.

The committed tables are read off the declarations. Here the guards themselves are asked, field by field, and
the API over HTTP, root field by root field.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from asking import Path, request, value_of, ways_to_ids
from django.conf import settings
from django.db import models
from graphql import GraphQLField, GraphQLObjectType, get_named_type

from api import permission_table
from api.base.errors import Forbidden, Unauthenticated
from api.base.nodes import Node
from api.listings.types import Listing
from api.permission_table import ALLOWED, FORBIDDEN, UNAUTHENTICATED, Table, Viewer
from api.sdl import SCHEMAS
from tenants.access import Actor
from tenants.permissions import Role

SIDES = list(SCHEMAS)


class Reached(Exception):
    """The guard let the viewer through: the field began to read."""


class Bare:
    """A row and a request of which nothing can be read but who asks."""

    def __init__(self, viewer: Actor | None = None) -> None:
        if viewer is not None:
            self.__dict__["viewer"] = viewer

    def __getattr__(self, name: str) -> Any:
        raise Reached(name)


def asked(field: GraphQLField, type_: GraphQLObjectType, viewer: Actor) -> str:
    """What the field's own guard answers."""
    if field.resolve is None:
        return ALLOWED
    info: Any = SimpleNamespace(context=Bare(viewer), parent_type=type_, field_name="", schema=None)
    try:
        field.resolve(Bare(), info)
    except Unauthenticated:
        return UNAUTHENTICATED
    except Forbidden:
        return FORBIDDEN
    except Exception:  # the field reads, and there is nothing to read
        return ALLOWED
    return ALLOWED


@pytest.mark.parametrize("side", SIDES)
class TestTheTable:
    def test_is_committed_as_the_code_says(self, side: str) -> None:
        assert [line for line in permission_table.check() if line.startswith(side)] == []

    def test_has_every_field_of_every_type(self, side: str, capsys: pytest.CaptureFixture[str]) -> None:
        schema = SCHEMAS[side]
        every = {
            (type_.name, name)
            for type_ in schema.type_map.values()
            if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
            for name in type_.fields
        }
        table = Table(side)

        assert set(table.answers) == every
        assert {len(row) for row in table.answers.values()} == {len(table.viewers)}
        with capsys.disabled():
            print(f" [{side}: {len(every)} of {len(every)} fields x {len(table.viewers)} viewers]", end="")

    def test_says_of_every_field_what_its_guard_does(self, side: str) -> None:
        table = Table(side)
        differ = []
        for type_, name, field in permission_table.fields(SCHEMAS[side]):
            for place, told in enumerate(table.answers[type_.name, name]):
                viewer = table.viewers[place]
                if viewer.actor is None or type_.name not in table.led[place]:
                    assert told != ALLOWED  # refused before this field is reached
                elif (found := asked(field, type_, viewer.actor)) != told:
                    differ.append(f"{type_.name}.{name} for {viewer.name}: {told}, and it does {found}")
        assert differ == []

    def test_lets_every_field_be_read_by_somebody(self, side: str) -> None:
        unread = [key for key, row in Table(side).answers.items() if ALLOWED not in row]

        assert unread == []


def roots(side: str) -> Iterator[tuple[str, GraphQLField, bool]]:
    schema = SCHEMAS[side]
    for root in (schema.query_type, schema.mutation_type):
        for name, field in root.fields.items() if root else ():
            yield name, field, root is schema.mutation_type


@pytest.fixture
def client(sign_in: Callable[..., Any], api: type[Any]) -> Callable[[str, Viewer], Any]:
    """A client that is the viewer of a column, with a token of its own."""

    def make(side: str, viewer: Viewer) -> Any:
        host = "hq" if side == "hq" else permission_table.MARKET
        if viewer.name == "any":
            return api("", host)
        if viewer.name == "out":
            return sign_in(Role.MARKET_MANAGER, scope="marrakech", host=host)
        assert viewer.actor is not None
        grant = viewer.actor.grants[0]
        return sign_in(grant.role, scope=grant.scope, host=host, cooperative_id=grant.cooperative_id)

    return make


@pytest.fixture(params=[0, 1], ids=["ordinary", "compiled"])
def executor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every document by the ordinary executor, and every one compiled that can be."""
    monkeypatch.setattr(settings, "COMPILED_FROM", request.param)


@pytest.mark.usefixtures("executor")
@pytest.mark.parametrize("side", SIDES)
class TestTheApi:
    def test_answers_root_fields_as_the_table_says(
        self, rollback: None, side: str, client: Callable[[str, Viewer], Any]
    ) -> None:
        table = Table(side)
        differ, counted = [], Counter[str]()
        for place, viewer in enumerate(table.viewers):
            if viewer.name in ("non", "loc"):
                continue  # what a token is given less of, and persons, sign in by OAuth: tests of it
            asker = client(side, viewer)
            for name, field, writes in roots(side):
                root = "Mutation" if writes else "Query"
                told = table.answers[root, name][place]
                body = asker.post(request("mutation" if writes else "query", name, field, {}))
                codes = {error["extensions"]["code"] for error in body.get("errors", ())}
                found = (
                    UNAUTHENTICATED
                    if "UNAUTHENTICATED" in codes
                    else FORBIDDEN
                    if "FORBIDDEN" in codes
                    else ALLOWED
                )
                counted[found] += 1
                if found != told or codes & {"INTERNAL", "VALIDATION", "SYNTAX"}:
                    differ.append(f"{root}.{name} for {viewer.name}: {told}, and it does {found} {codes}")
        assert differ == []
        assert set(counted) == {ALLOWED, FORBIDDEN, UNAUTHENTICATED}


def places_of_ids(side: str) -> Iterator[tuple[str, str, GraphQLField, str, Path, Any]]:
    """Every place in which a root field takes an id: its operation, the argument and the way in it."""
    for name, field, writes in roots(side):
        operation = "mutation" if writes else "query"
        for key, argument in field.args.items():
            if get_named_type(argument.type).name == "ID":
                yield operation, name, field, key, (), field.extensions["declared"]
            for way, declared in ways_to_ids(argument.type):
                yield operation, name, field, key, way, declared


def foreign_id(declared: Any) -> str:
    """The id of a row of another market: of the type that the place takes, where that is a market's."""
    node = getattr(declared, "node", None)
    if node is None or not node.of_market:
        return Listing.global_id(uuid4(), "marrakech")
    return str(node.global_id(key_like(node._meta.model._meta.pk), "marrakech"))


def key_like(key: Any) -> Any:
    """A primary key such as the rows of a model have."""
    return uuid4() if isinstance(key, models.UUIDField) else "x" if isinstance(key, models.CharField) else 1


@pytest.mark.usefixtures("executor")
@pytest.mark.parametrize("side", SIDES)
class TestIdsOfAnotherMarket:
    def test_are_not_found_wherever_an_id_is_taken(
        self,
        rollback: None,
        side: str,
        client: Callable[[str, Viewer], Any],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        table, askers = Table(side), dict[str, Any]()
        wrong, places = [], list(places_of_ids(side))
        for operation, name, field, key, way, declared in places:
            answers = table.answers["Mutation" if operation == "mutation" else "Query", name]
            viewer = next(
                v for v, a in zip(table.viewers, answers, strict=True) if a == ALLOWED and v.name != "any"
            )
            if viewer.name not in askers:
                askers[viewer.name] = client(side, viewer)
            given = value_of(field.args[key].type, way, foreign_id(declared))
            body = askers[viewer.name].post(request(operation, name, field, {key: given}))
            if "NOT_FOUND" not in codes_of(body, name):
                wrong.append(f"{operation} {name}({'.'.join((key, *way))}): {body}")
        assert wrong == []
        with capsys.disabled():
            print(f" [{side}: {len(places)} places of ids]", end="")

    def test_are_not_found_as_nodes(
        self, rollback: None, side: str, client: Callable[[str, Viewer], Any]
    ) -> None:
        admin = client(side, next(viewer for viewer in Table(side).viewers if viewer.name == "adm"))
        market_types = [node for node in nodes() if node.of_market]
        for node in market_types:
            foreign = node.global_id(key_like(node._meta.model._meta.pk), "marrakech")
            assert admin.codes("query ($id: ID!) { node(id: $id) { id } }", id=foreign) == ["NOT_FOUND"]
        assert len(market_types) > 30


def nodes() -> Iterator[type[Node]]:
    for type_ in SCHEMAS["market"].type_map.values():
        node = getattr(type_, "graphene_type", None)
        if isinstance(node, type) and issubclass(node, Node):
            yield node


def codes_of(body: dict[str, Any], name: str) -> set[str]:
    """The codes of an answer, at the top, in the payload and in those of its rows."""
    top = {error["extensions"]["code"] for error in body.get("errors", ())}
    payload = (body.get("data") or {}).get(name)
    told = [payload, *payload.get("results", ())] if isinstance(payload, dict) else []
    return top | {error["code"] for one in told for error in one.get("errors", ())}
