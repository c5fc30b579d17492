"""A request of the v1 API from its headers to its answer, with idempotency as v1 does it.

docs.stripe.com/api/idempotent_requests: the first result of a key is kept, whatever it was, also a 500, for a
day at least; other parameters under the key are an error; nothing is kept when validation failed or another
request with the key was running.
"""

import hashlib
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from stripe_server.call import Call
from stripe_server.errors import ApiError, Dropped
from stripe_server.faults import Fault, struck
from stripe_server.lists import expanded
from stripe_server.params import checked, decoded
from stripe_server.routes import check_account, route
from stripe_server.world import API_VERSION, DAY, PLATFORM, World


@dataclass(frozen=True)
class Answered:
    """Status, headers and JSON."""

    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass
class Kept:
    """The first result of an idempotency key."""

    asked: str
    status: int
    body: Any
    request: str
    at: int


class Api:
    """Answers requests of `/v1/…`; several at once, one at a time on the state."""

    def __init__(self, world: World, lock: Any) -> None:
        self.world, self.lock = world, lock
        self.running: set[str] = set()
        self.wait = threading.Event()  # never set: a delay that a stopping server can end

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: str) -> Answered:
        """The answer to one request. Raises Dropped when the connection is to close without one."""
        parts = urlsplit(target)
        with self.lock:
            number = self.world.new_id("req")
            noted = {
                "method": method,
                "path": parts.path,
                "key": headers.get("Idempotency-Key"),
                "account": headers.get("Stripe-Account"),
                "version": headers.get("Stripe-Version"),
                "at": time.monotonic(),
                "status": None,
            }
            self.world.requests.append(noted)
            fault = struck(self.world.faults, method, parts.path)
        given = {"Request-Id": number, "Stripe-Version": API_VERSION}
        try:
            status, answered, more = self._answer(
                method, parts.path, parts.query or body, headers, fault, number
            )
            noted["status"] = status
            return Answered(status, answered, given | more)
        except ApiError as error:
            noted["status"] = error.status
            retry = {"Stripe-Should-Retry": "true"} if error.status == 409 else {}
            return Answered(error.status, error.body(), given | retry)

    def _answer(
        self,
        method: str,
        path: str,
        form: str,
        headers: Mapping[str, str],
        fault: Fault | None,
        number: str,
    ) -> tuple[int, Any, dict[str, str]]:
        if fault is not None and fault.kind == "drop_before":
            raise Dropped
        if fault is not None and fault.kind == "rate_limit":
            raise ApiError(
                429, "invalid_request_error", "Too many requests.", code="rate_limit", stored=False
            )
        self._authenticate(headers)
        call, answer = self._understood(method, path, form, headers)
        key = headers.get("Idempotency-Key") if method == "POST" else None
        if key is None:
            return *self._executed(call, answer, fault, lambda _kept: None), {}
        if len(key) > 255:
            raise ApiError(400, "invalid_request_error", "The idempotency key is too long.", stored=False)
        return self._once(
            f"{call.account}:{key}", call, answer, fault, number, self._asked(method, path, form)
        )

    def _authenticate(self, headers: Mapping[str, str]) -> None:
        scheme, _, key = headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or key not in self.world.keys:
            raise ApiError(
                401, "invalid_request_error", f"Invalid API Key provided: {key[:8]}…", stored=False
            )
        if headers.get("Stripe-Version", API_VERSION) != API_VERSION:
            raise ApiError(400, "invalid_request_error", "Invalid Stripe API version.", stored=False)

    def _understood(self, method: str, path: str, form: str, headers: Mapping[str, str]) -> tuple[Call, Any]:
        account = headers.get("Stripe-Account") or PLATFORM
        shape, answer, ids = route(method, path)
        with self.lock:
            if account != PLATFORM and account not in self.world.objects:
                raise ApiError(
                    403,
                    "invalid_request_error",
                    f"The provided key does not have access to account '{account}'.",
                    code="account_invalid",
                    stored=False,
                )
        check_account(path, account)
        return Call(self.world, account, path, ids, checked(decoded(form), shape)), answer

    def _once(
        self, name: str, call: Call, answer: Any, fault: Fault | None, number: str, asked: str
    ) -> tuple[int, Any, dict[str, str]]:
        with self.lock:
            kept = self.world.stored.get(name)
            if kept is not None and kept.at <= self.world.now - DAY:
                kept = None
            if kept is not None:
                return self._replayed(kept, asked)
            if name in self.running or (fault is not None and fault.kind == "conflict"):
                raise ApiError(
                    409,
                    "invalid_request_error",
                    "There is currently another in-progress request using this Idempotent Key.",
                    code="idempotency_key_in_use",
                    stored=False,
                )
            self.running.add(name)

        def keep(status: int, body: Any) -> None:
            self.world.stored[name] = Kept(asked, status, body, number, self.world.now)

        try:
            return *self._executed(call, answer, fault, lambda result: keep(*result)), {}
        finally:
            with self.lock:
                self.running.discard(name)

    def _replayed(self, kept: Kept, asked: str) -> tuple[int, Any, dict[str, str]]:
        if kept.asked != asked:
            raise ApiError(
                400,
                "idempotency_error",
                "Keys for idempotent requests can only be used with the parameters of their first use.",
                stored=False,
            )
        more = {"Idempotent-Replayed": "true", "Original-Request": kept.request}
        if kept.status >= 500:
            more["Stripe-Should-Retry"] = "false"
        return kept.status, kept.body, more

    def _executed(self, call: Call, answer: Any, fault: Fault | None, keep: Any) -> tuple[int, Any]:
        """Do it, and keep the result before anybody can be told of it. Raises ApiError, Dropped."""
        kind = None if fault is None else fault.kind
        if fault is not None and kind == "delay":
            self.wait.wait(fault.seconds)
        if kind == "conflict":
            raise ApiError(409, "api_error", "Another request is changing this object.", code="lock_timeout")
        broken = ApiError(500, "api_error", "An unknown error occurred.")
        with self.lock:
            if kind == "error_before":
                keep((500, broken.body()))
                raise broken
            try:
                done = (200, expanded(self.world, answer(call), call.params.get("expand") or []))
            except ApiError as error:
                if error.stored:
                    keep((error.status, error.body()))
                raise
            if kind == "error_after":
                keep((500, broken.body()))
                raise broken
            keep(done)
        if kind == "drop_after":
            raise Dropped
        return done

    def _asked(self, method: str, path: str, form: str) -> str:
        told = json.dumps([method, path, decoded(form)], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()
