"""Connections: keyset pages, and as many statements for one row as for fifty."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type

from api.hq.schema import HQ_SCHEMA
from api.market.schema import MARKET_SCHEMA
from tenants.permissions import Role

PAGE = """query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: CooperativeOrder) {
  cooperatives(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    nodes { code }
    edges { cursor node { code } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}"""


def root_connections(schema: GraphQLSchema) -> list[str]:
    """The names of a schema's root fields that are connections."""
    assert schema.query_type is not None
    return [name for name, field in schema.query_type.fields.items() if is_connection(field)]


def is_connection(field: GraphQLField) -> bool:
    return str(field.type).rstrip("!").endswith("Connection")


def is_flat(type_: GraphQLObjectType) -> bool:
    """Whether it is a value of scalars alone. Others are asked for above the last level only: a document has
    a thousand fields at most.
    """
    inner = [get_named_type(field.type) for field in type_.fields.values()]
    return "id" not in type_.fields and not any(isinstance(one, GraphQLObjectType) for one in inner)


def everything(type_: GraphQLObjectType, size: int, *, depth: int) -> str:
    """A selection of all fields of a type, with foreign keys and `size` rows of each connection below it."""
    parts = []
    for name, field in type_.fields.items():
        target = get_named_type(field.type)
        if is_connection(field):
            if depth:
                node = get_named_type(target.fields["nodes"].type)
                parts.append(
                    f"{name}(first: {size}) {{ nodes {{ {everything(node, size, depth=depth - 1)} }} }}"
                )
        elif not isinstance(target, GraphQLObjectType):
            parts.append(name)
        elif depth or is_flat(target):
            parts.append(f"{name} {{ {everything(target, size, depth=max(depth - 1, 0))} }}")
    return " ".join(parts)


CONNECTIONS = [
    (host, name)
    for host, schema in (("hq", HQ_SCHEMA), ("casablanca", MARKET_SCHEMA))
    for name in root_connections(schema)
]


class TestPages:
    @pytest.mark.parametrize("field", ["CODE", "NAME_FR", "FOUNDED_ON", "CREATED_AT"])
    @pytest.mark.parametrize("direction", ["ASC", "DESC"])
    def test_give_every_row_once_in_both_directions_under_ties(
        self, nation: Any, admin: Any, field: str, direction: str
    ) -> None:
        for _ in range(7):
            nation.add_cooperative(products=0)
        order = {"field": field, "direction": direction}
        forwards = self.walk(admin, {"first": 3, "orderBy": order}, "after", "endCursor", "hasNextPage")
        backwards = self.walk(
            admin, {"last": 3, "orderBy": order}, "before", "startCursor", "hasPreviousPage"
        )

        assert len({code for page in forwards for code in page}) == 7
        assert [code for page in forwards for code in page] == [
            code for page in reversed(backwards) for code in page
        ]
        assert [len(page) for page in forwards] == [3, 3, 1]

    def walk(self, api: Any, given: dict[str, Any], argument: str, cursor: str, more: str) -> list[list[str]]:
        pages = []
        while True:
            page = api.data(PAGE, **given)["cooperatives"]
            pages.append([row["code"] for row in page["nodes"]])
            assert [edge["node"]["code"] for edge in page["edges"]] == pages[-1]
            assert page["totalCount"] == 7
            if not page["pageInfo"][more]:
                return pages
            given = given | {argument: page["pageInfo"][cursor]}

    def test_survive_rows_inserted_before_them(self, nation: Any, admin: Any) -> None:
        for name in ("B", "D"):
            nation.add_cooperative(name=name, products=0)
        order = {"field": "NAME_FR"}
        first = admin.data(PAGE, first=1, orderBy=order)["cooperatives"]
        nation.add_cooperative(name="A", products=0)

        second = admin.data(PAGE, first=1, orderBy=order, after=first["pageInfo"]["endCursor"])[
            "cooperatives"
        ]

        assert first["nodes"] != second["nodes"]
        assert second["pageInfo"] | {"startCursor": "", "endCursor": ""} == {
            "hasNextPage": False,
            "hasPreviousPage": True,
            "startCursor": "",
            "endCursor": "",
        }

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"first": 101}, "LIMIT"),
            ({"last": 1000}, "LIMIT"),
            ({"first": 0}, "BAD_USER_INPUT"),
            ({"first": -1}, "BAD_USER_INPUT"),
            ({"first": 1, "last": 1}, "BAD_USER_INPUT"),
            ({"after": "nonsense"}, "BAD_USER_INPUT"),
            ({"after": "W10"}, "BAD_USER_INPUT"),
            ({"before": "é"}, "BAD_USER_INPUT"),
        ],
    )
    def test_refuse_arguments_that_make_no_sense(self, admin: Any, given: dict[str, Any], code: str) -> None:
        assert admin.codes(PAGE, **given) == [code]

    def test_refuse_a_cursor_of_another_ordering(self, nation: Any, admin: Any) -> None:
        nation.add_cooperative(products=0)
        cursor = admin.data(PAGE)["cooperatives"]["pageInfo"]["endCursor"]

        assert admin.codes(PAGE, after=cursor, orderBy={"field": "NAME_AR"}) == ["BAD_USER_INPUT"]

    @pytest.mark.parametrize(
        "value",
        [
            "0001-01-01T00:00:00+23:59",
            "2026-11-10T10:00:00",
            "2026-11-10T10:00:00Z",
            "2026-11-10",
            True,
            5,
            None,
        ],
    )
    def test_refuse_a_cursor_that_no_row_has(self, shop: Any, manager: Any, value: Any) -> None:
        goods = shop.add_goods()
        forged = json.dumps(["LISTED_AT", value, str(goods.pk)]).encode()
        query = (
            "query ($after: String) { listings(after: $after, orderBy: {field: LISTED_AT}) { totalCount } }"
        )

        assert manager.codes(query, after=urlsafe_b64encode(forged).decode()) == ["BAD_USER_INPUT"]

    def test_refuse_bad_arguments_of_a_nested_connection_in_its_own_place(
        self, nation: Any, admin: Any
    ) -> None:
        nation.add_cooperative()

        [error] = admin.ask("{ cooperatives { nodes { code products(first: 500) { totalCount } } } }")[
            "errors"
        ]

        assert error["path"] == ["cooperatives", "nodes", 0, "products"]
        assert error["extensions"]["code"] == "LIMIT"


