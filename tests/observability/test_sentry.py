"""An error reaches Sentry with market and actor and nothing personal: read from what went over the wire."""

import gzip
import json
import threading
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

import pytest
import sentry_sdk
from django.db import connection
from django.test import Client
from sentry_sdk.integrations.wsgi import SentryWsgiMiddleware

from kernel import clock
from observability import sentry
from tenants.database.session import as_hq, as_owner
from tenants.identity.operations import issue_token
from tenants.permissions import Role

ACTOR = "01936c3e-0000-7000-8000-0000000000aa"
# Put together at run time, so that lines of source code beside a frame do not hold them.
EMAIL = "@".join(["fatima.zahra", "example.ma"])
NAME = " ".join(["Fatima", "Zahra"])
RIB = "225810" + "0123456789012345" + "13"
TOKEN = "tadamun_" + "9f8e7d6c5b4a3928" * 2
ADDRESS = ".".join(["196", "200", "131", "7"])
PERSONAL = {"e-mail": EMAIL, "name": NAME, "RIB": RIB, "token": TOKEN, "address": ADDRESS}


class Capture:
    """A Sentry of our own on 127.0.0.1, which keeps the envelopes it is sent."""

    def __init__(self) -> None:
        self.envelopes: list[bytes] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def dsn(self) -> str:
        return f"http://public@127.0.0.1:{self.server.server_port}/1"

    def events(self) -> list[dict[str, Any]]:
        """The events sent so far: of an envelope, the line after each item header that says so."""
        sentry_sdk.flush(timeout=10)
        found = []
        for envelope in self.envelopes:
            parts = envelope.split(b"\n")
            found += [
                json.loads(body)
                for header, body in zip(parts[1::2], parts[2::2], strict=False)
                if json.loads(header)["type"] == "event"
            ]
        return found

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        envelopes = self.envelopes

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                envelopes.append(
                    gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body
                )
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


@pytest.fixture
def capture() -> Iterator[Capture]:
    endpoint = Capture()
    with sentry_sdk.isolation_scope() as scope:
        scope.clear()  # requests that other tests made in this thread left their tags
        assert sentry.start(endpoint.dsn, release="tadamun@test", environment="test")
        yield endpoint
        sentry_sdk.get_client().close(timeout=2)
    sentry_sdk.get_global_scope().set_client(None)
    endpoint.close()


def sell(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """A request that breaks, with somebody's data everywhere it could leak from."""
    sentry.tag(market="casablanca", request_id="r-1")
    sentry.tag(actor=ACTOR)
    local_rib, local_person = RIB, {"email": EMAIL, "name": NAME, "token": TOKEN}
    sentry_sdk.set_user({"email": EMAIL, "username": NAME, "ip_address": ADDRESS})
    sentry_sdk.set_extra("person", local_person)
    sentry_sdk.set_tag("contact", EMAIL)
    sentry_sdk.get_current_scope().set_transaction_name(f"/cooperatives/{EMAIL}/{RIB}")
    sentry_sdk.set_context("payee", {"rib": local_rib})
    sentry_sdk.add_breadcrumb(message=f"paying {NAME} on {RIB}")
    try:
        raise KeyError(EMAIL)
    except KeyError as cause:
        raise ValueError(f"no account {RIB} of {EMAIL} by {TOKEN}\nDETAIL: row ({NAME})") from cause


def request_of_somebody() -> dict[str, Any]:
    body = json.dumps(PERSONAL).encode()
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": f"/graphql/{RIB}",
        "QUERY_STRING": f"email={EMAIL}&token={TOKEN}",
        "SERVER_NAME": "casablanca.localhost",
        "SERVER_PORT": "8000",
        "REMOTE_ADDR": ADDRESS,
        "HTTP_X_FORWARDED_FOR": ADDRESS,
        "HTTP_AUTHORIZATION": f"Bearer {TOKEN}",
        "HTTP_COOKIE": f"session={TOKEN}",
        "HTTP_X_PERSON": NAME,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
    }


