"""Answers as HTTP: which status in which media type.

https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes. In application/json everything that was
understood as a GraphQL request answers 200, whatever became of it; application/graphql-response+json says 400
when nothing was executed.
"""

from django.http import HttpResponse

from api.base.execution import Answer
from api.transport.compression import compress
from api.transport.negotiation import JSON
from api.web.exchange import private


def respond(answered: Answer, *, media_type: str, accept_encoding: str) -> HttpResponse:
    """The answer in `media_type`, compressed where that pays, for nobody but who asked."""
    refused_by = answered.refused_by
    status = refused_by.status if refused_by is not None else None
    if status is None:
        status = 200 if answered.executed or media_type == JSON else 400
    response = private(
        HttpResponse(answered.content, status=status, content_type=f"{media_type}; charset=utf-8")
    )
    for name, value in (refused_by.headers if refused_by is not None else {}).items():
        response[name] = value
    response["Vary"] = "Accept, Authorization, Accept-Language"
    compress(response, accept_encoding=accept_encoding)
    response["Content-Length"] = str(len(response.content))
    return response


def allowed_methods(allowed: str) -> HttpResponse:
    """What OPTIONS answers to who asks it without meaning CORS."""
    response = private(HttpResponse(status=204))
    response["Allow"] = allowed
    return response
