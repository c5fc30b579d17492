"""What requests are told that no view answers: in JSON with a code, as clients of an API read it."""

from django.http import HttpRequest, JsonResponse


def bad_request(_request: HttpRequest, exception: Exception) -> JsonResponse:
    """The request cannot be read."""
    return _refusal(400, "BAD_REQUEST", "This request cannot be read.")


def not_found(_request: HttpRequest, exception: Exception) -> JsonResponse:
    """No view answers on this path."""
    return _refusal(404, "NOT_FOUND", "There is nothing at this address. GraphQL answers on /graphql/.")


def failed(_request: HttpRequest) -> JsonResponse:
    """Something broke outside the execution of GraphQL, such as the way to the database."""
    return _refusal(500, "INTERNAL", "Something is wrong on our side. Send it again later.")


def _refusal(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"errors": [{"message": message, "extensions": {"code": code}}]}, status=status)
