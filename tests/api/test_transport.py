"""Requests and documents: what is refused, with which code, and what is remembered."""

from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import RequestFactory, override_settings
from graphql import get_introspection_query, specified_rules

from api.base import allowance
from api.base.documents import RULES, Documents, InvalidDocument
from api.base.errors import ApiError
from api.base.execution import Request, answer
from api.context import Context
from api.context import anonymous as anonymous_actor
from api.hq.schema import HQ_DOCUMENTS, HQ_SCHEMA
from api.transport.addresses import address_of

NOW = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)


class TestRequests:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"{", "BAD_REQUEST"),
            (b'{"query": 1}', "BAD_REQUEST"),
            (b'{"query": "{ viewer { id } }", "variables": []}', "BAD_REQUEST"),
            (b'{"query": "{ viewer { id } }", "variables": {"x": "\\ud800"}}', "BAD_REQUEST"),
            (b'{"query": "{ viewer { id } }", "variables": ' + b'{"a":' * 20_000, "BAD_REQUEST"),
            (b'{"query": "{ viewer { id } }", "variables": {"x": "\\u0000"}}', "BAD_USER_INPUT"),
            (b'{"query": "query A { viewer { id } } query B { viewer { id } }"}', "BAD_USER_INPUT"),
            (b'{"query": "{ viewer { id }"}', "SYNTAX"),
            (b'{"query": "{ nonsense }"}', "VALIDATION"),
            (b'{"query": "{ viewer { id @nonsense } }"}', "VALIDATION"),
            (b'{"query": "query ($x: Int) { viewer { id } }"}', "VALIDATION"),
            (b'{"query": "{ node(id: \\"\\\\u0000\\") { id } }"}', "BAD_USER_INPUT"),
            (
                b'{"query": "query ($n: Int) { regions(last: $n) { __typename } }", "variables": {"n": "1"}}',
                "BAD_USER_INPUT",
            ),
            (
                b'{"query": "query ($n: Int) { regions(last: $n) { __typename } }", "variables": {"n": 9e9}}',
                "BAD_USER_INPUT",
            ),
        ],
    )
    def test_that_are_no_good_get_a_code_and_400(self, anonymous: Any, body: bytes, code: str) -> None:
        answered = anonymous.post(body)

        assert [error["extensions"]["code"] for error in answered["errors"]] == [code]
        assert "data" not in answered
        # What was understood as a GraphQL request answers 200 in application/json.
        assert anonymous.status == (400 if code == "BAD_REQUEST" else 200)

    def test_that_are_too_big_are_refused(self, anonymous: Any) -> None:
        answered = anonymous.post({"query": "{ viewer { id } }", "variables": {"x": "x" * 1_100_000}})

        assert answered["errors"][0]["extensions"]["code"] == "BODY_TOO_LARGE"
        assert anonymous.status == 413

    def test_meet_a_schema_for_each_kind_of_host(self, admin: Any, manager: Any) -> None:
        assert manager.codes("{ markets { totalCount } }") == ["VALIDATION"]
        assert admin.codes("{ market { slug } }") == ["VALIDATION"]
        assert manager.codes('mutation { openMarket(input: {market: "x"}) { errors { code } } }') == [
            "VALIDATION"
        ]
        markets = admin.data("{ markets { nodes { slug } } }")["markets"]["nodes"]
        assert {"casablanca", "marrakech"} <= {market["slug"] for market in markets}


