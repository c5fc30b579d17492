"""`/graphql/` on every host: POST with JSON, GET for queries; the host decides which schema answers."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from api.base.documents import MAX_LENGTH
from api.base.errors import ApiError, BadRequest, LimitExceeded, Unauthenticated
from api.base.execution import Answer, Request, answer, formatted
from api.bearer import viewer_of
from api.context import Context, anonymous, language_of
from api.hq.schema import HQ_DOCUMENTS
from api.market.schema import MARKET_DOCUMENTS
from api.web.exchange import request_id_of
from kernel import clock
from kernel.ids import new_id
from observability import logging, sentry
from tenants.access import NETWORK

_JSON = "application/json"


def graphql_view(request: HttpRequest) -> HttpResponse:
    """Answer one GraphQL request. The host's middleware has put this thread's connection on the host's
    login.
    """
    market: str | None = request.seat.schema  # type: ignore[attr-defined]
    request_id = request_id_of(request) or str(new_id())
    language = language_of(request.headers.get("Accept-Language", ""))
    now = clock.now()
    context = Context(
        viewer=anonymous(market or NETWORK), market=market, now=now, language=language, request_id=request_id
    )
    try:
        if request.method not in ("GET", "POST"):
            return _response(
                {"errors": [formatted(BadRequest("Use POST, or GET for queries."), context)]}, 405, context
            )
        asked = _from_get(request) if request.method == "GET" else _from_post(request)
        viewer = viewer_of(request.headers.get("Authorization", ""), market=market, now=now)
    except Unauthenticated as error:
        return _response({"errors": [formatted(error, context)]}, 401, context)
    except ApiError as error:
        return _response({"errors": [formatted(error, context)]}, 400, context)
    sentry.tag(actor=viewer.id, request_id=request_id)
    logging.bind(actor=viewer.id, request_id=request_id)
    context = Context(viewer=viewer, market=market, now=now, language=language, request_id=request_id)
    answered = answer(HQ_DOCUMENTS if market is None else MARKET_DOCUMENTS, asked, context)
    return _response(answered.body, _status(answered), context)


graphql_view.csrf_exempt = True  # type: ignore[attr-defined]  # bearer tokens only: a browser sends none by itself


def _from_get(request: HttpRequest) -> Request:
    variables = request.GET.get("variables")
    return _request(
        {
            "query": request.GET.get("query"),
            "variables": _read(variables.encode("utf-8", "replace")) if variables else None,
            "operationName": request.GET.get("operationName"),
        },
        reads_only=True,
    )


def _from_post(request: HttpRequest) -> Request:
    if request.content_type != _JSON:
        raise BadRequest(f"Send {_JSON}.")
    try:
        body = _read(request.body)
    except RequestDataTooBig:
        raise LimitExceeded("request bytes", maximum=settings.DATA_UPLOAD_MAX_MEMORY_SIZE) from None
    if not isinstance(body, dict):
        raise BadRequest("Send one request, a JSON object.")
    return _request(body, reads_only=False)


def _read(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest("This is not JSON.") from None


def _request(body: Mapping[str, Any], *, reads_only: bool) -> Request:
    query, variables, name = body.get("query"), body.get("variables"), body.get("operationName")
    if not isinstance(query, str) or not query:
        raise BadRequest(f"`query` is the text of a document, up to {MAX_LENGTH} characters.")
    if not isinstance(variables, dict | None):
        raise BadRequest("`variables` is an object.")
    if not isinstance(name, str | None):
        raise BadRequest("`operationName` is a string.")
    return Request(query=query, variables=variables or {}, operation_name=name or None, reads_only=reads_only)


def _status(answered: Answer) -> int:
    return 200 if answered.executed else 400


def _response(body: dict[str, Any], status: int, context: Context) -> HttpResponse:
    response = HttpResponse(orjson.dumps(body), status=status, content_type=_JSON)
    response["X-Request-Id"] = context.request_id
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Authorization, Accept-Language"
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 405:
        response["Allow"] = "GET, POST"
    return response
