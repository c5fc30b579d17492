"""How much one request may be, and how much a client may ask in a while."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from graphql import get_introspection_query, parse
from live_server import serving

from api.base import limits
from api.base.cost import MUTATION, OBJECT, REQUEST, TOTAL, Plan, plans
from api.base.documents import Documents
from api.base.limits import OverLimit
from api.base.scanning import check_text
from api.context import Context
from api.context import anonymous as nobody
from api.hq.schema import HQ_DOCUMENTS, HQ_SCHEMA
from api.limits.meter import client_of
from api.market.schema import MARKET_DOCUMENTS, MARKET_SCHEMA
from config.environment import ROOT
from tenants.database.session import as_hq
from tenants.permissions import Role


def many(count: int, text: str) -> str:
    """`text` with each number below `count` in place of `#`."""
    return " ".join(text.replace("#", str(n)) for n in range(count))


def plan(text: str, *, schema: Any = HQ_SCHEMA, name: str | None = None) -> Plan:
    return plans(schema, parse(text))[name]


REGIONS = (
    "{ regions(first: 3) { nodes { code name { fr } provinces(first: 5) { edges { node { code } } } } } }"
)


class TestDocuments:
    @pytest.mark.parametrize(
        ("allowed", "refused", "code", "actual"),
        [
            ("{ id }" + " " * 99_994, "{ id }" + " " * 99_995, "DOCUMENT_TOO_LONG", 100_001),
            (
                "#\n" * 500 + "{ viewer { id } }",
                "#\n" * 501 + "{ viewer { id } }",
                "TOO_MANY_COMMENTS",
                501,
            ),
            (
                f"{{ viewer(a: [{many(3_988, '1')}]) {{ id }} }}",
                f"{{ viewer(a: [{many(3_988, '1')} 2]) {{ id }} }}",
                "TOO_MANY_TOKENS",
                4_001,
            ),
            ("{ " + "x" * 256 + " }", "{ " + "x" * 257 + " }", "WORD_TOO_LONG", 257),
            ("{ a " * 20 + "}" * 20, "{ a " * 21 + "}" * 21, "TOO_DEEP", 21),
            (
                "{ a(b: " + "[" * 98 + "]" * 98 + ") }",
                "{ a(b: " + "[" * 99 + "]" * 99 + ") }",
                "TOO_DEEP",
                101,
            ),
            (
                f"{{ viewer {{ {many(100, 'a#: id')} }} }}",
                f"{{ viewer {{ {many(101, 'a#: id')} }} }}",
                "TOO_MANY_ALIASES",
                101,
            ),
            (
                f"{{ viewer {{ id {many(50, '@a')} }} }}",
                f"query @a {{ viewer {{ id {many(50, '@a')} }} }}",
                "TOO_MANY_DIRECTIVES",
                51,
            ),
            (
                f"{{ {many(50, 'f#')} }}",
                f"{{ ...F }} fragment F on Query {{ {many(51, 'f#')} }}",
                "TOO_MANY_ROOT_FIELDS",
                51,
            ),
            (
                f"mutation {{ {many(10, 'f#')} }}",
                f"mutation {{ {many(11, 'f#')} }}",
                "TOO_MANY_MUTATIONS",
                11,
            ),
            (
                f"{{ viewer {{ {many(999, 'f#')} }} }}",
                f"{{ viewer {{ {many(1_000, 'f#')} }} }}",
                "TOO_MANY_FIELDS",
                1_001,
            ),
            (
                many(20, "query Q# { viewer { id } }"),
                many(21, "query Q# { viewer { id } }"),
                "TOO_MANY_OPERATIONS",
                21,
            ),
            (
                "{ a }" + many(100, "fragment F# on Query { a }"),
                "{ a }" + many(101, "fragment F# on Query { a }"),
                "TOO_MANY_FRAGMENTS",
                101,
            ),
        ],
        ids=lambda value: value if isinstance(value, str) and value.isupper() else "",
    )
    def test_are_refused_beyond_each_limit_and_not_at_it(
        self, anonymous: Any, allowed: str, refused: str, code: str, actual: int
    ) -> None:
        assert code not in anonymous.codes(allowed)

        [error] = anonymous.ask(refused)["errors"]

        assert error["extensions"]["code"] == code
        assert error["extensions"]["actual"] == actual
        assert 0 < error["extensions"]["maximum"] < actual

    def test_are_refused_for_fields_that_take_too_long_to_compare(self, anonymous: Any) -> None:
        text = "{ regions { nodes { " + "code " * 900 + "} } }"

        [error] = anonymous.ask(text)["errors"]

        assert error["extensions"]["code"] == "TOO_MANY_COMPARISONS"
        assert error["extensions"]["maximum"] == limits.MAX_COMPARISONS

    def test_tell_a_few_of_many_errors(self, anonymous: Any) -> None:
        errors = anonymous.ask(f"{{ viewer {{ {many(200, 'unknown#')} }} }}")["errors"]

        assert {error["extensions"]["code"] for error in errors} == {"VALIDATION"}
        assert len(errors) == limits.MAX_ERRORS + 1

    def test_suggest_a_name_to_whoever_mistyped_one(self, anonymous: Any) -> None:
        [error] = anonymous.ask("{ regoins { totalCount } }")["errors"]

        assert "Did you mean 'regions'" in error["message"]

    def test_are_measured_in_time_linear_in_their_fragments(self) -> None:
        """Measured once for each spread this would be 2 ** 24 visits."""
        fan = many(24, "fragment F# on Region { ...G# ...H# } ")
        fan += "".join(f" fragment {g}{n} on Region {{ ...F{n + 1} }}" for n in range(24) for g in ("G", "H"))
        text = "{ regions { nodes { ...F0 } } } " + fan + " fragment F24 on Region { code }"

        with pytest.raises(OverLimit) as refused:
            Documents(HQ_SCHEMA).document(text)

        assert refused.value.code == "TOO_MANY_FIELDS"

    def test_count_the_fields_of_a_fragment_wherever_it_is_spread(self) -> None:
        """Four lists of cooperatives in each of five fragments are twenty aliases, and 4 ** 5 lists."""
        fan = "".join(
            f"fragment F{n} on Region {{ "
            + " ".join(f"a{m}: cooperatives {{ nodes {{ region {{ ...F{n + 1} }} }} }}" for m in range(4))
            + " } "
            for n in range(5)
        )
        text = "{ regions { nodes { ...F0 } } } " + fan + "fragment F5 on Region { code }"

        with pytest.raises(OverLimit) as refused:
            Documents(HQ_SCHEMA).document(text)

        assert refused.value.code == "TOO_MANY_FIELDS"

    @pytest.mark.parametrize(
        ("text", "tokens"),
        [
            ("{ a }", 3),
            ('{ a(b: "} # {", c: """ " # """) ...F }', 13),
            ('# "\n{ a }', 3),
            ('{ a(b: "\\"", c: """ \\""" """) }', 11),
            ("query($a:Int=-1){a(b:$a),}", 18),
        ],
    )
    def test_are_counted_as_the_parser_counts(
        self, text: str, tokens: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        parse(text, max_tokens=tokens + text.startswith("#"))
        monkeypatch.setattr(limits.TooManyTokens, "maximum", tokens)
        check_text(text)

        monkeypatch.setattr(limits.TooManyTokens, "maximum", tokens - 1)
        with pytest.raises(limits.TooManyTokens):
            check_text(text)


class TestDocumentation:
    @pytest.mark.parametrize("limit", OverLimit.__subclasses__(), ids=lambda limit: limit.__name__)
    def test_names_each_limit_with_its_number(self, limit: type[OverLimit]) -> None:
        maximum = limit.maximum or settings.COST_PER_REQUEST
        lines = (ROOT / "docs" / "limits.md").read_text().splitlines()

        assert any(f"`{limit.code}`" in line and f"{maximum:,}" in line for line in lines)


class TestVariables:
    def test_are_refused_beyond_a_number_of_values(self, anonymous: Any) -> None:
        query = "{ __typename }"
        assert anonymous.codes(query, v=[1] * 19_999) == []

        [error] = anonymous.ask(query, v=[1] * 20_000)["errors"]

        assert error["extensions"]["code"] == "TOO_MANY_VALUES"
        assert (error["extensions"]["actual"], error["extensions"]["maximum"]) == (20_001, 20_000)

    def test_are_refused_beyond_a_depth(self, anonymous: Any) -> None:
        value: Any = 1
        for _ in range(limits.MAX_VALUE_DEPTH):
            value = [value]
        assert anonymous.codes("{ __typename }", v=value) == []
        assert anonymous.codes("{ __typename }", v=[value]) == ["VALUES_TOO_DEEP"]


class TestCosts:
    @pytest.mark.parametrize(
        ("text", "variables", "points"),
        [
            ("{ __typename }", {}, 0),
            ("{ viewer { id role } }", {}, OBJECT),
            ("{ regions(first: 7) { nodes { code } } }", {}, 1 + 7),
            ("{ regions(last: 7) { nodes { code } } }", {}, 1 + 7),
            ("{ regions { nodes { code } } }", {}, 1 + 50),
            ("{ regions(first: 1000) { nodes { code } } }", {}, 1 + 100),
            ("{ regions(first: null) { nodes { code } } }", {}, 1 + 50),
            ("query ($n: Int) { regions(first: $n) { nodes { code } } }", {"n": 9}, 1 + 9),
            ("query ($n: Int) { regions(first: $n) { nodes { code } } }", {"n": 10**6}, 1 + 100),
            ("query ($n: Int) { regions(first: $n) { nodes { code } } }", {"n": -5}, 1 + 1),
            ("query ($n: Int) { regions(first: $n) { nodes { code } } }", {"n": "x"}, 1 + 100),
            ("query ($n: Int) { regions(first: $n) { nodes { code } } }", {"n": None}, 1 + 50),
            ("query ($n: Int) { regions(first: $n) { nodes { code } } }", {}, 1 + 50),
            ("query ($n: Int = 4) { regions(first: $n) { nodes { code } } }", {}, 1 + 4),
            ("{ regions(first: 3) { totalCount } }", {}, 1 + TOTAL),
            ("{ regions(first: 3) { nodes { code } totalCount pageInfo { hasNextPage } } }", {}, 5 + TOTAL),
            ("{ regions(first: 3) { edges { node { code } } } }", {}, 1 + 3 * 2),
            (REGIONS, {}, 1 + 3 * (1 + 1 + 1 + 5 * 2)),
            (
                "{ regions(first: 2) { nodes { ...A ...A } ...B } } fragment A on Region { name { fr } }"
                " fragment B on RegionConnection { nodes { name { ar } } }",
                {},
                1 + 2 * (1 + 1),
            ),
            (
                '{ node(id: "x") { ... on Region { x: name { fr } } ... on Province { x: name { fr } } } }',
                {},
                1 + 1,
            ),
        ],
    )
    def test_multiply_by_the_page_and_count_what_is_answered_once(
        self, text: str, variables: dict[str, Any], points: int
    ) -> None:
        assert plan(text).requested(variables) == REQUEST + points

    def test_of_a_mutation_are_what_it_does_and_what_it_answers(self) -> None:
        text = 'mutation { a: retireProduct(input: {productId: "x"}) { product { code } errors { code } } }'

        assert plan(text).requested({}) == REQUEST + MUTATION + 1 + 1 + 1
        assert plan(text).actual({"a": None}, {}) == REQUEST + MUTATION + 1
        assert plan(text).actual({"a": {"product": None, "errors": [{"code": "X"}]}}, {}) == 1 + MUTATION + 2

    @pytest.mark.parametrize(
        ("input", "variables"),
        [
            ("$input", {"input": {"rows": [{}] * 30}}),
            ("{rows: $rows}", {"rows": [{}] * 30}),
            ("{rows: [" + "{}, " * 30 + "]}", {}),
        ],
    )
    def test_of_many_rows_are_a_mutation_each(self, input: str, variables: dict[str, Any]) -> None:
        text = "mutation ($input: RecordSalesInput!, $rows: [RecordSaleInput!]!) { recordSales(input: "
        text += input + ") { results { sale { uuid } errors { code } } errors { code } } }"
        priced = plan(text, schema=MARKET_SCHEMA)
        refused = {"results": [{"sale": None, "errors": [{"code": "X"}]}] * 30, "errors": []}

        assert priced.requested(variables) == REQUEST + 30 * MUTATION + 1 + 30 * (1 + 1 + 1) + 1
        assert priced.actual({"recordSales": refused}, variables) == REQUEST + 30 * MUTATION + 1 + 30 * (
            1 + 1
        )

    def test_of_an_answer_are_those_of_its_objects(self) -> None:
        answered = {
            "regions": {
                "nodes": [
                    {"code": "a", "name": {"fr": "A"}, "provinces": {"edges": [{"node": {"code": "b"}}]}},
                    {"code": "c", "name": None, "provinces": {"edges": []}},
                ]
            }
        }

        assert plan(REGIONS).actual(answered, {}) == REQUEST + 1 + (1 + 1 + 1 + 2) + (1 + 1)

    def test_are_told_with_each_answer(self, nation: Any, anonymous: Any) -> None:
        cost = anonymous.ask(REGIONS)["extensions"]["cost"]

        assert cost["requested"] == REQUEST + 1 + 3 * 13
        assert cost["actual"] == REQUEST + 1 + 2 * (1 + 1 + 1 + 2)
        assert cost["throttle"].keys() == {"maximum", "available", "restoreRate"}
        for refused in ("{ nonsense }", "{", "{ a: }"):
            assert anonymous.ask(refused)["extensions"]["cost"]["requested"] == REQUEST

    def test_are_bounded_for_one_request(self, anonymous: Any) -> None:
        query = "query ($n: Int!) { regions(first: $n) { nodes { provinces(first: 100) { edges { node { code"
        query += " region { provinces(first: 9) { nodes { code } } } } } } } } }"

        [error] = anonymous.ask(query, n=100)["errors"]

        assert error["extensions"]["code"] == "COST_TOO_HIGH"
        assert error["extensions"]["maximum"] == settings.COST_PER_REQUEST
        assert error["extensions"]["actual"] == REQUEST + 1 + 100 * (1 + 1 + 100 * (2 + 1 + 1 + 9))
        assert anonymous.codes(query, n=1) == []

    @pytest.mark.parametrize("documents", [HQ_DOCUMENTS, MARKET_DOCUMENTS], ids=["hq", "market"])
    def test_of_the_usual_introspection_are_close_to_what_it_answers(
        self, casablanca: str, api: Callable[..., Any], documents: Documents
    ) -> None:
        client = api(host="hq" if documents is HQ_DOCUMENTS else "casablanca")
        query = get_introspection_query(input_value_deprecation=True, specified_by_url=True)

        body = client.ask(query)

        cost = body["extensions"]["cost"]
        assert body["data"]["__schema"]["types"]
        assert cost["actual"] * 0.9 < cost["requested"] < cost["actual"] * 1.1
        assert cost["requested"] < settings.COST_PER_REQUEST * 0.8, "the schema grew: see docs/limits.md"

    def test_of_fields_that_work_hard_are_declared(self) -> None:
        query = "{ verification { name } }"

        assert plan(query, schema=MARKET_SCHEMA).requested({}) > 1_000


@pytest.fixture
def small_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred points, and one an hour back, so that time does not matter."""
    monkeypatch.setattr(settings, "COST_PER_REQUEST", 100)
    monkeypatch.setattr(settings, "COST_MAXIMUM", 100)
    monkeypatch.setattr(settings, "COST_RESTORE_RATE", 1 / 3600)


@pytest.mark.usefixtures("small_bucket")
class TestThrottle:
    ASKED = "{ regions(first: 50) { nodes { code } } }"

    def sent(self, client: Any, query: str) -> HttpResponse:
        with as_hq():
            response: HttpResponse = Client(headers=client.headers("en")).post(
                "/graphql/", json.dumps({"query": query}), content_type="application/json"
            )
        return response

    def test_gives_back_what_was_not_used(self, nation: Any, admin: Any) -> None:
        left = [admin.ask(self.ASKED)["extensions"]["cost"]["throttle"]["available"] for _ in range(3)]

        # Two regions of fifty: a request, a page, two rows.
        assert left == [96, 92, 88]

    def test_refuses_what_does_not_fit_and_says_when_it_will(self, nation: Any, admin: Any) -> None:
        for _ in range(13):
            assert admin.codes(self.ASKED) == []

        response = self.sent(admin, self.ASKED)

        body = json.loads(response.content)
        assert response.status_code == 429
        assert [error["extensions"]["code"] for error in body["errors"]] == ["THROTTLED"]
        assert body["extensions"]["cost"]["throttle"]["available"] == 47
        # It asks for 52, one of which was taken before the document was read: 4 more than there are.
        assert 3600 * 4 - 60 < int(response.headers["Retry-After"]) <= 3600 * 4
        assert body["errors"][0]["extensions"]["retryAfter"] == int(response.headers["Retry-After"])

    def test_lets_small_requests_pass_beside_a_large_one(self, nation: Any, admin: Any) -> None:
        for _ in range(13):
            admin.ask(self.ASKED)

        assert admin.codes(self.ASKED) == ["THROTTLED"]
        assert admin.codes("{ __typename }") == []

    def test_makes_long_unread_documents_cost_more(self, admin: Any) -> None:
        text = "{ __typename }" + " " * 900

        first, second = (admin.ask(text)["extensions"]["cost"]["throttle"]["available"] for _ in range(2))

        assert first == 100 - REQUEST - len(text) // 50
        assert second == first - REQUEST

    def test_refuses_nonsense_after_a_while_without_reading_it(self, admin: Any) -> None:
        codes = [admin.codes("{ nonsense" + " " * 900 + f"{n} }}")[0] for n in range(10)]

        assert set(codes) == {"SYNTAX", "THROTTLED"} and codes[-1] == "THROTTLED"

    def test_is_each_client_s_own_and_each_host_s(
        self, nation: Any, sign_in: Callable[..., Any], rollback: None
    ) -> None:
        one, other = sign_in(Role.AUDITOR), sign_in(Role.AUDITOR)
        for _ in range(20):
            one.ask(self.ASKED)
        elsewhere = dataclasses.replace(one, host="casablanca")

        assert one.codes(self.ASKED) == ["THROTTLED"]
        assert other.codes(self.ASKED) == []
        assert elsewhere.codes("{ __typename }") == []
        assert elsewhere.ask("{ __typename }")["extensions"]["cost"]["throttle"]["available"] == 98

    def test_writes_nothing_to_the_database(self, admin: Any) -> None:
        admin.ask("{ __typename }")
        admin.ask("{ __typename }")

        assert admin.statements == []

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("192.0.2.1", "192.0.2.2", False),
            ("2001:db8::1", "2001:db8::2:3", True),
            ("2001:db8::1", "2001:db8:0:1::1", False),
            ("", "", True),
        ],
    )
    def test_counts_strangers_by_the_addresses_of_one_owner(
        self, now: Any, one: str, other: str, same: bool
    ) -> None:
        names = [
            client_of(
                Context(
                    viewer=nobody("network"),
                    market=None,
                    now=now,
                    language="fr",
                    request_id="r",
                    address=address,
                )
            )
            for address in (one, other)
        ]

        assert (names[0] == names[1]) is same


class TestServer:
    def test_keeps_one_bucket_for_all_its_worker_processes(self, network_database: None) -> None:
        stranger = f"2001:db8:{uuid4().hex[:4]}:{uuid4().hex[:4]}::1"
        headers = {"Host": "hq.testserver", "X-Forwarded-For": stranger}
        with serving(
            WORKERS="2",
            TRUSTED_PROXIES="127.0.0.1",
            COST_PER_REQUEST="30",
            COST_MAXIMUM="30",
            COST_RESTORE_RATE="1",
        ) as server:
            assert len(server.workers()) >= 2
            answers = [server.post_for_headers(b'{"query": "{ __typename }"}', headers) for _ in range(100)]

        refused = [headers for status, _, headers in answers if status == 429]
        # Each process has to read the document once. What comes back meanwhile is a point a second.
        assert 30 <= len(refused) <= 75
        assert {headers["Retry-After"] for headers in refused} == {"1"}