def break_a_request() -> None:
    with pytest.raises(ValueError, match="no account"):
        SentryWsgiMiddleware(sell)(request_of_somebody(), lambda *_: lambda _: None)


class TestStart:
    @pytest.mark.parametrize("dsn", [None, ""])
    def test_does_nothing_without_a_dsn(self, dsn: str | None) -> None:
        assert not sentry.start(dsn, release="tadamun@test", environment="test")
        assert not sentry_sdk.get_client().is_active()

    def test_sends_a_broken_request_with_its_market_and_actor(self, capture: Capture) -> None:
        break_a_request()
        [event] = capture.events()
        assert event["tags"] == {"market": "casablanca", "actor": ACTOR, "request_id": "r-1"}
        assert (event["release"], event["environment"]) == ("tadamun@test", "test")

    def test_says_where_it_broke(self, capture: Capture) -> None:
        break_a_request()
        [event] = capture.events()
        cause, error = event["exception"]["values"]
        assert (cause["type"], error["type"]) == ("KeyError", "ValueError")
        assert error["value"] == "no account [hidden] of [hidden] by [hidden]"
        assert error["stacktrace"]["frames"][-1]["function"] == "sell"
        assert "raise ValueError" in error["stacktrace"]["frames"][-1]["context_line"]

    @pytest.mark.parametrize("personal", PERSONAL.values(), ids=PERSONAL)
    def test_sends_nothing_personal(self, capture: Capture, personal: str) -> None:
        break_a_request()
        assert len(capture.events()) == 1
        assert personal not in b"".join(capture.envelopes).decode()

    def test_sends_of_a_request_its_method_alone(self, capture: Capture) -> None:
        break_a_request()
        [event] = capture.events()
        assert event["request"] == {"method": "POST"}
        assert event["transaction"] == "/cooperatives/[hidden]/[hidden]"
        assert not {"user", "extra", "breadcrumbs", "server_name"} & event.keys()
        assert not any("vars" in frame for frame in event["exception"]["values"][0]["stacktrace"]["frames"])


class TestTagged:
    def test_ends_with_the_work(self, capture: Capture) -> None:
        with sentry.tagged(market="marrakech", actor="system"):
            sentry.report(RuntimeError("during"))
        sentry.report(RuntimeError("after"))
        during, after = capture.events()
        assert during["tags"] == {"market": "marrakech", "actor": "system"}
        assert after["tags"] == {}


class TestReport:
    def test_is_silent_when_nothing_was_started(self) -> None:
        sentry.tag(market="casablanca")
        sentry.report(RuntimeError("nobody listens"))
        assert not sentry_sdk.get_client().is_active()


def test_a_bug_in_a_request_of_the_platform_is_sent_with_its_market_and_actor(
    capture: Capture, live_market: str
) -> None:
    """The real request path: a grant is missing, which no user can mend, so the API answers INTERNAL."""
    with as_hq():
        issued = issue_token(role=Role.MARKET_MANAGER, scope=live_market, label=NAME, issued_at=clock.now())
    with as_owner(), connection.cursor() as cursor:
        database = connection.settings_dict["NAME"]
        cursor.execute(f'REVOKE SELECT ON {live_market}.tills_till FROM "{database}_m_{live_market}"')
    response = Client().post(
        "/graphql/",
        json.dumps({"query": "{ tills(first: 5) { edges { node { code } } } }", "variables": {"x": EMAIL}}),
        "application/json",
        headers={"host": f"{live_market}.testserver", "authorization": f"Bearer {issued.token}"},
    )
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    [event] = capture.events()
    assert event["tags"]["market"] == live_market
    assert event["tags"]["actor"] == f"token:{issued.row.id}"
    assert event["tags"]["request_id"] == error["extensions"]["requestId"]
    told = json.dumps(event)
    for secret in (issued.token, EMAIL, NAME):
        assert secret not in told
