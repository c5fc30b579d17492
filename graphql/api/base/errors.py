"""Top-level errors: what went wrong with a request as a whole or with one of its fields, always with a code.

What a person can mend by giving other input is not here: it stands in the `errors` of a mutation's payload.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import psycopg
from django.db import InterfaceError, OperationalError
from graphql import GraphQLError
from psycopg.errors import (
    AdminShutdown,
    DeadlockDetected,
    LockNotAvailable,
    QueryCanceled,
    SerializationFailure,
)

BAD_USER_INPUT = "BAD_USER_INPUT"
BUSY = "BUSY"
INTERNAL = "INTERNAL"
SYNTAX = "SYNTAX"
TIMEOUT = "TIMEOUT"
UNAVAILABLE = "UNAVAILABLE"
VALIDATION = "VALIDATION"

UNRAISED = {
    BUSY: "Others kept the request waiting too long. Nothing was changed: send it again with the same ids.",
    INTERNAL: "A bug of ours. `extensions.requestId` is the id to quote; nothing more is told.",
    "METHOD_NOT_ALLOWED": "Another method than the route takes; the header `Allow` names it.",
    TIMEOUT: "The database took too long over it and was stopped. Ask for less at once, or send it again "
    "later, with the same ids.",
    UNAVAILABLE: "The database cannot be reached. Send it again, with the same ids.",
    "UNKNOWN_HOST": "No market answers on this host.",
    VALIDATION: "The document asks for what the schema does not have.",
}
"""The codes that no class of errors carries, with what they mean, for the catalogue."""

# The login's lock_timeout, and the two ways in which PostgreSQL lets one of several transactions go first.
_ENDED_WAITS = (LockNotAvailable, DeadlockDetected, SerializationFailure)


class ApiError(GraphQLError):
    """A top-level error with its code in `extensions.code`; more keyword arguments become more extensions.

    A request that is refused as a whole gets `status` with `headers`, in whatever media type; without a
    `status` it depends on that: 200 in application/json, 400 in application/graphql-response+json.
    """

    code: ClassVar[str]
    status: ClassVar[int | None] = None
    headers: Mapping[str, str] = {}

    def __init__(self, message: str, **extensions: Any) -> None:
        super().__init__(message, extensions={"code": self.code, **extensions})


class Unauthenticated(ApiError):
    """No token, or one that is unknown, expired, revoked or made for another market."""

    code = "UNAUTHENTICATED"
    status = 401
    headers = {"WWW-Authenticate": "Bearer"}

    def __init__(self, message: str = "A valid bearer token is needed.") -> None:
        super().__init__(message)


class Forbidden(ApiError):
    """The token is good, but its role does not grant the permission."""

    code = "FORBIDDEN"

    def __init__(self, permission: str) -> None:
        super().__init__(f"You lack the permission {permission}.", permission=permission)


class NotFound(ApiError):
    """One answer for all ids that lead nowhere: malformed, unknown, of another market, or not for these
    eyes.
    """

    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("There is nothing with this id.")


class BadUserInput(ApiError):
    """An argument that means nothing: a cursor of another ordering, `first` together with `last`."""

    code = BAD_USER_INPUT


class LimitExceeded(ApiError):
    """More than one request may ask for."""

    code = "LIMIT"

    def __init__(self, what: str, *, actual: int | None = None, maximum: int) -> None:
        said = (
            f"{what}: {actual}, and at most {maximum}."
            if actual is not None
            else f"{what}: at most {maximum}."
        )
        super().__init__(said, limit=what, actual=actual, maximum=maximum)


class SyntaxRefused(ApiError):
    """The document is not GraphQL."""

    code = SYNTAX


class BadRequest(ApiError):
    """The HTTP request does not carry a GraphQL request."""

    code = "BAD_REQUEST"
    status = 400


class MethodNotAllowed(ApiError):
    """Another method than GET or POST; or a GET that would write, which may only be a POST."""

    code = "METHOD_NOT_ALLOWED"
    status = 405

    def __init__(self, message: str, *, allowed: str) -> None:
        super().__init__(message)
        self.headers = {"Allow": allowed}


def code_of(error: GraphQLError) -> str:
    """The code of an error of graphql-core: our own errors carry theirs, the rest is told apart by its place.

    Without a path nothing was executed: the variables or the operation's name are wrong. With a path, what
    nobody foresaw went wrong in a resolver; or PostgreSQL ended a wait for others, or a statement that
    took longer than the login's statement_timeout, which changed nothing.
    """
    if error.extensions and "code" in error.extensions:
        return str(error.extensions["code"])
    if error.path is None:
        return BAD_USER_INPUT
    if ended_wait(error.original_error):
        return BUSY
    ended_by = getattr(error.original_error, "__cause__", None)
    if isinstance(ended_by, QueryCanceled):
        return TIMEOUT
    # A class of its own for what the server says; without one the connection itself is gone.
    gone = isinstance(error.original_error, OperationalError | InterfaceError) and (
        type(ended_by) in (psycopg.OperationalError, psycopg.InterfaceError, AdminShutdown)
    )
    return UNAVAILABLE if gone else INTERNAL


def ended_wait(error: BaseException | None) -> bool:
    """Whether PostgreSQL ended a wait for others: nothing was changed, and it may be tried again."""
    return isinstance(getattr(error, "__cause__", None), _ENDED_WAITS)
