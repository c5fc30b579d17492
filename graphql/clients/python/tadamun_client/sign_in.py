"""Access tokens for an integration: OAuth 2.0, client credentials (RFC 6749 section 4.4)."""

import threading
import time
from collections.abc import Generator

import httpx

EARLY_SECONDS = 60
"""How long before its end a token is not used any more."""


class SignInError(Exception):
    """No token was given; the reason is in the words of RFC 6749 section 5.2."""


class ClientCredentials(httpx.Auth):
    """Gets a token when one is needed, and another when it is about to end or is refused.

    One of these serves several clients and threads: `ClientCredentials("https://hq.example.ma", id, secret)`.
    """

    requires_response_body = True

    def __init__(self, headquarters: str, client_id: str, client_secret: str, *, scope: str = "") -> None:
        self._address = headquarters.rstrip("/") + "/oauth/token"
        self._identity = httpx.BasicAuth(client_id, client_secret)
        self._scope = scope
        self._lock = threading.Lock()
        self._token, self._good_until = "", 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request with a token, and once more with a new one if that was refused."""
        token = self._known()
        if not token:
            token = self._kept((yield self._ask()))
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == 401:
            token = self._kept((yield self._ask()))
            request.headers["Authorization"] = f"Bearer {token}"
            yield request

    def _known(self) -> str:
        with self._lock:
            return self._token if time.monotonic() < self._good_until else ""

    def _ask(self) -> httpx.Request:
        form = {"grant_type": "client_credentials", **({"scope": self._scope} if self._scope else {})}
        asking = httpx.Request("POST", self._address, data=form)
        return next(self._identity.auth_flow(asking))

    def _kept(self, response: httpx.Response) -> str:
        try:
            told = response.json()
            token, seconds = str(told["access_token"]), float(told["expires_in"])
        except (ValueError, KeyError, TypeError) as error:
            raise SignInError(f"{response.status_code}: {response.text[:200]}") from error
        with self._lock:
            self._token, self._good_until = token, time.monotonic() + seconds - EARLY_SECONDS
        return token
