"""The whole way through a server of its own: cookies over a socket, real logins, committed rows."""

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pyotp
import pytest
from live_server import serving
from signing_in import (
    CALLBACK,
    HQ,
    PASSWORD,
    VERIFIER,
    Browser,
    answer_of,
    request_address,
    shown_secret,
)

from kernel import clock
from kernel.ids import new_id
from tenants.access import SYSTEM
from tenants.database.session import as_hq
from tenants.oauth import operations as oauth
from tenants.oauth.types import ClientDescription, ClientKind, OwnGrant
from tenants.people import operations as people
from tenants.permissions import Role

FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Response:
    """What came back, as the browser reads it."""

    status_code: int
    content: bytes
    headers: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.headers[name.lower()]

    def items(self) -> Any:
        return self.headers.items()


@dataclass(slots=True)
class Socket:
    """HTTP by hand, with cookies sent where their path allows."""

    port: int
    cookies: dict[str, tuple[str, str]] = field(default_factory=dict)

    def get(self, address: str, headers: dict[str, str]) -> Response:
        return self.send("GET", address, None, headers)

    def post(self, address: str, body: str, content_type: str, headers: dict[str, str]) -> Response:
        return self.send("POST", address, body, headers | {"content-type": content_type})

    def send(self, method: str, address: str, body: str | None, headers: dict[str, str]) -> Response:
        fitting = (f"{n}={v}" for n, (v, path) in self.cookies.items() if address.startswith(path))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, address, body, headers | {"cookie": "; ".join(fitting)})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for text in answer.msg.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(text).items():
                self.cookies[name] = (morsel.value, morsel["path"])
        return Response(answer.status, content, {name.lower(): text for name, text in answer.getheaders()})


@pytest.fixture
def server(live_market: str) -> Iterator[int]:
    """The port of `tadamun serve` with one worker, on the database of the tests."""
    with serving(WORKERS="1") as live:
        yield live.port


@pytest.fixture
def application(live_market: str) -> oauth.IssuedClient:
    description = ClientDescription(
        name="Compta",
        kind=ClientKind.APPLICATION,
        scope=[f"market:{live_market}", "sales:read"],
        redirect_uris=[CALLBACK],
    )
    with as_hq():
        return oauth.register_client(
            client_id=new_id(), description=description, registrar=SYSTEM, at=clock.now()
        )


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_person_allows_an_application_and_takes_it_back(
    server: int, live_market: str, application: oauth.IssuedClient, language: str
) -> None:
    before = clock.now() - timedelta(seconds=1)
    with as_hq():
        invited = people.invite_person(
            name="Amina",
            email="amina@example.ma",
            role=Role.MARKET_MANAGER,
            scope=live_market,
            actor=SYSTEM,
            at=before,
        )
    browser = Browser(language, http=Socket(server))  # type: ignore[arg-type]
    browser.open(f"/account/invitation/{invited.secret}").send(password=PASSWORD, name="Amina")
    secret = shown_secret(browser.page)
    assert browser.send(code=pyotp.TOTP(secret).at(clock.now())).address == "/account/"
    browser.open(request_address(application, scope=None))
    assert f'lang="{language}"' in browser.page and "Compta" in browser.page
    browser.send(decision="allow")
    code = answer_of(browser.left_for)["code"]

    given = ask(server, "/oauth/token", application, code=code, grant_type="authorization_code")
    assert given["scope"] == f"market:{live_market} sales:read"
    assert viewer(server, live_market, given["access_token"])["data"]["viewer"]["label"]
    assert ask(server, "/oauth/introspect", application, token=given["access_token"])["active"]
    renewed = ask(
        server, "/oauth/token", application, grant_type="refresh_token", refresh_token=given["refresh_token"]
    )
    ask(server, "/oauth/revoke", application, token=renewed["refresh_token"])
    for token in (given["access_token"], renewed["access_token"]):
        [error] = viewer(server, live_market, token)["errors"]
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert not ask(server, "/oauth/introspect", application, token=given["access_token"])["active"]


def test_an_access_token_is_revoked_by_a_server_that_has_checked_none(server: int, live_market: str) -> None:
    description = ClientDescription(
        name="Caisse",
        kind=ClientKind.INTEGRATION,
        grants=[OwnGrant(id=new_id(), role=Role.CASHIER, scope=live_market)],
    )
    with as_hq():
        client = oauth.register_client(
            client_id=new_id(), description=description, registrar=SYSTEM, at=clock.now()
        )
    token = ask(server, "/oauth/token", client, grant_type="client_credentials")["access_token"]

    ask(server, "/oauth/revoke", client, token=token)

    assert not ask(server, "/oauth/introspect", client, token=token)["active"]
    [error] = viewer(server, live_market, token)["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


def ask(port: int, path: str, client: oauth.IssuedClient, **form: str) -> dict[str, Any]:
    """What an endpoint tells the application."""
    known = {"client_id": client.row.client_id, "client_secret": client.secret or ""}
    known |= {"redirect_uri": CALLBACK, "code_verifier": VERIFIER} if "code" in form else {}
    answer = Socket(port).post(path, urlencode(known | form), FORM, {"host": HQ})
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content) if answer.content else {}


def viewer(port: int, market: str, token: str) -> dict[str, Any]:
    """What the market says to who brings this token."""
    headers = {"host": f"{market}.testserver", "authorization": f"Bearer {token}"}
    headers["content-type"] = "application/json"
    answer = Socket(port).send("POST", "/graphql/", '{"query": "{ viewer { id label } }"}', headers)
    answered: dict[str, Any] = json.loads(answer.content)
    return answered
