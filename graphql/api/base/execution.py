"""Runs one operation against a schema, and turns whatever went wrong into errors that tell codes and no
secrets.
"""

from dataclasses import dataclass
from typing import Any

import structlog
from graphql import DocumentNode, ExecutionResult, GraphQLError, OperationType, execute
from graphql.utilities import get_operation_ast

from api.base.documents import Documents, InvalidDocument
from api.base.errors import BUSY, INTERNAL, UNAVAILABLE, ApiError, BadRequest, BadUserInput, code_of
from api.context import Context
from observability import sentry

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
    """The response's body, and whether the operation was executed at all."""

    body: dict[str, Any]
    executed: bool


def answer(documents: Documents, request: Request, context: Context) -> Answer:
    """Run the request. Errors are in the answer, none are raised."""
    try:
        document = documents.document(request.query)
        _check_operation(document, request)
        _refuse_nul(request.variables)
    except ApiError as error:
        return Answer({"errors": [formatted(error, context)]}, executed=False)
    except InvalidDocument as invalid:
        return Answer({"errors": [formatted(error, context) for error in invalid.errors]}, executed=False)
    result = execute(
        documents.schema,
        document,
        variable_values=request.variables,
        operation_name=request.operation_name,
        context_value=context,
    )
    assert isinstance(result, ExecutionResult), "resolvers are synchronous"
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [formatted(error, context) for error in result.errors]
    # Without a path an error is about the variables: nothing was executed, and the response has no data.
    executed = result.data is not None or any(error.path for error in result.errors or ())
    if executed:
        body["data"] = result.data
    return Answer(body, executed=executed)


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
    else:
        told = {"message": error.message, "extensions": {"code": code, **(error.extensions or {})}}
    if error.locations:
        told["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        told["path"] = error.path
    return told


def _check_operation(document: DocumentNode, request: Request) -> None:
    operation = get_operation_ast(document, request.operation_name)
    if operation is None:
        raise BadUserInput("Name one of the document's operations in `operationName`.")
    if request.reads_only and operation.operation is not OperationType.QUERY:
        raise BadRequest("GET is for queries; send mutations with POST.")


def _refuse_nul(variables: dict[str, Any]) -> None:
    waiting: list[Any] = [variables]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if "\0" in value:
                raise BadUserInput("A string holds no NUL character.")
        elif isinstance(value, dict):
            waiting.extend(value)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
