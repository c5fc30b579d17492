"""Runs one operation against a schema, and turns whatever went wrong into errors that tell codes and no
secrets.
"""

from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from django.conf import settings
from graphql import ExecutionResult, GraphQLError, OperationType, execute

from api.base.cost import REQUEST
from api.base.deprecation import used
from api.base.documents import Documents, InvalidDocument
from api.base.errors import (
    BUSY,
    INTERNAL,
    TIMEOUT,
    UNAVAILABLE,
    ApiError,
    MethodNotAllowed,
    code_of,
)
from api.base.limits import MAX_ERRORS, MAX_MESSAGE
from api.base.usage import USES
from api.base.variables import check_variables
from api.context import Context
from api.execution.plans import Asked, asked_in, plans_of
from api.execution.running import compiled
from api.limits.meter import Meter
from observability import sentry
from tenants.access import NETWORK

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client sent."""

    query: str
    variables: dict[str, Any]
    operation_name: str | None = None
    reads_only: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The response's parts, whether the operation was executed at all, and the error that refused it.

    `compiled` is the JSON of `data` where the database wrote it.
    """

    parts: dict[str, Any]
    executed: bool
    refused_by: ApiError | None = None
    compiled: bytes = b""

    @property
    def body(self) -> dict[str, Any]:
        """The response."""
        return {"data": orjson.loads(self.compiled), **self.parts} if self.compiled else self.parts

    @property
    def content(self) -> bytes:
        """The response as JSON."""
        others = orjson.dumps(self.parts)
        if not self.compiled:
            return others
        return b'{"data":' + self.compiled + (b"," + others[1:] if self.parts else b"}")


def answer(documents: Documents, request: Request, context: Context) -> Answer:
    """Run the request. The answer has its errors, none are raised, and what `context.extensions` gathered."""
    answered = _answer(documents, request, context)
    if context.extensions:
        answered.parts["extensions"] = context.extensions
    return answered


def _answer(documents: Documents, request: Request, context: Context) -> Answer:
    meter = Meter(context)
    known = request.query in documents
    try:
        meter.read(request.query, known=known)
        asked = asked_in(documents, request.query, request.operation_name, request.variables)
        _check_method(asked, request)
        check_variables(request.variables)
        meter.request(asked.costs, request.variables)
    except ApiError as error:
        return refused(error, context)
    except InvalidDocument as invalid:
        return Answer({"errors": [formatted(error, context) for error in invalid.errors]}, executed=False)
    if settings.COMPILED_FROM and 1 + known >= settings.COMPILED_FROM:
        written = compiled(plans_of(documents.schema), asked, context)
        if written is not None:
            meter.spent(REQUEST + written.points)
            _count_deprecated(documents, asked, context)
            return Answer({}, executed=True, compiled=written.data)
    result = execute(
        documents.schema,
        asked.document,
        variable_values=request.variables,
        operation_name=request.operation_name,
        context_value=context,
    )
    assert isinstance(result, ExecutionResult), "resolvers are synchronous"
    meter.spend(asked.costs, result.data, request.variables)
    # Without a path an error is about the variables: nothing was executed, and the response has no data.
    errors = result.errors or []
    executed = result.data is not None or any(error.path for error in errors)
    body: dict[str, Any] = {}
    if errors:
        told = errors if executed else errors[:MAX_ERRORS]
        body["errors"] = [formatted(error, context) for error in told]
    if executed:
        _count_deprecated(documents, asked, context)
        body["data"] = result.data
    return Answer(body, executed=executed)


def refused(error: ApiError, context: Context) -> Answer:
    """The answer to a request that is refused as a whole."""
    return Answer({"errors": [formatted(error, context)]}, executed=False, refused_by=error)


def _count_deprecated(documents: Documents, asked: Asked, context: Context) -> None:
    market = context.market or NETWORK
    if parts := used(documents.schema, asked.document, asked.operation, asked.raw):
        client = context.viewer.client or context.viewer.id
        USES.count(parts, market=market, client=client, at=context.now)
    else:
        USES.flush(market=market, at=context.now)


def formatted(error: GraphQLError, context: Context) -> dict[str, Any]:
    """An error as it is told: always with a code; a bug only with the id of its request."""
    code = code_of(error)
    told: dict[str, Any]
    if code == INTERNAL:
        cause = error.original_error or error
        log.error("bug", request_id=context.request_id, path=error.path, exc_info=cause)
        sentry.report(cause)
        told = {
            "message": f"Something is wrong on our side. Quote the request {context.request_id}.",
            "extensions": {"code": INTERNAL, "requestId": context.request_id},
        }
    elif code == UNAVAILABLE:
        log.warning("database unreachable", request_id=context.request_id, path=error.path)
        told = {
            "message": "The database cannot be reached. Send it again, with the same ids.",
            "extensions": {"code": UNAVAILABLE},
        }
    elif code == BUSY:
        told = {
            "message": "Others kept this waiting for too long. Nothing was changed: send it again.",
            "extensions": {"code": BUSY},
        }
    elif code == TIMEOUT:
        told = {
            "message": "The database took too long over this and was stopped. Ask for less at once, or send "
            "it again later, with the same ids.",
            "extensions": {"code": TIMEOUT},
        }
    else:
        # graphql-core repeats what it was given, however long.
        message = error.message if len(error.message) <= MAX_MESSAGE else f"{error.message[:MAX_MESSAGE]}…"
        told = {"message": message, "extensions": {"code": code, **(error.extensions or {})}}
    if error.locations:
        told["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        told["path"] = error.path
    return told


def _check_method(asked: Asked, request: Request) -> None:
    if request.reads_only and asked.operation.operation is not OperationType.QUERY:
        raise MethodNotAllowed("GET is for queries; send mutations with POST.", allowed="POST")
