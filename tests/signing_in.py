"""People with accounts, clients of OAuth, a browser on headquarters' pages, and the hour that all of them
see.
"""

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import pyotp
import pytest
from django.http import HttpResponse
from django.test import Client as HttpClient
from django.utils import timezone

from kernel import clock
from kernel.ids import new_id
from tenants.access import SYSTEM
from tenants.database.session import as_hq
from tenants.oauth import operations as oauth
from tenants.oauth import queries, standing
from tenants.oauth.types import ClientDescription, ClientKind, OwnGrant
from tenants.people import operations as people
from tenants.people.models import Person
from tenants.permissions import Role

HQ = "hq.testserver"
CALLBACK = "https://app.example.ma/back"
PASSWORD = "olive-tree-42-argan"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789"
CHALLENGE = base64.urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()

SALES = "market:casablanca sales:read"


@pytest.fixture(autouse=True)
def nothing_known_of_tokens() -> None:
    """What a test before this one left in the process's memory would be another database's."""
    standing.forget()
    queries.forget()


@dataclass(slots=True)
class Hour:
    """What time it is, for us, for Django and for the OAuth toolkit."""

    now: datetime

    def pass_by(self, **given: float) -> datetime:
        self.now += timedelta(**given)
        return self.now


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Hour:
    """It is `now`, and later only when a test says so."""
    told = Hour(now)
    monkeypatch.setattr(clock, "now", lambda: told.now)
    monkeypatch.setattr(timezone, "now", lambda: told.now)
    return told


@dataclass(slots=True, kw_only=True)
class Account:
    """A person with a password, and a telephone that shows codes once it was told the secret."""

    person: Person
    login: str
    password: str = PASSWORD
    secret: str = ""

    def code(self, at: datetime) -> str:
        return pyotp.TOTP(self.secret).at(at)


@pytest.fixture
def make_account(hour: Hour, network_database: None) -> Callable[..., Account]:
    """A person who holds a role; with `enrolled`, also a second factor."""

    def make(
        role: Role = Role.MARKET_MANAGER,
        *,
        scope: str = "casablanca",
        enrolled: bool = False,
        cooperative_id: UUID | None = None,
    ) -> Account:
        login = f"{new_id().hex}@example.ma"
        with as_hq():
            invited = people.invite_person(
                name="Amina",
                email=login,
                role=role,
                scope=scope,
                cooperative_id=cooperative_id,
                actor=SYSTEM,
                at=hour.now,
            )
            person = people.accept_invitation(
                secret=invited.secret, password=PASSWORD, address="127.0.0.1", at=hour.now
            )
            account = Account(person=person, login=login)
            if enrolled:
                account.secret = people.enrol_totp(person_id=person.pk, at=hour.now).secret
                people.confirm_totp(
                    person_id=person.pk,
                    code=account.code(hour.now),
                    address="127.0.0.1",
                    at=hour.now,
                )
        return account

    return make


@pytest.fixture
def make_client(hour: Hour, network_database: None) -> Callable[..., oauth.IssuedClient]:
    """An application, or with `grants=[(role, scope)]` an integration."""

    def make(
        *,
        scope: str = SALES,
        grants: Sequence[tuple[Role, str]] = (),
        confidential: bool = True,
        redirect_uris: Sequence[str] = (CALLBACK,),
        registrar: Any = SYSTEM,
        name: str = "محاسبة Compta",
    ) -> oauth.IssuedClient:
        description = ClientDescription(
            name=name,
            kind=ClientKind.INTEGRATION if grants else ClientKind.APPLICATION,
            scope=scope.split(),
            confidential=confidential,
            redirect_uris=() if grants else redirect_uris,
            grants=[OwnGrant(id=new_id(), role=role, scope=where) for role, where in grants],
        )
        with as_hq():
            return oauth.register_client(
                client_id=new_id(), description=description, registrar=registrar, at=hour.now
            )

    return make


