"""Hostile input: a coded error, little work, and a server that goes on."""

import gc
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hostile import CORPUS, Attack
from live_server import LiveServer, serving

from tenants.database.session import as_hq

HARMLESS = b'{"query": "{ __typename }"}'
MOST_ANSWERED = 20_000
"""However much was sent, so much is said about it, in bytes."""


def sent(body: bytes, headers: dict[str, str]) -> HttpResponse:
    known = {"host": "casablanca.testserver", "x-request-id": "hostile-1"}
    with as_hq():
        response: HttpResponse = Client(headers=known | headers).post(
            "/graphql/", body, content_type="application/json"
        )
    return response


@pytest.fixture
def warm(casablanca: str) -> Iterator[None]:
    """As a worker process that has answered before: what it does once is not what an attack costs."""
    assert sent(HARMLESS, {}).status_code == 200
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="module")
def server(network_database: None) -> Iterator[LiveServer]:
    with serving(WORKERS="1", COST_MAXIMUM="100000000") as server:
        yield server


@pytest.mark.parametrize("attack", CORPUS, ids=str)
class TestHostileInput:
    def test_gets_a_coded_error_for_little_work(
        self, warm: None, attack: Attack, record_property: Callable[[str, Any], None]
    ) -> None:
        body = attack.body()
        started = time.process_time()
        response = sent(body, attack.headers)
        spent = (time.process_time() - started) * 1000
        record_property("measured", f"{spent:6.1f} ms of CPU, {len(body):>10,} bytes: {attack}")

        errors = json.loads(response.content)["errors"]
        assert {error["extensions"]["code"] for error in errors} <= attack.codes, errors[0]
        assert response.headers["Content-Type"].startswith("application/json")
        assert response.headers["X-Request-Id"] == "hostile-1"
        assert len(response.content) < MOST_ANSWERED
        assert response.status_code < 500


class TestHeaders:
    @pytest.mark.parametrize(
        "token", ["\0", "a\0b", "\xe9\xff" * 3_000, "\ud800", "é", "' OR 1=1", "tdm_", "." * 9]
    )
    def test_with_a_token_of_nonsense_are_refused(self, casablanca: str, token: str) -> None:
        response = sent(HARMLESS, {"authorization": f"Bearer {token}"})

        assert response.status_code == 401
        assert json.loads(response.content)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"

    @pytest.mark.parametrize("text", ["\0", "a" * 10_000, "\xe9\xff", "\ud800", ",;q=" * 5_000, "x\r\ny: z"])
    @pytest.mark.parametrize("name", ["x-request-id", "accept-language", "x-forwarded-for", "accept"])
    def test_of_nonsense_are_answered_and_not_repeated(self, casablanca: str, name: str, text: str) -> None:
        response = sent(HARMLESS, {name: text})

        assert "data" in json.loads(response.content) or response.status_code == 406
        assert response.headers["X-Request-Id"] not in ("", text)


class TestServer:
    def test_goes_on_after_everything_hostile(self, server: LiveServer) -> None:
        workers = server.workers()
        for attack in CORPUS:
            status, answered = server.post(attack.body(), {"Host": "hq.testserver", **attack.headers})
            assert 200 <= status < 500, attack
            assert "errors" in json.loads(answered), attack

        status, answered = server.post(HARMLESS, {"Host": "hq.testserver"})

        assert (status, json.loads(answered)["data"]) == (200, {"__typename": "Query"})
        assert server.workers() == workers
