"""Tokens of an integration: got when needed, kept, renewed."""

import base64
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from tadamun_client.sign_in import ClientCredentials, SignInError


class Deployment:
    """Headquarters' token endpoint, and a market that takes the latest of its tokens."""

    def __init__(self, *, expires_in: int = 600, **answer: Any) -> None:
        self.answer = answer
        self.expires_in = expires_in
        self.forms: list[dict[str, list[str]]] = []
        self.identities: list[str] = []
        self.taken: list[str] = []
        self.refuses: set[str] = set()
        auth = ClientCredentials("https://hq.example.ma/", "till", "s3cret", scope="sales:write")
        self.client = httpx.Client(transport=httpx.MockTransport(self.handle), auth=auth)

    def handle(self, request: httpx.Request) -> httpx.Response:
        if request.url == "https://hq.example.ma/oauth/token":
            self.forms.append(parse_qs(request.read().decode()))
            self.identities.append(base64.b64decode(request.headers["Authorization"][6:]).decode())
            given = {"access_token": f"token {len(self.forms)}", "expires_in": self.expires_in}
            return httpx.Response(400 if self.answer else 200, json=self.answer or given)
        assert request.url.host == "casablanca.example.ma"
        self.taken.append(request.headers["Authorization"])
        return httpx.Response(401 if request.headers["Authorization"] in self.refuses else 200)

    def ask(self) -> int:
        return self.client.post("https://casablanca.example.ma/graphql/", json={}).status_code


class TestClientCredentials:
    def test_ask_headquarters_once_for_many_requests(self) -> None:
        deployment = Deployment()
        statuses = [deployment.ask() for _ in range(3)]

        assert (statuses, deployment.taken) == ([200] * 3, ["Bearer token 1"] * 3)
        assert deployment.forms == [{"grant_type": ["client_credentials"], "scope": ["sales:write"]}]
        assert deployment.identities == ["till:s3cret"]

    def test_ask_again_before_the_token_ends(self) -> None:
        deployment = Deployment(expires_in=59)
        assert [deployment.ask(), deployment.ask()] == [200, 200]

        assert deployment.taken == ["Bearer token 1", "Bearer token 2"]

    def test_ask_again_where_the_token_is_refused_and_only_once(self) -> None:
        deployment = Deployment()
        deployment.ask()
        deployment.refuses = {"Bearer token 1"}
        assert deployment.ask() == 200

        deployment.refuses = {"Bearer token 2", "Bearer token 3"}
        assert (deployment.ask(), len(deployment.forms)) == (401, 3)

    def test_say_why_there_is_no_token(self) -> None:
        with pytest.raises(SignInError, match="invalid_client"):
            Deployment(error="invalid_client").ask()
