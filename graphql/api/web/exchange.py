"""What routes beside GraphQL share: who asks and with which permission, files, and refusals as JSON."""

import base64
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from api.base.errors import ApiError, LimitExceeded, NotFound, code_of
from api.base.nodes import Node
from api.base.permissions import check
from api.base.recording import origin
from api.bearer import viewer_of
from api.context import language_of
from api.transport.addresses import address_of
from kernel import clock
from kernel.errors import DomainError
from kernel.errors import NotFound as NoSuchRow
from markets.audit import operations as audit
from markets.payouts.formats.refusals import BankFileRefused, NotReadable, SeveralProblems, place_of
from observability import logging, sentry
from tenants.access import Actor
from tenants.audit.types import Act, Origin
from tenants.permissions import Permission

_STATUS = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "NOT_FOUND": 404, "LIMIT": 413}
_STATUS |= {"UNSUPPORTED_MEDIA_TYPE": 415, "FILE_REFUSED": 400, "THROTTLED": 429}
_UNREADABLE, _CONFLICT = 400, 409

Response = TypeVar("Response", bound=HttpResponseBase)


def market_of(request: HttpRequest) -> str:
    """The market on whose host the request arrived. Raises NotFound on headquarters' host."""
    market: str | None = request.seat.schema  # type: ignore[attr-defined]
    if market is None:
        raise NotFound()
    return market


def viewer_with(request: HttpRequest, permission: Permission) -> Actor:
    """Who asks a market, if they hold the permission. Raises NotFound, Unauthenticated, Forbidden."""
    return _viewer(request, permission, market=market_of(request))


def viewer_at_headquarters_with(request: HttpRequest, permission: Permission) -> Actor:
    """Who asks headquarters, if they hold the permission. Raises NotFound on a market's host,
    Unauthenticated, Forbidden.
    """
    if request.seat.schema is not None:  # type: ignore[attr-defined]
        raise NotFound()
    return _viewer(request, permission, market=None)


def _viewer(request: HttpRequest, permission: Permission, *, market: str | None) -> Actor:
    viewer = viewer_of(request.headers.get("Authorization", ""), market=market, now=clock.now())
    sentry.tag(actor=viewer.id)
    logging.bind(actor=viewer.id)
    check(viewer, permission)
    return viewer


def origin_of(request: HttpRequest, viewer: Actor, *, at: datetime) -> Origin:
    """Who sent a request and from where, for the audit."""
    request_id: str = request.request_id  # type: ignore[attr-defined]
    return origin(viewer, at=at, request_id=request_id, address=address_of(request))


def record(
    request: HttpRequest, viewer: Actor, action: str, node: type[Node], key: object, *, at: datetime
) -> None:
    """Add an entry to the market's audit: what a route beside GraphQL changed, in the transaction of it."""
    act = Act(action=action, object_type=node._meta.name, object_key=str(key))
    audit.record(act=act, origin=origin_of(request, viewer, at=at))


def file(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """A file to keep, with its SHA-256 as RFC 9530 writes it."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Repr-Digest"] = repr_digest(sha256(content).digest())
    return private(response)


def repr_digest(digest: bytes) -> str:
    """A SHA-256 as RFC 9530 writes it in a `Repr-Digest` header."""
    return f"sha-256=:{base64.b64encode(digest).decode()}:"


def answered(body: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A JSON answer that nobody between keeps."""
    return private(HttpResponse(orjson.dumps(body), status=status, content_type="application/json"))


def refused(request: HttpRequest, error: ApiError | DomainError) -> HttpResponse:
    """Why not, as GraphQL's errors say it; of a file, every problem with its place."""
    language = language_of(request.headers.get("Accept-Language", ""))
    if isinstance(error, NoSuchRow):
        error = NotFound()
    if isinstance(error, SeveralProblems):
        errors = [_error(one.message(language), one.code, place_of(one)) for one in error.problems]
        return answered({"errors": errors}, status=_UNREADABLE)
    message = error.message(language) if isinstance(error, DomainError) else error.message
    code = error.code if isinstance(error, DomainError) else code_of(error)
    told = _error(message, code)
    if isinstance(error, ApiError):
        told["extensions"] |= error.extensions or {}
    response = answered({"errors": [told]}, status=_STATUS.get(code, _CONFLICT))
    for name, value in error.headers.items() if isinstance(error, ApiError) else ():
        response[name] = value
    return response


def refused_method(allowed: str) -> HttpResponse:
    """Another method than the one that the route takes."""
    response = answered({"errors": [_error(f"Use {allowed}.", "METHOD_NOT_ALLOWED")]}, status=405)
    response["Allow"] = allowed
    return response


def body_of(request: HttpRequest, *, longest: int) -> bytes:
    """A file sent as the request's body. Raises LimitExceeded, BankFileRefused for an empty one."""
    content: bytes = request.read(longest + 1)
    if len(content) > longest:
        raise LimitExceeded("file bytes", maximum=longest)
    if not content:
        raise BankFileRefused([NotReadable(reason="it is empty")])
    return content


def private(response: Response) -> Response:
    """For whoever asked, and nobody between."""
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Vary"] = "Authorization, Accept-Language"
    return response


def _error(message: str, code: str, place: str = "") -> dict[str, Any]:
    extensions = {"code": code, "place": place} if place else {"code": code}
    return {"message": message, "extensions": extensions}