@pytest.fixture
def without_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of fifty, three deep, are more than a request may cost."""
    monkeypatch.setattr(settings, "COST_PER_REQUEST", 10**9)
    monkeypatch.setattr(settings, "COST_MAXIMUM", 10**12)


@pytest.mark.usefixtures("without_costs")
class TestStatements:
    @pytest.mark.parametrize("host", ["hq", "casablanca"])
    def test_do_not_grow_with_the_rows(
        self,
        nation: Any,
        books: Any,
        sign_in: Callable[..., Any],
        host: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """All connections of a side are asked of the same rows: making them is what takes time. The ordinary
        executor asks; the compiled one, after it, never asks more.
        """
        monkeypatch.setattr(settings, "COMPILED_FROM", 0)
        schema = HQ_SCHEMA if host == "hq" else MARKET_SCHEMA
        auditor = sign_in(Role.AUDITOR, host=host)
        names = [name for side, name in CONNECTIONS if side == host]
        assert names and schema.query_type is not None
        types = {name: get_named_type(schema.query_type.fields[name].type) for name in names}

        def statements(name: str, size: int) -> tuple[int, int]:
            selection = everything(get_named_type(types[name].fields["nodes"].type), size, depth=2)
            page = auditor.data(f"{{ {name}(first: {size}) {{ nodes {{ {selection} }} totalCount }} }}")[name]
            return len(auditor.statements), len(page["nodes"])

        for region in ("MA-06", "MA-09"):
            nation.add_cooperative(region=region, products=2)
            books.grow()
        statements(names[0], 1)  # the token is remembered from here on
        before = {name: statements(name, 50)[0] for name in names}
        for region in ("MA-06", "MA-09", "MA-06"):
            nation.add_cooperative(region=region, products=4)
            books.grow()

        for name in names:
            (of_many, rows), (of_one, one) = statements(name, 50), statements(name, 1)
            assert rows >= 2, f"give tests/api/conftest.py rows of {name}"
            assert one == 1, name
            assert of_many == before[name], name
            assert of_one <= of_many, name
        monkeypatch.setattr(settings, "COMPILED_FROM", 1)
        for name in names:
            assert statements(name, 50)[0] <= before[name], name

    def test_load_the_same_connection_twice_under_two_names(self, nation: Any, admin: Any) -> None:
        nation.add_cooperative(products=3)
        query = """{ cooperatives { nodes {
            a: products(first: 1) { nodes { code } totalCount pageInfo { hasNextPage } }
            b: products(last: 2) { nodes { code } pageInfo { hasPreviousPage } }
            c: products { totalCount } } } }"""

        [row] = admin.data(query)["cooperatives"]["nodes"]

        assert row["a"]["totalCount"] == row["c"]["totalCount"] == 3
        assert row["a"]["pageInfo"]["hasNextPage"] and row["b"]["pageInfo"]["hasPreviousPage"]
        assert len({node["code"] for node in row["a"]["nodes"] + row["b"]["nodes"]}) == 3

    def test_follow_fragments_and_directives(self, nation: Any, admin: Any) -> None:
        nation.add_cooperative(products=2)
        query = """query ($with: Boolean!) {
              cooperatives { nodes { ...C region @include(if: $with) { code } } } }
            fragment C on Cooperative {
              code ... on Node { id } products { edges { ...E } } region { name { fr } } }
            fragment E on ProductEdge { node { cooperative { code } } }"""

        [row] = admin.data(query, **{"with": False})["cooperatives"]["nodes"]

        assert "code" not in row["region"]
        assert {edge["node"]["cooperative"]["code"] for edge in row["products"]["edges"]} == {row["code"]}
