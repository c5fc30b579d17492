"""What requests are told that no view answers: in JSON with a code, as clients of an API read it."""

from django.http import HttpRequest, JsonResponse


def bad_request(_request: HttpRequest, exception: Exception) -> JsonResponse:
    """The request cannot be read."""
    return _refusal(400, "BAD_REQUEST", "This request cannot be read.")


def forbidden(_request: HttpRequest, exception: Exception) -> JsonResponse:
    """Whoever asks may not."""
    return _refusal(403, "FORBIDDEN", "This is not allowed.")


def not_found(_request: HttpRequest, exception: Exception) -> JsonResponse:
    """No view answers on this path."""
    return _refusal(404, "NOT_FOUND", "There is nothing at this address. GraphQL answers on /graphql/.")


def failed(request: HttpRequest) -> JsonResponse:
    """Something broke outside the execution of GraphQL, such as the way to the database."""
    request_id: str = request.request_id  # type: ignore[attr-defined]
    message = f"Something is wrong on our side. Send it again later, and quote the request {request_id}."
    return _refusal(500, "INTERNAL", message, requestId=request_id)


def _refusal(status: int, code: str, message: str, **extensions: str) -> JsonResponse:
    error = {"message": message, "extensions": {"code": code, **extensions}}
    return JsonResponse({"errors": [error]}, status=status)
