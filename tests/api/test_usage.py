"""Who uses what is deprecated is counted without a statement a request, and headquarters can ask."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import DatabaseError
from graphql import build_schema, parse
from graphql.utilities import get_operation_ast

from api.base.deprecation import used
from api.base.documents import Documents
from api.base.execution import Request, answer
from api.base.usage import INTERVAL, MOST_WAITING, USES, Uses
from api.context import Context, anonymous
from tenants.database.session import as_hq, as_market
from tenants.permissions import Role
from tenants.usage.models import DeprecatedUse
from tenants.usage.operations import add_uses
from tenants.usage.types import Use

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
GOES = f"Unused. Will be removed on {date(2027, 6, 30)}."
SCHEMA = build_schema(
    f'''
    enum Kind {{ NEW OLD @deprecated(reason: "{GOES}") }}
    input Deep {{ inner: [Choice!] }}
    input Choice {{ kind: Kind note: Int @deprecated(reason: "{GOES}") fresh: Int }}
    type Query {{
      fresh(by: Int @deprecated(reason: "{GOES}"), choice: Choice, deep: Deep): Query
      old: Int @deprecated(reason: "{GOES}")
      number: Int
    }}
    '''
)
USAGE = """query ($filter: DeprecatedUseFilter) { deprecatedUsage(filter: $filter) {
  nodes { market client part uses firstUsedAt lastUsedAt } } }"""


def parts_of(query: str, **variables: Any) -> set[str]:
    document = parse(query)
    operation = get_operation_ast(document, None)
    assert operation is not None
    return set(used(SCHEMA, document, operation, variables))


class TestUse:
    @pytest.mark.parametrize(
        ("query", "variables", "parts"),
        [
            ("{ number fresh { number } }", {}, set()),
            ("{ old }", {}, {"Query.old"}),
            ("{ fresh { ...F } } fragment F on Query { x: old }", {}, {"Query.old"}),
            ("{ fresh(by: 1) { number } }", {}, {"Query.fresh(by:)"}),
            ("{ fresh(choice: {note: 1}) { number } }", {}, {"Choice.note"}),
            ("{ fresh(choice: {kind: OLD}) { number } }", {}, {"Kind.OLD"}),
            ("query ($c: Choice) { fresh(choice: $c) { number } }", {"c": {"fresh": 1}}, set()),
            ("query ($c: Choice) { fresh(choice: $c) { number } }", {"c": {"note": None}}, {"Choice.note"}),
            ("query ($c: Choice) { fresh(choice: $c) { number } }", {"c": None}, set()),
            ("query ($k: Kind) { fresh(choice: {kind: $k}) { number } }", {"k": "OLD"}, {"Kind.OLD"}),
            (
                "query ($d: Deep!) { fresh(deep: $d) { old } }",
                {"d": {"inner": [{"kind": "NEW"}, {"kind": "OLD", "note": 2}]}},
                {"Query.old", "Kind.OLD", "Choice.note"},
            ),
        ],
    )
    def test_is_found_in_the_document_and_in_the_variables(
        self, query: str, variables: dict[str, Any], parts: set[str]
    ) -> None:
        assert parts_of(query, **variables) == parts


class TestCounting:
    @pytest.fixture
    def written(self) -> list[Use]:
        return []

    @pytest.fixture
    def uses(self, written: list[Use]) -> Uses:
        return Uses(written.extend)

    def count(self, uses: Uses, seconds: int, *, client: str = "a", market: str = "fes") -> None:
        uses.count({"Query.old"}, market=market, client=client, at=NOW + timedelta(seconds=seconds))

    def test_writes_the_first_at_once_and_the_rest_when_a_minute_has_passed(
        self, uses: Uses, written: list[Use]
    ) -> None:
        for second in (0, 1, 30, 59):
            self.count(uses, second)
        assert [use.uses for use in written] == [1]
        uses.flush(market="fes", at=NOW + timedelta(seconds=59))
        assert len(written) == 1
        uses.flush(market="fes", at=NOW + INTERVAL)

        assert [use.uses for use in written] == [1, 3]
        assert written[1].first_used_at == NOW + timedelta(seconds=1)
        assert written[1].last_used_at == NOW + timedelta(seconds=59)

    def test_leaves_another_host_s_counts_to_that_host(self, uses: Uses, written: list[Use]) -> None:
        for _ in range(2):
            self.count(uses, 0)
            self.count(uses, 0, market="network")
        self.count(uses, 60)
        assert [(use.market, use.uses) for use in written] == [("fes", 1), ("network", 1), ("fes", 2)]

    def test_forgets_nothing_while_the_database_is_away(self, written: list[Use]) -> None:
        away = [True]

        def write(found: list[Use]) -> None:
            if away[0]:
                raise DatabaseError("gone")
            written.extend(found)

        uses = Uses(write)
        for second in (0, 10, 61):
            self.count(uses, second)
        away[0] = False
        self.count(uses, 62)
        assert written == []
        self.count(uses, 130)
        assert [use.uses for use in written] == [5]

    def test_keeps_no_more_than_it_may(self, written: list[Use]) -> None:
        def write(found: list[Use]) -> None:
            raise DatabaseError("gone")

        uses = Uses(write)
        for number in range(MOST_WAITING + 50):
            self.count(uses, 0, client=f"c{number}")
        assert len(uses._waiting["fes"]) == MOST_WAITING

    def test_loses_nothing_between_threads(self, uses: Uses, written: list[Use]) -> None:
        threads = [
            Thread(target=lambda: [self.count(uses, second) for second in range(0, 600, 3)]) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        uses.flush(market="fes", at=NOW + timedelta(seconds=700))
        assert sum(use.uses for use in written) == 8 * 200


class TestWriting:
    def test_adds_up(self, casablanca: str) -> None:
        for seconds, uses in ((0, 2), (-50, 3), (20, 1)):
            at = NOW + timedelta(seconds=seconds)
            said = Use(
                market="casablanca", client="a", part="p", uses=uses, first_used_at=at, last_used_at=at
            )
            add_uses(uses=[said])

        [row] = DeprecatedUse.objects.all()
        assert (row.uses, row.first_used_at, row.last_used_at) == (
            6,
            NOW - timedelta(seconds=50),
            NOW + timedelta(seconds=20),
        )

    def test_of_a_market_is_of_that_market(self, casablanca: str) -> None:
        other = Use(market="marrakech", client="a", part="p", uses=1, first_used_at=NOW, last_used_at=NOW)
        with pytest.raises(DatabaseError, match="row-level security"):
            add_uses(uses=[other])


class TestRequests:
    def test_are_counted_once_for_each_part_and_client(self, rollback: None) -> None:
        documents, start = Documents(SCHEMA), NOW + timedelta(days=400)
        for seconds in (0, 5, 100):
            context = Context(
                viewer=anonymous("casablanca"),
                market="casablanca",
                now=start + timedelta(seconds=seconds),
                language="en",
                request_id="r",
            )
            with as_market("casablanca"):
                answered = answer(documents, Request(query="{ old x: old number }", variables={}), context)
            assert answered.body["data"] == {"old": None, "x": None, "number": None}

        with as_hq():
            [row] = DeprecatedUse.objects.all()
        assert (row.market, row.client, row.part, row.uses) == ("casablanca", "anonymous", "Query.old", 3)

    def test_that_use_nothing_deprecated_write_nothing(self, nation: Any, admin: Any) -> None:
        admin.data("{ cooperatives { nodes { code } } }")
        assert not any("usage_" in sql for sql in admin.statements)
        assert USES._waiting.get("network", {}) == {}


class TestHeadquarters:
    @pytest.fixture
    def known(self, rollback: None) -> None:
        for market, client, uses, days in (("casablanca", "a", 5, 1), ("network", "b", 7, 3)):
            at = NOW - timedelta(days=days)
            said = Use(market=market, client=client, part="p", uses=uses, first_used_at=at, last_used_at=at)
            with as_hq():
                add_uses(uses=[said])

    def test_ask_who_still_uses_what(self, known: None, admin: Any) -> None:
        rows = admin.data(USAGE)["deprecatedUsage"]["nodes"]
        assert [(row["market"], row["client"], row["uses"]) for row in rows] == [
            ("casablanca", "a", 5),
            ("network", "b", 7),
        ]
        recent = {"lastUsedAt": {"range": {"gte": "2026-11-09T00:00:00Z"}}}
        assert len(admin.data(USAGE, filter=recent)["deprecatedUsage"]["nodes"]) == 1

    @pytest.mark.parametrize(
        ("role", "allowed"), [(Role.HQ_ADMIN, True), (Role.AUDITOR, True), (Role.HQ_ANALYST, False)]
    )
    def test_ask_with_the_permission(
        self, known: None, sign_in: Callable[..., Any], role: Role, allowed: bool
    ) -> None:
        assert sign_in(role).codes(USAGE) == ([] if allowed else ["FORBIDDEN"])
