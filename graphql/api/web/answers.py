"""Answers that are not GraphQL's: files, pages and refusals, with the headers that each of them needs."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from api.base.errors import ApiError, NotFound
from api.base.permissions import check
from api.bearer import viewer_of
from api.context import language_of
from kernel import clock
from kernel.errors import DomainError
from observability import logging, sentry
from tenants.access import Actor, Permission

_STATUS = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "NOT_FOUND": 404}
_CONFLICT = 409


def market_of(request: HttpRequest) -> str:
    """The market on whose host the request arrived. Raises NotFound on headquarters'."""
    market: str | None = request.seat.schema  # type: ignore[attr-defined]
    if market is None:
        raise NotFound()
    return market


def viewer_with(request: HttpRequest, permission: Permission) -> Actor:
    """Who asks, if they hold the permission. Raises Unauthenticated, Forbidden."""
    market = market_of(request)
    viewer = viewer_of(request.headers.get("Authorization", ""), market=market, now=clock.now())
    sentry.tag(actor=viewer.id)
    logging.bind(actor=viewer.id)
    check(viewer, permission)
    return viewer


def file(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """A file to keep, with its SHA-256 as RFC 9530 writes it; nobody between may keep a copy."""
    response = HttpResponse(content, content_type=media_type)
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Repr-Digest"] = f"sha-256=:{digest}:"
    return _private(response)


def json(body: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A JSON answer."""
    return _private(HttpResponse(orjson.dumps(body), status=status, content_type="application/json"))


def refusal(request: HttpRequest, error: ApiError | DomainError) -> HttpResponse:
    """Why not, in JSON with a code, as GraphQL's errors are."""
    code, language = error.code, language_of(request.headers.get("Accept-Language", ""))
    message = error.message(language) if isinstance(error, DomainError) else error.message
    response = json(
        {"errors": [{"message": message, "extensions": {"code": code}}]}, status=_STATUS.get(code, _CONFLICT)
    )
    if code == "UNAUTHENTICATED":
        response["WWW-Authenticate"] = "Bearer"
    return response


def not_allowed() -> HttpResponse:
    """Another method than GET or HEAD."""
    response = json(
        {"errors": [{"message": "Use GET.", "extensions": {"code": "METHOD_NOT_ALLOWED"}}]}, status=405
    )
    response["Allow"] = "GET, HEAD"
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Authorization, Accept-Language"
    return response