class _Forms(HTMLParser):
    """The forms of a page, each with where it goes and what is filled in."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((said["action"], {}))
        unchecked = said.get("type") == "checkbox" and "checked" not in said
        if tag == "input" and "name" in said and not unchecked:
            self.forms[-1][1][said["name"]] = said.get("value", "")


@dataclass(slots=True)
class Browser:
    """Follows our own pages as a browser does, cookies and form tokens too, and stops where others begin."""

    language: str = "fr"
    http: HttpClient = field(default_factory=lambda: HttpClient(enforce_csrf_checks=True))
    page: str = ""
    status: int = 0
    address: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    left_for: str = ""

    def open(self, address: str) -> "Browser":
        return self._arrive(address, self.http.get(address, headers=self._headers()))

    def send(self, form: int = 0, **filled: str) -> "Browser":
        action, given = self.forms()[form]
        response = self.http.post(
            action,
            urlencode(given | filled),
            content_type="application/x-www-form-urlencoded",
            headers=self._headers() | {"origin": f"http://{HQ}"},
        )
        return self._arrive(action, response)

    def forms(self) -> list[tuple[str, dict[str, str]]]:
        parser = _Forms()
        parser.feed(self.page)
        return parser.forms

    def sign_in(self, account: Account, *, password: str = "") -> "Browser":
        return self.send(login=account.login, password=password or account.password)

    def _headers(self) -> dict[str, str]:
        return {"host": HQ, "accept-language": self.language}

    def _arrive(self, address: str, response: Any) -> "Browser":
        for _ in range(5):
            if response.status_code not in (302, 303):
                break
            target = response["Location"]
            if not target.startswith("/"):
                self.left_for, self.status = target, response.status_code
                return self
            address = target
            response = self.http.get(target, headers=self._headers())
        self.address, self.status, self.left_for = address, response.status_code, ""
        self.page = response.content.decode()
        self.headers = dict(response.items())
        return self


@pytest.fixture
def browser(hour: Hour) -> Browser:
    return Browser()


def request_address(client: oauth.IssuedClient, **given: Any) -> str:
    """Where an application sends the browser; an argument that is None is left out."""
    asked: dict[str, Any] = {
        "response_type": "code",
        "client_id": client.row.client_id,
        "redirect_uri": CALLBACK,
        "scope": SALES,
        "state": "s-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    asked |= given
    return "/account/authorize?" + urlencode({k: v for k, v in asked.items() if v is not None})


def answer_of(address: str) -> dict[str, str]:
    """What a browser brings back to an application."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@dataclass(slots=True)
class Program:
    """A program that talks to OAuth's endpoints as a client."""

    client: oauth.IssuedClient
    status: int = 0

    def post(self, path: str, *, basic: bool = True, **form: str) -> dict[str, Any]:
        headers = {"host": HQ}
        client_id, secret = self.client.row.client_id, self.client.secret
        if secret is None:
            form = {"client_id": client_id} | form
        elif basic:
            pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
            headers["authorization"] = f"Basic {pair}"
        else:
            form = {"client_id": client_id, "client_secret": secret} | form
        response: HttpResponse = HttpClient(headers=headers).post(  # type: ignore[assignment]
            path, urlencode(form), content_type="application/x-www-form-urlencoded"
        )
        self.status = response.status_code
        return response.json() if response.content else {}  # type: ignore[attr-defined]

    def token(self, **form: str) -> dict[str, Any]:
        return self.post("/oauth/token", **form)

    def credentials(self, **form: str) -> dict[str, Any]:
        return self.token(grant_type="client_credentials", **form)

    def exchange(self, code: str, **given: str) -> dict[str, Any]:
        form = {"redirect_uri": CALLBACK, "code_verifier": VERIFIER} | given
        return self.token(grant_type="authorization_code", code=code, **form)

    def refresh(self, refresh_token: str, **given: str) -> dict[str, Any]:
        return self.token(grant_type="refresh_token", refresh_token=refresh_token, **given)


@pytest.fixture
def code_for(browser: Browser, hour: Hour) -> Callable[..., str]:
    """The code that an application is brought when this person allows it what it asks."""

    def make(client: oauth.IssuedClient, account: Account, **given: Any) -> str:
        browser.open(request_address(client, **given))
        if "/sign-in" in browser.address:
            browser.sign_in(account)
        if "/code" in browser.address:
            if not account.secret:
                account.secret = shown_secret(browser.page)
            hour.pass_by(seconds=30)  # a code is taken once
            browser.send(code=account.code(hour.now))
        return answer_of(browser.send(decision="allow").left_for)["code"]

    return make


def shown_secret(page: str) -> str:
    """The key of a second factor that a page shows."""
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found is not None, page
    return found[1].replace(" ", "")
