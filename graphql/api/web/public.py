"""`GET /s/<number>/<token>`: what proves a statement, for whoever holds the paper, without an account.

The page shows what the paper shows of amounts, and what paper cannot: that the books still say so. The token
keeps others from counting through the numbers. No script runs on it and it loads nothing.
"""

import base64
import hashlib
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.utils.safestring import mark_safe

from api.base.errors import ApiError
from api.web import exchange
from kernel.errors import DomainError
from markets.documents import wording
from markets.documents.public import PublicProof, public_proof

_FOLDER = Path(__file__).parent
_STYLE = (_FOLDER / "statement.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PAGE = Engine(autoescape=True).from_string((_FOLDER / "statement.html").read_text(encoding="utf-8"))

POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def statement_page(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """The page, in Arabic and French; 404 for a number and token that do not belong together."""
    if request.method not in ("GET", "HEAD"):
        return exchange.refused_method("GET, HEAD")
    try:
        proof = public_proof(market=exchange.market_of(request), number=number, token=token)
    except (ApiError, DomainError) as error:
        return exchange.refused(request, error)
    return _page(proof)


def statement_proof(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """The same as data: the sealed content with its lines, and the block that it is chained in."""
    if request.method not in ("GET", "HEAD"):
        return exchange.refused_method("GET, HEAD")
    try:
        proof = public_proof(market=exchange.market_of(request), number=number, token=token)
    except (ApiError, DomainError) as error:
        return exchange.refused(request, error)
    return exchange.answered(proof.as_json())


def _page(proof: PublicProof) -> HttpResponse:
    labels = {name: wording.both(names) for name, names in wording.PUBLIC_LABELS.items()}
    context = {"proof": proof, "labels": labels, "style": mark_safe(_STYLE)}
    response = HttpResponse(_PAGE.render(Context(context)), content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = POLICY
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
