"""Asks again where that is safe, and only there."""

import json
import random
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import UUID

import httpx
from graphql import GraphQLError, OperationDefinitionNode, OperationType, parse

PASSING = frozenset({429, 502, 503, 504})
"""Statuses of a server, or of a proxy before it, that will answer otherwise in a while."""


class Retrying(httpx.BaseTransport):
    """Sends a request again that got lost, or was told to wait, if doing it twice is doing it once.

    That is so for queries, and for mutations whose inputs all carry an id that you made or an
    `idempotencyKey`: what is sent again is the same body, hence the same ids. It waits a random time, whose
    bound doubles from one attempt to the next, or what `Retry-After` says if that is longer.
    """

    def __init__(
        self,
        inner: httpx.BaseTransport | None = None,
        *,
        attempts: int = 5,
        first_wait: float = 0.5,
        longest_wait: float = 60,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._inner = inner or httpx.HTTPTransport()
        self._attempts = attempts
        self._first_wait, self._longest_wait = first_wait, longest_wait
        self._sleep, self._chance = sleep, chance

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request as its caller sees it, and as many as it takes."""
        attempts = self._attempts if repeatable(request.read()) else 1
        for attempt in range(1, attempts):
            asked_to_wait = 0.0
            try:
                response = self._inner.handle_request(request)
                if response.status_code not in PASSING:
                    return response
                asked_to_wait = _retry_after(response.headers)
                if asked_to_wait > self._longest_wait:
                    return response
                response.read()
                response.close()
            except httpx.TransportError:
                pass
            most = min(self._longest_wait, self._first_wait * 2**attempt)
            self._sleep(max(asked_to_wait, self._chance(0, most)))
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Its connections end."""
        self._inner.close()


def repeatable(body: bytes) -> bool:
    """Whether the request of this body, for data or for a token, is done once however often it is sent."""
    if body.startswith(b"grant_type=client_credentials"):
        return True
    try:
        asked = json.loads(body)
        operations = [n for n in parse(asked["query"]).definitions if isinstance(n, OperationDefinitionNode)]
    except (ValueError, KeyError, TypeError, GraphQLError):
        return False
    if all(operation.operation is OperationType.QUERY for operation in operations):
        return True
    variables = asked.get("variables") or {}
    fields = sum(len(operation.selection_set.selections) for operation in operations)
    inputs = [value for value in variables.values() if isinstance(value, dict)]
    return len(inputs) == fields and all(_made_by_caller(each) for each in inputs)


def _made_by_caller(given: Mapping[str, Any]) -> bool:
    rows = given.get("rows")
    if isinstance(rows, list):
        return bool(rows) and all(isinstance(row, dict) and _made_by_caller(row) for row in rows)
    return bool(given.get("idempotencyKey")) or any(map(_is_uuid, given.values()))


def _is_uuid(value: object) -> bool:
    """Ids of the API's own objects are opaque, and no UUIDs."""
    try:
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False


def _retry_after(headers: httpx.Headers) -> float:
    """RFC 9110 section 10.2.3: seconds, or a day and time."""
    said = headers.get("Retry-After", "")
    if said.isdigit():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return 0.0
