"""The outermost layer: every request has an id, and every answer, Django's own failures included, says how it
may be kept.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kernel.ids import new_id
from observability import logging, sentry

_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)


class EdgeMiddleware:
    """Takes a client's `X-Request-Id` where it is well-formed, else makes one, and answers with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else str(new_id())
        request.request_id = request_id  # type: ignore[attr-defined]
        sentry.tag(request_id=request_id)
        with logging.bound(request_id=request_id):
            response = self.get_response(request)
        response.headers["X-Request-Id"] = request_id
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-store")
        return response
