"""Whatever stands in an argument, the answer is ours: never a bug, never a word of PostgreSQL or Django."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from asking import Path, request, value_of
from graphql import (
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLScalarType,
    Undefined,
    get_named_type,
    is_non_null_type,
)

from api.base.inputs import IdOf
from api.sdl import SCHEMAS
from tenants.access import NETWORK, SYSTEM
from tenants.database.session import as_hq, as_market
from tenants.permissions import Role

INTERNAL = re.compile(
    r"psycopg|[Dd]jango|Traceback|DETAIL:|violates|matching query|does not exist|relation \"|column \""
    r"|constraint|invalid input syntax|out of range for type|NUL \(0x00\)|surrogates not allowed"
    r"|SELECT |INSERT "
)
HOSTILE: dict[str, tuple[Any, ...]] = {
    "String": (None, "", "\0", "\ud800", "'; DROP TABLE x; --", "%s {0} {x}", "م" * 5_000, "\u202e\u0000"),
    "ID": (None, "", "\0", "\ud800", "'", "Og", "QTpCOkM6RA", "x" * 5_000),
    "Int": (None, 0, -1, 2**31 - 1, -(2**31), 2**31, 10**400),
    "SafeInt": (None, 0, -1, 2**53 - 1, 1 - 2**53, 2**63, 10**400),
    "Date": (None, "0001-01-01", "1900-01-01", "2999-12-31", "9999-12-31", "2026-02-30", "\0", ""),
    "DateTime": (
        None,
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59-23:59",
        "\ud800",
    ),
    "UUID": (None, "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "\0", ""),
    "Boolean": (None, "true", 1),
}


def leaves(type_: Any, within: Path = ()) -> Iterator[tuple[Path, str]]:
    """Each way through an input type to a scalar, with the scalar's name."""
    named = get_named_type(type_)
    if isinstance(named, GraphQLScalarType):
        yield (), named.name
    elif isinstance(named, GraphQLInputObjectType) and named.name not in within:
        for name, field in named.fields.items():
            for way, scalar in leaves(field.type, (*within, named.name)):
                yield (name, *way), scalar


def roots(side: str, kind: str) -> list[tuple[str, Any]]:
    root: Any = getattr(SCHEMAS[side], f"{kind}_type")
    return list(root.fields.items())


def with_real_ids(type_: Any, value: Any, market: str | None) -> Any:
    """The value with ids of rows that are there, so that what else it says is looked at too."""
    named = get_named_type(type_)
    if isinstance(value, list):
        return [with_real_ids(type_, item, market) for item in value]
    if not isinstance(named, GraphQLInputObjectType) or not isinstance(value, dict):
        return value
    filled = {}
    for name, given in value.items():
        declared = named.fields[name].extensions["declared"]
        if isinstance(declared, IdOf) and given in ("bm8", ["bm8"]):
            row = declared.node.rows(SYSTEM).first()
            found = given if row is None else declared.node.global_id(row.pk, market)
            filled[name] = [found] if isinstance(given, list) and row is not None else found
        else:
            filled[name] = with_real_ids(named.fields[name].type, given, market)
    return filled


@pytest.mark.parametrize("kind", ["query", "mutation"])
@pytest.mark.parametrize("side", list(SCHEMAS))
def test_give_a_coded_error_or_an_answer(nation: Any, books: Any, sign_in: Any, side: str, kind: str) -> None:
    nation.add_cooperative(products=1)
    books.grow()
    market = None if side == "hq" else "casablanca"
    caller = sign_in(Role.HQ_ADMIN, scope=NETWORK, host="hq" if market is None else market)
    asked, wrong = 0, []
    for name, field in roots(side, kind):
        for argument, definition in field.args.items():
            for way, scalar in leaves(definition.type):
                for hostile in HOSTILE.get(scalar, ()):
                    value = value_of(definition.type, way, hostile)
                    with as_hq() if market is None else as_market(market):
                        value = with_real_ids(definition.type, value, market)
                    body = request(kind, name, field, {argument: value})
                    told = caller.post(json.dumps(body).encode())
                    text = json.dumps({"errors": told.get("errors"), "data": told.get("data")})
                    errors = json.dumps(told.get("errors", []))
                    if '"INTERNAL"' in text or INTERNAL.search(errors) or caller.status not in (200, 400):
                        wrong.append((name, argument, way, repr(hostile)[:30], text[:300]))
                    asked += 1
    assert wrong == []
    print(f"{side} {kind}: {asked} hostile values")
    assert asked > 100


@pytest.mark.parametrize("side", list(SCHEMAS))
def test_null_is_never_taken_where_something_else_is_the_default(side: str) -> None:
    """Code that counts on a default would meet a null that nobody foresaw."""
    inputs = [
        (f"{type_.name}.{name}", each)
        for type_ in SCHEMAS[side].type_map.values()
        if isinstance(type_, GraphQLInputObjectType)
        for name, each in type_.fields.items()
    ]
    arguments = [
        (f"{type_.name}.{field_name}.{name}", each)
        for type_ in SCHEMAS[side].type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
        for field_name, field in type_.fields.items()
        for name, each in field.args.items()
    ]
    defaulted = {name: each for name, each in inputs + arguments if each.default_value is not Undefined}

    assert "MoneyInput.currency" in defaulted
    assert [name for name, each in defaulted.items() if not is_non_null_type(each.type)] == []
