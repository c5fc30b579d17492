"""`/graphql/` on every host: POST with JSON, GET for queries, GraphiQL for browsers; the host decides which
schema answers.
"""

import dataclasses

from django.http import HttpRequest, HttpResponse

from api.base.errors import ApiError
from api.base.execution import Answer, Request, answer, refused
from api.bearer import viewer_of
from api.context import Context, anonymous, language_of
from api.graphiql.view import graphiql_page
from api.hq.schema import HQ_DOCUMENTS
from api.market.schema import MARKET_DOCUMENTS
from api.transport import requests
from api.transport.addresses import address_of
from api.transport.negotiation import GRAPHQL_JSON, HTML, JSON, preferred
from api.transport.persisted import PersistedDocuments
from api.transport.refusals import NotAcceptable
from api.transport.responses import allowed_methods, respond
from kernel import clock
from observability import logging, sentry
from tenants.access import NETWORK

PERSISTED = PersistedDocuments()


def graphql_view(request: HttpRequest) -> HttpResponse:
    """Answer one GraphQL request, or show GraphiQL to a browser. The host's middleware has put this thread's
    connection on the host's login.
    """
    if request.method == "OPTIONS":
        return allowed_methods(requests.METHODS)
    readable = (JSON, GRAPHQL_JSON, HTML) if request.method == "GET" else (JSON, GRAPHQL_JSON)
    media_type = preferred(request.headers.get("Accept", ""), readable)
    if media_type == HTML:
        return graphiql_page(request)
    context = _context(request)
    accept_encoding = request.headers.get("Accept-Encoding", "")
    try:
        asked = requests.read(request)
        if media_type is None:
            raise NotAcceptable()
        viewer = viewer_of(request.headers.get("Authorization", ""), market=context.market, now=context.now)
        query = PERSISTED.text(query=asked.query, digest=asked.sha256)
    except ApiError as error:
        return respond(
            refused(error, context), media_type=media_type or JSON, accept_encoding=accept_encoding
        )
    sentry.tag(actor=viewer.id)
    logging.bind(actor=viewer.id)
    answered = _answer(asked, query, dataclasses.replace(context, viewer=viewer))
    return respond(answered, media_type=media_type, accept_encoding=accept_encoding)


graphql_view.csrf_exempt = True  # type: ignore[attr-defined]  # bearer tokens only: a browser sends none by itself


def _context(request: HttpRequest) -> Context:
    market: str | None = request.seat.schema  # type: ignore[attr-defined]
    return Context(
        viewer=anonymous(market or NETWORK),
        market=market,
        now=clock.now(),
        language=language_of(request.headers.get("Accept-Language", "")),
        request_id=request.request_id,  # type: ignore[attr-defined]
        address=address_of(request),
    )


def _answer(asked: requests.Asked, query: str, context: Context) -> Answer:
    documents = HQ_DOCUMENTS if context.market is None else MARKET_DOCUMENTS
    operation = Request(
        query=query,
        variables=asked.variables,
        operation_name=asked.operation_name,
        reads_only=asked.reads_only,
    )
    answered = answer(documents, operation, context)
    if asked.sha256 and query in documents:
        PERSISTED.keep(query, digest=asked.sha256)
    return answered
