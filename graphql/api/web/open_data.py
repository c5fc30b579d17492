"""`GET /open/cooperatives`, `/open/products` and each of them by code, on headquarters' host: open data for
everybody, without an account.

Whoever keeps an answer asks again each time (`no-cache`) and gets 304 while it is the same, so that a consent
that is withdrawn is withdrawn everywhere.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response

from api.base.cost import REQUEST
from api.base.errors import ApiError, NotFound
from api.limits.meter import take_from
from api.transport.addresses import address_of
from api.web import exchange
from shared_catalog.duplicates import queries as duplicates
from shared_catalog.open_data import queries, rules
from shared_catalog.open_data.types import Document, OpenCooperative, OpenProduct

PAGE = 500
"""How many a list tells at once."""
POINTS_OF_A_PAGE = 100

_Row = TypeVar("_Row", OpenCooperative, OpenProduct)


def cooperative_document(request: HttpRequest, code: str) -> HttpResponse:
    """A published cooperative; 404 for any other."""
    return _served(request, lambda: _one(queries.open_cooperative(code), rules.cooperative), points=REQUEST)


def product_document(request: HttpRequest, code: str) -> HttpResponse:
    """A published product; 301 for one that was merged into a published one, 404 for any other."""
    return _served(request, lambda: _product(code), points=REQUEST)


def cooperatives_feed(request: HttpRequest) -> HttpResponse:
    """A page of the published cooperatives, by code; `?after=<code>` begins behind that one."""
    rows = _page("cooperatives", request, queries.open_cooperatives, rules.cooperative)
    return _served(request, rows, points=POINTS_OF_A_PAGE)


def products_feed(request: HttpRequest) -> HttpResponse:
    """A page of the published products, by code; `?after=<code>` begins behind that one."""
    rows = _page("products", request, queries.open_products, rules.product)
    return _served(request, rows, points=POINTS_OF_A_PAGE)


_Told = tuple[Document, Mapping[str, str]]
"""A document and the headers that it comes with."""


class _Moved(Exception):
    """The document has this address now."""


def _one(found: _Row | None, written: Callable[..., Document]) -> _Told:
    if found is None:
        raise NotFound()
    return written(found, base=settings.OAUTH_ISSUER), {}


def _product(code: str) -> _Told:
    found = queries.open_product(code)
    if found is None:
        kept = duplicates.successor_code(code)
        if kept is not None and queries.open_product(kept) is not None:
            raise _Moved(f"{settings.OAUTH_ISSUER}/open/products/{kept}")
    return _one(found, rules.product)


def _page(
    name: str,
    request: HttpRequest,
    read: Callable[..., Sequence[_Row]],
    written: Callable[..., Document],
) -> Callable[[], _Told]:
    def told() -> _Told:
        rows = read(after=request.GET.get("after", ""), most=PAGE + 1)
        base = settings.OAUTH_ISSUER
        document = rules.feed(name, (written(row, base=base) for row in rows[:PAGE]), base=base)
        if len(rows) <= PAGE:
            return document, {}
        following = f"{base}/open/{name}?{urlencode({'after': rows[PAGE - 1].code})}"
        return document, {"Link": f'<{following}>; rel="next"'}

    return told


def _served(request: HttpRequest, read: Callable[[], _Told], *, points: int) -> HttpResponse:
    """The document as it is now, or that it is still the same."""
    if request.method not in ("GET", "HEAD"):
        return _for_every_page(exchange.refused_method("GET, HEAD"))
    try:
        elsewhere = request.seat.schema is not None  # type: ignore[attr-defined]
        if elsewhere or "\0" in request.path + request.GET.get("after", ""):  # which no text here holds
            raise NotFound()
        take_from(address_of(request), points)
        document, headers = read()
    except ApiError as error:
        return _for_every_page(exchange.refused(request, error))
    except _Moved as moved:
        response: HttpResponse = HttpResponsePermanentRedirect(str(moved))
        response["Cache-Control"] = "public, no-cache"
        return _for_every_page(response)
    content = orjson.dumps(rules.whole(document))
    etag = f'"{sha256(content).hexdigest()}"'
    response = HttpResponse(content, content_type="application/ld+json", headers=headers)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    kept = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(kept, HttpResponse)
    return _for_every_page(kept)


def _for_every_page(response: HttpResponse) -> HttpResponse:
    """What it says is for pages of everybody, and comes with no cookie."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
