"""Every list keeps the same contract: typed operators, a stable order, pages that survive what happens
meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    is_list_type,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.base import filters
from api.base.pages import ListField
from api.sdl import SCHEMAS
from tenants.database.session import as_hq, as_owner
from tenants.permissions import Role
from tenants.usage.models import DeprecatedUse
from tenants.usage.operations import add_uses
from tenants.usage.types import Use

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
PAGE = """query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: DeprecatedUseOrder) {
  deprecatedUsage(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    nodes { client } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }"""

# Rows without one are not seen: events not yet in order, applications not yet handed in.
NEVER_SEEN_WITHOUT = {("Query.events", "POSITION"), ("Query.publicApplications", "NUMBER")}


def lists(side: str) -> Iterator[tuple[str, GraphQLField, ListField]]:
    """Every list of a schema, with its place."""
    for type_ in SCHEMAS[side].type_map.values():
        if isinstance(type_, GraphQLObjectType):
            for name, definition in type_.fields.items():
                declared = definition.extensions.get("declared")
                if isinstance(declared, ListField):
                    yield f"{type_.name}.{name}", definition, declared


LISTS = [(side, *found) for side in SCHEMAS for found in lists(side)]


def place(value: Any) -> str | None:
    return value if isinstance(value, str) else None


@pytest.mark.parametrize(("side", "at", "definition", "declared"), LISTS, ids=place)
class TestEveryList:
    def test_takes_the_same_arguments(
        self, side: str, at: str, definition: GraphQLField, declared: ListField
    ) -> None:
        given = {name: str(argument.type) for name, argument in definition.args.items()}
        order, by = given.pop("orderBy"), given.pop("filter", None)
        assert given.items() >= {"first": "Int", "after": "String", "last": "Int", "before": "String"}.items()
        assert order.endswith("Order") and (by is None or by.endswith("Filter"))

    def test_answers_nodes_edges_and_a_total(
        self, side: str, at: str, definition: GraphQLField, declared: ListField
    ) -> None:
        page: Any = get_named_type(definition.type)
        node = declared.node._meta.name
        assert {name: str(one.type) for name, one in page.fields.items()} == {
            "nodes": f"[{node}!]!",
            "edges": f"[{node}Edge!]!",
            "pageInfo": "PageInfo!",
            "totalCount": "Int!",
        }
        edge: Any = SCHEMAS[side].type_map[f"{node}Edge"]
        assert {name: str(one.type) for name, one in edge.fields.items()} == {
            "node": f"{node}!",
            "cursor": "String!",
        }

    def test_sorts_by_what_is_never_null_and_breaks_ties(
        self, side: str, at: str, definition: GraphQLField, declared: ListField
    ) -> None:
        for name, way in declared.orders.ways.items():
            model: Any = declared.node._meta.model
            for step in [] if way.column == "pk" else way.column.split("__"):
                column = model._meta.get_field(step)
                assert not column.null or (at, name) in NEVER_SEEN_WITHOUT
                model = column.related_model
            ordering = declared.orders.ordering({"field": name, "direction": "ASC"})
            assert ordering.terms()[-1] == "pk" and ordering.terms(backwards=True)[-1] == "-pk"

    def test_filters_by_typed_operators(
        self, side: str, at: str, definition: GraphQLField, declared: ListField
    ) -> None:
        asked = definition.args.get("filter")
        for name, compared in get_named_type(asked.type).fields.items() if asked else ():
            type_ = compared.type
            if not isinstance(type_, GraphQLInputObjectType):
                chosen = isinstance(type_, GraphQLEnumType)
                assert chosen or str(type_) in ("Boolean", "String"), f"{at} by {name}"
                continue
            operators = type_.fields
            assert {"eq", "oneOf", "isNull"} <= set(operators) <= {"eq", "oneOf", "isNull", "range"}
            assert is_list_type(operators["oneOf"].type) and str(operators["isNull"].type) == "Boolean"
            assert get_named_type(operators["oneOf"].type) is operators["eq"].type
            if "range" in operators:
                bounds: Any = operators["range"].type
                assert {bound: one.type for bound, one in bounds.fields.items()} == {
                    "gte": operators["eq"].type,
                    "lt": operators["eq"].type,
                }


@pytest.mark.parametrize("host", ["hq", "casablanca"])
def test_operators_mean_what_they_say(nation: Any, books: Any, sign_in: Any, host: str) -> None:
    """An empty list matches nothing, null is as if left out, and `isNull` parts all rows in two."""
    nation.add_cooperative(products=1)
    books.grow()
    auditor = sign_in(Role.AUDITOR, host=host)
    side = "hq" if host == "hq" else "market"
    asked = [
        (at.removeprefix("Query."), declared, name)
        for at, definition, declared in lists(side)
        if at.startswith("Query.") and "filter" in definition.args
        for name, given in get_named_type(definition.args["filter"].type).fields.items()
        if isinstance(given.type, GraphQLInputObjectType)
    ]
    assert len(asked) > 20
    for start in range(0, len(asked), 8):
        part = asked[start : start + 8]
        fields = [
            f"{kind}{number}: {name}(filter: {{{by}: {{{operator}}}}}) {{ totalCount }}"
            for number, (name, _, by) in enumerate(part)
            for kind, operator in (
                ("none", "oneOf: []"),
                ("all", "eq: null, oneOf: null, isNull: null"),
                ("with", "isNull: false"),
                ("without", "isNull: true"),
            )
        ]
        totals = [f"total{number}: {name} {{ totalCount }}" for number, (name, _, _) in enumerate(part)]
        found = auditor.data(f"{{ {' '.join((*fields, *totals))} }}")
        for number, (name, declared, by) in enumerate(part):
            counted = {
                kind: found[f"{kind}{number}"]["totalCount"]
                for kind in ("none", "all", "with", "without", "total")
            }
            assert counted["none"] == 0, (name, by)
            assert counted["all"] == counted["total"], (name, by)
            one = next(field for key, field in declared.filters._meta.fields.items() if camel(key) == by)
            if getattr(one, "among", filters._itself) is filters._itself:
                assert counted["with"] + counted["without"] == counted["total"], (name, by)


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


@dataclass(frozen=True)
class Walk:
    """How a list is walked, and what happens to it between two pages."""

    rows: list[int]
    size: int
    order: str
    direction: str
    backwards: bool
    between: list[list[tuple[str, int]]] = field(default_factory=list)


_changes = st.lists(st.tuples(st.sampled_from(["insert", "delete"]), st.integers(0, 30)), max_size=4)
walks = st.builds(
    Walk,
    rows=st.lists(st.integers(1, 4), min_size=1, max_size=12),
    size=st.integers(1, 4),
    order=st.sampled_from(["LAST_USED_AT", "USES"]),
    direction=st.sampled_from(["ASC", "DESC"]),
    backwards=st.booleans(),
    between=st.lists(_changes, max_size=8),
)


class TestPages:
    @given(walk=walks)
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    def test_never_repeat_or_skip_a_row_that_stays(self, rollback: None, admin: Any, walk: Walk) -> None:
        """Rows come and go between pages, the one at the cursor among them; there are many ties."""
        with as_hq(), transaction.atomic():
            self.check(admin, walk)
            transaction.set_rollback(True)

    def check(self, admin: Any, walk: Walk) -> None:
        for number, value in enumerate(walk.rows):
            insert(f"row{number:02}", value)
        order = {"field": walk.order, "direction": walk.direction}
        expected = [row["client"] for row in page(admin, first=100, orderBy=order)["nodes"]]
        left, right = ("last", "before") if walk.backwards else ("first", "after")
        cursor, more = ("startCursor", "hasPreviousPage") if walk.backwards else ("endCursor", "hasNextPage")
        given: dict[str, Any] = {left: walk.size, "orderBy": order}
        met: list[str] = []
        changes, gone = iter(walk.between), set[str]()
        while True:
            found = page(admin, **given)
            rows = [row["client"] for row in found["nodes"]]
            met = [*rows, *met] if walk.backwards else [*met, *rows]
            if not found["pageInfo"][more]:
                break
            for number, (kind, value) in enumerate(next(changes, [])):
                if kind == "insert":
                    insert(f"new{len(met)}-{number}", 1 + value % 4)
                elif expected:
                    gone.add(expected[value % len(expected)])
                    delete(expected[value % len(expected)])
            given[right] = found["pageInfo"][cursor]
            if found["pageInfo"][cursor] is None:
                break
        assert len(met) == len(set(met))
        stayed = [row for row in expected if row not in gone]
        assert [row for row in met if row in set(stayed)] == stayed


def page(admin: Any, **given: Any) -> Any:
    return admin.data(PAGE, **given)["deprecatedUsage"]


def insert(client: str, value: int) -> None:
    at = NOW + timedelta(seconds=value)
    use = Use(market="network", client=client, part="p", uses=value, first_used_at=at, last_used_at=at)
    add_uses(uses=[use])


def delete(client: str) -> None:
    with as_owner():
        DeprecatedUse.objects.filter(client=client).delete()