class TestAddress:
    """`10.0.0.2` and `10.0.0.3` are proxies, `192.0.2.1` is a client, `198.51.100.9` is what it claims."""

    @pytest.mark.parametrize(
        ("remote", "forwarded", "address"),
        [
            ("192.0.2.1", "", "192.0.2.1"),
            ("192.0.2.1", "198.51.100.9", "192.0.2.1"),
            ("10.0.0.2", "", "10.0.0.2"),
            ("10.0.0.2", "192.0.2.1", "192.0.2.1"),
            ("10.0.0.2", "198.51.100.9, 192.0.2.1,10.0.0.3", "192.0.2.1"),
            ("10.0.0.2", "198.51.100.9, nonsense", "10.0.0.2"),
            ("::ffff:10.0.0.2", "2001:db8::1", "2001:db8::1"),
            ("", "198.51.100.9", ""),
        ],
    )
    def test_is_what_the_last_trusted_proxy_saw(self, remote: str, forwarded: str, address: str) -> None:
        request = RequestFactory().get("/graphql/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)

        with override_settings(TRUSTED_PROXIES=(ip_network("10.0.0.0/8"),)):
            assert address_of(request) == address


class TestExtensions:
    def test_of_the_context_stand_in_the_answer(self) -> None:
        context = Context(
            viewer=anonymous_actor("network"), market=None, now=NOW, language="fr", request_id="r"
        )
        context.extensions["said"] = {"requested": 3}

        told = [
            answer(HQ_DOCUMENTS, Request(query=text, variables={}), context).body
            for text in ("{ __typename }", "{ nonsense }", "{")
        ]

        assert [body["extensions"]["said"] for body in told] == [{"requested": 3}] * 3


class TestLists:
    """Two regions with a province each: six rows, where each province leads back to its region."""

    IN_LISTS = "{ regions(first: 9) { nodes { provinces { nodes { region { provinces { nodes { code }}}}}}}}"

    def test_answer_rows_up_to_a_limit(
        self, nation: Any, anonymous: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(allowance, "MAX_ROWS", 6)
        assert anonymous.codes(self.IN_LISTS) == []

        monkeypatch.setattr(allowance, "MAX_ROWS", 5)
        assert set(anonymous.codes(self.IN_LISTS)) == {"LIMIT"}

    def test_load_no_more_than_they_may_answer(
        self, nation: Any, anonymous: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(allowance, "MAX_ROWS", 2)
        aliases = " ".join(f"a{n}: provinces {{ nodes {{ code }} }}" for n in range(3))

        answered = anonymous.post({"query": f"{{ regions {{ nodes {{ {aliases} }} }} }}"})

        assert [error["extensions"]["code"] for error in answered["errors"]] == ["LIMIT"]
        assert answered["data"] == {"regions": None}


class TestBugs:
    def test_tell_their_request_and_nothing_else(self, admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: Any) -> None:
            raise RuntimeError("password=hunter2")

        viewer = HQ_SCHEMA.query_type.fields["viewer"]  # type: ignore[union-attr]
        monkeypatch.setattr(viewer, "resolve", broken)

        body = admin.post({"query": "{ viewer { id } }"}, **{"x-request-id": "abc-1"})

        assert body["errors"][0]["extensions"] == {"code": "INTERNAL", "requestId": "abc-1"}
        assert "hunter2" not in str(body)


class TestDocuments:
    def test_keep_every_rule_of_the_specification(self) -> None:
        assert set(specified_rules) <= set(RULES)

    def test_answer_introspection(self, anonymous: Any) -> None:
        answered = anonymous.data(
            get_introspection_query(input_value_deprecation=True, specified_by_url=True)
        )

        scalars = {
            t["name"]: t["specifiedByURL"] for t in answered["__schema"]["types"] if t["kind"] == "SCALAR"
        }
        assert scalars["DateTime"] and scalars["Date"] and scalars["UUID"]
        assert anonymous.data("{ __typename }") == {"__typename": "Query"}

    def test_are_parsed_and_validated_once(self) -> None:
        documents = Documents(HQ_SCHEMA)

        assert documents.document("{ viewer { id } }") is documents.document("{ viewer { id } }")

    def test_are_forgotten_when_there_are_too_many_or_too_long_ones(self) -> None:
        documents = Documents(HQ_SCHEMA, most=3, most_characters=100)
        for n in range(5):
            documents.document(f"{{ a{n}: __typename }}")
        assert len(documents) == 3

        documents.document("{ __typename }" + " " * 70)
        assert len(documents) == 1

    def test_with_fragments_in_a_circle_are_refused_and_not_followed(self) -> None:
        with pytest.raises(InvalidDocument):
            Documents(HQ_SCHEMA).document(
                "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
            )

    def test_nested_deeper_than_the_parser_goes_are_refused(self) -> None:
        with pytest.raises(ApiError):
            Documents(HQ_SCHEMA).document("{ a " * 4_000 + "} " * 4_000)
