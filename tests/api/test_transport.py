"""Requests and documents: what is refused, with which code, and what is remembered."""

from typing import Any

import orjson
import pytest
from django.test import Client
from graphql import get_introspection_query, specified_rules

from api.base import allowance
from api.base.documents import RULES, Documents, InvalidDocument
from api.base.errors import ApiError
from api.hq.schema import HQ_SCHEMA


class TestRequests:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"", "BAD_REQUEST"),
            (b"{", "BAD_REQUEST"),
            (b"[]", "BAD_REQUEST"),
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
        assert anonymous.status == 400

    def test_that_are_too_big_are_refused(self, anonymous: Any) -> None:
        answered = anonymous.post({"query": "{ viewer { id } }", "variables": {"x": "x" * 1_100_000}})

        assert answered["errors"][0]["extensions"]["code"] == "LIMIT"

    def test_by_get_may_read_but_not_write(self, nation: Any) -> None:
        client = Client(headers={"host": "hq.testserver"})
        read = client.get(
            "/graphql/",
            {"query": "query ($n: Int) { regions(first: $n) { totalCount } }", "variables": '{"n": 1}'},
        )
        write = client.get(
            "/graphql/", {"query": 'mutation { retireProduct(input: {productId: "x"}) { errors { code } } }'}
        )

        assert orjson.loads(read.content) == {"data": {"regions": {"totalCount": 2}}}
        assert orjson.loads(write.content)["errors"][0]["extensions"]["code"] == "BAD_REQUEST"

    @pytest.mark.parametrize(
        "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
    )
    def test_of_other_content_types_are_refused(self, rollback: None, content_type: str) -> None:
        client = Client(headers={"host": "hq.testserver"})

        response = client.post("/graphql/", b'{"query": "{ viewer { id } }"}', content_type=content_type)

        assert response.status_code == 400

    def test_with_another_method_are_refused(self, rollback: None) -> None:
        response = Client(headers={"host": "hq.testserver"}).put("/graphql/")

        assert (response.status_code, response.headers["Allow"]) == (405, "GET, POST")

    def test_meet_a_schema_for_each_kind_of_host(self, admin: Any, manager: Any) -> None:
        assert manager.codes("{ markets { totalCount } }") == ["VALIDATION"]
        assert admin.codes("{ market { slug } }") == ["VALIDATION"]
        assert manager.codes('mutation { openMarket(input: {market: "x"}) { errors { code } } }') == [
            "VALIDATION"
        ]
        markets = admin.data("{ markets { nodes { slug } } }")["markets"]["nodes"]
        assert {"casablanca", "marrakech"} <= {market["slug"] for market in markets}


class TestLists:
    """Two regions with a province each: six rows, where each province leads back to its region."""

    IN_LISTS = "{ regions { nodes { provinces { nodes { region { provinces { nodes { code } } } } } } } }"

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

    @pytest.mark.parametrize(
        "text",
        [
            "{ " + "__typename " * 11_000 + "}",
            "{ " + " ".join(f"a{n}: __typename" for n in range(101)) + " }",
            "{ regions { nodes { "
            + "provinces { nodes { region { cooperatives { nodes { region { " * 4
            + "id"
            + " }" * 27,
            "#" * 200_000 + "\n{ __typename }",
            "{ ...F } fragment F on Query { " + "__typename " * 51 + "}",
            "{ regions { nodes { " + "id " * 1_000 + "} } }",
        ],
        ids=["tokens", "aliases", "depth", "length", "root fields in a fragment", "fields"],
    )
    def test_over_a_limit_are_refused(self, text: str) -> None:
        with pytest.raises(ApiError) as refused:
            Documents(HQ_SCHEMA).document(text)

        assert refused.value.code == "LIMIT"

    def test_with_fragments_in_a_circle_are_refused_and_not_followed(self) -> None:
        with pytest.raises(InvalidDocument):
            Documents(HQ_SCHEMA).document(
                "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
            )

    def test_measure_shared_fragments_once(self) -> None:
        fan = " ".join(f"fragment F{n} on Region {{ ...F{n + 1} ...F{n + 1} }}" for n in range(24))
        text = "{ regions { nodes { ...F0 } } } " + fan + " fragment F24 on Region { code }"

        # Measured once for each spread this would be 2 ** 24 visits.
        assert len(Documents(HQ_SCHEMA).document(text).definitions) == 26

    def test_count_the_fields_of_a_fragment_wherever_it_is_spread(self) -> None:
        """Four lists of cooperatives in each of five fragments are twenty aliases, and 4 ** 5 lists."""
        fan = "".join(
            f"fragment F{n} on Region {{ "
            + " ".join(f"a{m}: cooperatives {{ nodes {{ region {{ ...F{n + 1} }} }} }}" for m in range(4))
            + " } "
            for n in range(5)
        )
        text = "{ regions { nodes { ...F0 } } } " + fan + "fragment F5 on Region { code }"

        with pytest.raises(ApiError) as refused:
            Documents(HQ_SCHEMA).document(text)

        assert refused.value.extensions is not None
        assert refused.value.extensions["limit"] == "fields"

    def test_nested_deeper_than_the_parser_goes_are_refused(self) -> None:
        with pytest.raises(ApiError):
            Documents(HQ_SCHEMA).document("{ a " * 4_000 + "} " * 4_000)
