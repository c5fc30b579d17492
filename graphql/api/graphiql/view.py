"""GraphiQL's page and what it loads. Nothing comes from another host, and its policy lets nothing go to one.

`built/` is made from `source/` by `make graphiql`; names there carry a hash of what they hold, so a browser
keeps them for good.
"""

import gzip
from functools import cache
from pathlib import Path

import orjson
from django.http import HttpRequest, HttpResponse

from api.base.errors import NotFound
from api.graphiql.examples import HQ_EXAMPLES, MARKET_EXAMPLES
from api.web import exchange

_BUILT = Path(__file__).parent / "built"
_PAGE = (_BUILT / "page.html").read_bytes()
_ASSETS = {path.name: path for path in (_BUILT / "assets").iterdir()}
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
}

# Its editor places every glyph by a style of its own; a style can neither run nor, by this policy, load.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def graphiql_page(request: HttpRequest) -> HttpResponse:
    """The page, for a browser that asks `/graphql/` for HTML."""
    response = exchange.private(HttpResponse(_PAGE, content_type="text/html; charset=utf-8"))
    response["Vary"] = "Accept"
    response["Content-Security-Policy"] = POLICY
    response["Referrer-Policy"] = "no-referrer"
    return response


def graphiql_asset(request: HttpRequest, name: str) -> HttpResponse:
    """A built file, to keep for good."""
    if request.method not in ("GET", "HEAD"):
        return exchange.refused_method("GET, HEAD")
    path = _ASSETS.get(name)
    if path is None:
        return exchange.refused(request, NotFound())
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(_zipped(path) if zipped else path.read_bytes(), content_type=_TYPES[path.suffix])
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    # A worker is ruled by the policy that its own script came with.
    response["Content-Security-Policy"] = POLICY
    return response


def graphiql_examples(request: HttpRequest) -> HttpResponse:
    """The examples of this host's schema."""
    if request.method not in ("GET", "HEAD"):
        return exchange.refused_method("GET, HEAD")
    market = request.seat.schema  # type: ignore[attr-defined]
    examples = HQ_EXAMPLES if market is None else MARKET_EXAMPLES
    return exchange.private(HttpResponse(orjson.dumps(examples), content_type="application/json"))


@cache
def _zipped(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)
