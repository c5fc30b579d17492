"""Persisted documents, automatic: a hash stands for a document that somebody sent before."""

from hashlib import sha256
from typing import Any

import orjson
import pytest
from django.test import Client

from api import view
from api.base.errors import ApiError
from api.transport.persisted import PersistedDocuments
from api.transport.refusals import PersistedQueryMismatch, PersistedQueryNotFound

DOCUMENT = "query ($n: Int) { regions(first: $n) { totalCount } }"


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def hashed(text: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": digest(text)}}


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> PersistedDocuments:
    kept = PersistedDocuments()
    monkeypatch.setattr(view, "PERSISTED", kept)
    return kept


class TestHash:
    def test_is_answered_once_its_document_was_sent(self, nation: Any, anonymous: Any) -> None:
        asked = {"variables": {"n": 1}, "extensions": hashed(DOCUMENT)}

        unknown = anonymous.post(asked)
        sent = anonymous.post({"query": DOCUMENT, **asked})
        known = anonymous.post(asked)

        assert unknown["errors"][0]["message"] == "PersistedQueryNotFound"
        assert unknown["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
        assert sent["data"] == known["data"] == {"regions": {"totalCount": 2}}

    def test_goes_by_get_too(self, nation: Any, anonymous: Any) -> None:
        anonymous.post({"query": DOCUMENT, "extensions": hashed(DOCUMENT)})

        response = Client(headers={"host": "hq.testserver"}).get(
            "/graphql/", {"extensions": orjson.dumps(hashed(DOCUMENT)).decode(), "variables": '{"n": 1}'}
        )

        assert orjson.loads(response.content)["data"] == {"regions": {"totalCount": 2}}

    def test_of_a_mutation_does_not_write_by_get(self, anonymous: Any) -> None:
        text = 'mutation { retireProduct(input: {productId: "x"}) { errors { code } } }'
        anonymous.post({"query": text, "extensions": hashed(text)})

        response = Client(headers={"host": "hq.testserver"}).get(
            "/graphql/", {"extensions": orjson.dumps(hashed(text)).decode()}
        )

        assert response.status_code == 405

    def test_of_another_document_is_refused(self, anonymous: Any, nothing_kept: PersistedDocuments) -> None:
        answered = anonymous.post({"query": "{ __typename }", "extensions": hashed(DOCUMENT)})

        assert answered["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_MISMATCH"
        assert len(nothing_kept) == 0

    @pytest.mark.parametrize("text", ["{ nonsense }", "{", "{ " + "a " * 20_000 + "}"])
    def test_of_a_document_that_is_no_good_is_not_kept(
        self, anonymous: Any, nothing_kept: PersistedDocuments, text: str
    ) -> None:
        assert "errors" in anonymous.post({"query": text, "extensions": hashed(text)})
        assert len(nothing_kept) == 0

    @pytest.mark.parametrize(
        "given",
        [
            1,
            {},
            {"version": 2, "sha256Hash": "0" * 64},
            {"version": 1, "sha256Hash": "0" * 63},
            {"version": 1, "sha256Hash": "G" * 64},
            {"version": 1, "sha256Hash": 1},
        ],
    )
    def test_is_64_digits_of_version_1(self, anonymous: Any, given: Any) -> None:
        answered = anonymous.post({"query": "{ __typename }", "extensions": {"persistedQuery": given}})

        assert answered["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
        assert anonymous.status == 400

    def test_works_for_whoever_knows_it_with_his_own_rights(
        self, admin: Any, anonymous: Any, nation: Any
    ) -> None:
        text = "{ cooperatives { totalCount } }"
        admin.post({"query": text, "extensions": hashed(text)})

        answered = anonymous.post({"extensions": hashed(text)})

        assert answered["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


class TestPersistedDocuments:
    def test_are_forgotten_when_there_are_too_many_or_too_long_ones(self) -> None:
        kept = PersistedDocuments(most=3, most_characters=100)
        for n in range(5):
            kept.keep(f"{{ a{n} }}", digest=digest(f"{{ a{n} }}"))
        assert len(kept) == 3

        kept.keep("x" * 95, digest=digest("x" * 95))
        assert len(kept) == 1

    def test_are_forgotten_least_recently_used_first(self) -> None:
        kept = PersistedDocuments(most=2)
        for text in ("a", "b"):
            kept.keep(text, digest=digest(text))
        kept.text(query="", digest=digest("a"))
        kept.keep("c", digest=digest("c"))

        assert kept.text(query="", digest=digest("a")) == "a"
        with pytest.raises(PersistedQueryNotFound):
            kept.text(query="", digest=digest("b"))

    def test_are_checked_against_their_hash(self) -> None:
        with pytest.raises(ApiError) as refused:
            PersistedDocuments().text(query="a", digest=digest("b"))
        assert isinstance(refused.value, PersistedQueryMismatch)
