"""`/reference/`: the pages of this host's side, for everybody; they tell what the SDL tells."""

import gzip
from functools import cache

from django.http import HttpRequest, HttpResponse

from api.base.errors import NotFound
from api.reference.markup import POLICY
from api.reference.pages import MEDIA_TYPES, pages_of
from api.web import exchange

_KEPT_SECONDS = 300


def reference_page(request: HttpRequest, name: str = "index.html") -> HttpResponse:
    """One page, or the SDL."""
    if request.method not in ("GET", "HEAD"):
        return exchange.refused_method("GET, HEAD")
    side = "hq" if request.seat.schema is None else "market"  # type: ignore[attr-defined]
    content = pages_of(side).get(name)
    if content is None:
        return exchange.refused(request, NotFound())
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    media_type = MEDIA_TYPES[f".{name.rpartition('.')[2]}"]
    response = HttpResponse(_zipped(side, name) if zipped else content, content_type=media_type)
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Referrer-Policy"] = "no-referrer"
    return response


@cache
def _zipped(side: str, name: str) -> bytes:
    return gzip.compress(pages_of(side)[name], mtime=0)
