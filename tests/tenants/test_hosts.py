"""Which host leads where, and what a request's connection is while it is served."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from tenants import hosts
from tenants.database.session import as_gate, as_hq, close_connections, current_login
from tenants.network import operations as network
from tenants.network import queries as network_queries
from tenants.network.models import Domain

TYPENAME = {"query": "{ __typename }"}


@pytest.fixture(autouse=True)
def fresh_cache(network_database: None) -> Iterator[None]:
    hosts.forget()
    yield
    hosts.forget()
    close_connections()


def ask(host: str) -> tuple[int, Any]:
    response = Client().post("/graphql/", json.dumps(TYPENAME), "application/json", headers={"host": host})
    return response.status_code, json.loads(response.content)


class TestResolve:
    def test_tells_headquarters_from_markets_and_strangers(self) -> None:
        assert hosts.resolve("hq.testserver:8000") == hosts.HEADQUARTERS
        assert hosts.resolve("casablanca.testserver") == hosts.Seat("casablanca")
        assert hosts.resolve("CASABLANCA.testserver.") == hosts.Seat("casablanca")
        for stranger in ("testserver", "public.testserver", "x.casablanca.testserver", "", "casablanca"):
            assert hosts.resolve(stranger) is None

    def test_follows_the_network_to_another_domain(self) -> None:
        with override_settings(DOMAIN="example.test"):
            assert hosts.resolve("marrakech.example.test") == hosts.Seat("marrakech")
            assert hosts.resolve("hq.example.test") == hosts.HEADQUARTERS
            assert hosts.resolve("marrakech.testserver") is None

    def test_knows_another_name_that_was_given_to_a_market(self, live_market: str) -> None:
        with as_hq():
            market = network_queries.market(live_market)
            Domain.objects.create(domain=f"souk-{live_market}.example.test", tenant=market)
        assert hosts.resolve(f"souk-{live_market}.example.test") == hosts.Seat(live_market)

    def test_asks_the_database_once_and_then_remembers(self) -> None:
        hosts.resolve("casablanca.testserver")
        with as_gate():
            reset_queries()
            with CaptureQueriesContext(connection) as captured:
                for _ in range(10):
                    hosts.resolve("casablanca.testserver")
            assert len(captured) == 0

    def test_does_not_remember_strangers(self) -> None:
        for number in range(50):
            hosts.resolve(f"market{number}.testserver")
        assert len(hosts._known) == 0

    def test_forgets_when_a_market_changes(self) -> None:
        hosts.resolve("casablanca.testserver")
        hosts.forget()
        assert hosts._known == {}


class TestRequests:
    def test_an_unknown_host_is_told_so_with_a_code(self) -> None:
        status, body = ask("nowhere.testserver")
        assert status == 404
        assert body["errors"][0]["extensions"]["code"] == "UNKNOWN_HOST"

    @pytest.mark.parametrize("host", ["a b", "casablanca.testserver:8000@x", ".."])
    def test_a_malformed_host_is_told_the_same(self, host: str) -> None:
        status, body = ask(host)
        assert status == 404
        assert body["errors"][0]["extensions"]["code"] == "UNKNOWN_HOST"

    @pytest.mark.parametrize("path", ["/", "/graphql", "/admin/"])
    def test_a_path_that_is_not_ours_is_told_so_with_a_code(self, path: str) -> None:
        response = Client().get(path, headers={"host": "hq.testserver"})
        assert response.status_code == 404
        assert response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"

    def test_what_breaks_on_the_way_is_told_with_a_code(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(_host: str) -> None:
            raise RuntimeError("password=hunter2")

        monkeypatch.setattr(hosts, "resolve", broken)
        response = Client(raise_request_exception=False).get("/graphql/", headers={"host": "hq.testserver"})
        assert response.status_code == 500
        assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
        assert b"hunter2" not in response.content

    def test_each_host_answers_with_its_own_schema(self) -> None:
        assert ask("hq.testserver")[1]["data"] == {"__typename": "Query"}
        assert ask("marrakech.testserver")[1]["data"] == {"__typename": "Query"}

    def test_leave_no_login_behind(self) -> None:
        ask("casablanca.testserver")
        assert current_login() is None

    def test_a_suspended_market_goes_on_answering(self, live_market: str, now: Any) -> None:
        with as_hq():
            network.suspend_market(slug=live_market, at=now)
        assert ask(f"{live_market}.testserver")[0] == 200

    def test_health_is_asked_by_address(self) -> None:
        for path in ("/health/live", "/health/ready"):
            assert Client().get(path, headers={"host": "127.0.0.1"}).status_code == 200
