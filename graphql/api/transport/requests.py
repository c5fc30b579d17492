"""A GraphQL request as HTTP carries it: JSON in the body of a POST, parameters in the address of a GET.

https://graphql.github.io/graphql-over-http/draft/#sec-Request. A POST's address says nothing: `?query=`
never stands for what its body asks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError

from api.base.errors import BadRequest, MethodNotAllowed
from api.base.limits import MAX_LENGTH
from api.transport.negotiation import JSON
from api.transport.refusals import BatchRefused, BodyTooLarge, LengthRequired, UnsupportedMediaType

METHODS = "GET, POST, OPTIONS"
_PARAMETERS = ("query", "variables", "operationName", "extensions")
_MOST_PARAMETERS = 20
_PIECE, _PIECES_DISCARDED = 65_536, 256
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a client asks: a document, the hash of one, or both. `reads_only` when it may not write."""

    query: str
    sha256: str
    variables: dict[str, Any]
    operation_name: str | None
    reads_only: bool


def read(request: HttpRequest) -> Asked:
    """The request's GraphQL request. Raises an ApiError with the status of what is wrong."""
    if request.method == "GET":
        return _asked(_from_address(request), reads_only=True)
    if request.method == "POST":
        return _asked(_from_body(request), reads_only=False)
    raise MethodNotAllowed("Use POST, or GET for queries.", allowed=METHODS)


def _from_address(request: HttpRequest) -> dict[str, Any]:
    raw = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    found: dict[str, Any] = {}
    try:
        # As text: of bytes, parse_qsl takes ASCII only before Python 3.11.8.
        named = parse_qsl(
            raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except UnicodeDecodeError:
        raise BadRequest("The address is not UTF-8.") from None
    except ValueError:
        raise BadRequest(f"At most {_MOST_PARAMETERS} parameters, please.") from None
    for name, value in named:
        if name in found:
            raise BadRequest(f"`{name}` stands there twice.")
        if name in _PARAMETERS:
            found[name] = value
    for name in ("variables", "extensions"):
        if name in found:
            found[name] = _parsed(found[name].encode()) if found[name] else None
    return found


def _from_body(request: HttpRequest) -> dict[str, Any]:
    _check_content(request)
    try:
        body = _parsed(request.body)
    except RequestDataTooBig:
        _discard_body(request)
        raise BodyTooLarge(maximum=settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) from None
    except UnreadablePostError:
        raise BadRequest("The body ended early.") from None
    if isinstance(body, list):
        raise BatchRefused()
    if not isinstance(body, dict):
        raise BadRequest("Send one request, a JSON object.")
    return body


def _discard_body(request: HttpRequest) -> None:
    """Take what a client is still sending, and only then answer: many do not listen before. Who goes on and
    on finds the connection closed.
    """
    for _ in range(_PIECES_DISCARDED):
        if not request.read(_PIECE):
            return


def _check_content(request: HttpRequest) -> None:
    if request.content_type != JSON:
        raise UnsupportedMediaType(f"Send {JSON}.")
    if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(f"Send {JSON} in UTF-8.")
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise UnsupportedMediaType("Send the body as it is, not compressed.")
    if "Transfer-Encoding" in request.headers and not request.headers.get("Content-Length"):
        raise LengthRequired()


def _parsed(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:  # or nested more than a thousand deep, where orjson reads no further
        raise BadRequest("This is not JSON.") from None


def _asked(body: Mapping[str, Any], *, reads_only: bool) -> Asked:
    query, variables, name = body.get("query"), body.get("variables"), body.get("operationName")
    if not isinstance(query, str | None):
        raise BadRequest("`query` is a string.")
    if not isinstance(variables, dict | None):
        raise BadRequest("`variables` is an object.")
    if not isinstance(name, str | None):
        raise BadRequest("`operationName` is a string.")
    sha256 = _persisted(body.get("extensions"))
    if not query and not sha256:
        raise BadRequest(f"`query` is the text of a document, up to {MAX_LENGTH} characters.")
    return Asked(
        query=query or "",
        sha256=sha256,
        variables=variables or {},
        operation_name=name or None,
        reads_only=reads_only,
    )


def _persisted(extensions: Any) -> str:
    """The hash that stands for a document, as Apollo's clients send it; empty without."""
    if not isinstance(extensions, dict | None):
        raise BadRequest("`extensions` is an object.")
    given = (extensions or {}).get("persistedQuery")
    if given is None:
        return ""
    sha256 = given.get("sha256Hash") if isinstance(given, dict) and given.get("version") == 1 else None
    if not isinstance(sha256, str) or not _HASH.fullmatch(sha256):
        raise BadRequest("`persistedQuery` is {version: 1, sha256Hash: 64 hexadecimal digits}.")
    return sha256
