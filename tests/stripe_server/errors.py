"""What Stripe answers when it refuses."""

from typing import Any


class ApiError(Exception):
    """A refusal with its HTTP status. `stored` ones began to execute: the idempotency key keeps them."""

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        stored: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status, self.kind, self.message = status, kind, message
        self.code, self.param, self.stored, self.more = code, param, stored, more

    def body(self) -> dict[str, Any]:
        """The JSON that is answered."""
        error = {"type": self.kind, "message": self.message, "code": self.code, "param": self.param}
        return {"error": {key: value for key, value in (error | self.more).items() if value is not None}}


class Dropped(Exception):
    """The connection is to be closed without an answer."""


def invalid(code: str, message: str, param: str) -> ApiError:
    """A parameter is wrong: nothing was executed, so no key keeps it."""
    return ApiError(400, "invalid_request_error", message, code=code, param=param, stored=False)


def refused(code: str, message: str, param: str | None = None) -> ApiError:
    """The request was understood and executed, and cannot be granted."""
    return ApiError(400, "invalid_request_error", message, code=code, param=param)


def missing(kind: str, key: str, param: str = "id") -> ApiError:
    """There is no such object, for this account."""
    return ApiError(
        404,
        "invalid_request_error",
        f"No such {kind}: '{key}'",
        code="resource_missing",
        param=param,
        stored=False,
    )
