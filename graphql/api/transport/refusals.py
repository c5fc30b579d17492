"""What is refused before there is a GraphQL request: each with the status that HTTP has for it."""

from api.base.errors import ApiError, LimitExceeded
from api.transport.negotiation import GRAPHQL_JSON, JSON


class NotAcceptable(ApiError):
    """The client wants no media type in which we answer."""

    code = "NOT_ACCEPTABLE"
    status = 406

    def __init__(self) -> None:
        super().__init__(f"Answers are {GRAPHQL_JSON} or {JSON}.")


class UnsupportedMediaType(ApiError):
    """The body is not JSON in UTF-8, or it is compressed."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.headers = {"Accept-Post": JSON, "Accept-Encoding": "identity"}


class LengthRequired(ApiError):
    """The body comes in pieces, and does not say how long it is."""

    code = "LENGTH_REQUIRED"
    status = 411

    def __init__(self) -> None:
        super().__init__("Send the body with its Content-Length.")


class BatchRefused(ApiError):
    """Several requests in one body: each goes on its own, with its own cost and its own answer."""

    code = "BATCH_REFUSED"
    status = 400

    def __init__(self) -> None:
        super().__init__("Send one request, a JSON object; several go in several requests.", maximum=1)


class BodyTooLarge(LimitExceeded):
    """The body is longer than a request may be."""

    code = "BODY_TOO_LARGE"
    status = 413

    def __init__(self, *, maximum: int) -> None:
        super().__init__("request bytes", maximum=maximum)


class PersistedQueryNotFound(ApiError):
    """Nobody sent the document of this hash lately. Its message is what Apollo's clients look for; they then
    send the document along.
    """

    code = "PERSISTED_QUERY_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")


class PersistedQueryMismatch(ApiError):
    """The hash is not that of the document."""

    code = "PERSISTED_QUERY_MISMATCH"

    def __init__(self) -> None:
        super().__init__("`sha256Hash` is not the SHA-256 of `query`.")
