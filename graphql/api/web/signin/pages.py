"""What all pages share: language, layout, security headers, and cookies that go to `/account/` alone."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.csrf import get_token
from django.template import Context, Engine
from django.utils.decorators import decorator_from_middleware
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_protect

from api.web import exchange
from api.web.signin.wording import LANGUAGES, WORDS
from kernel.errors import DomainError
from tenants.people.operations import TooManyAttempts

HOME = "/account/"
_LANGUAGE_COOKIE = "tadamun_language"
_A_YEAR = 365 * 24 * 3600
_FOLDER = Path(__file__).parent / "templates"
_STYLE = (_FOLDER / "style.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PAGES = (_FOLDER, Path(__file__).parents[1] / "apply" / "templates")
_ENGINE = Engine(dirs=[str(folder) for folder in _PAGES], autoescape=True)

# What Django makes; anything else is nobody's session, and is not looked up.
_SESSION_KEY = re.compile(r"[a-z0-9]{32}")

View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """A page on headquarters' host with a session, and with forms that another site cannot send."""
    inner = decorator_from_middleware(SessionMiddleware)(csrf_protect(view))

    def answer(request: HttpRequest, **given: Any) -> HttpResponse:
        if request.seat.schema is not None:  # type: ignore[attr-defined]
            return exchange.answered({"error": "not_found"}, status=404)
        if request.method not in ("GET", "HEAD", "POST"):
            return exchange.refused_method("GET, HEAD, POST")
        if not _SESSION_KEY.fullmatch(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return guarded(cast(HttpResponse, inner(request, **given)), request)

    return answer


def shown(
    request: HttpRequest,
    template: str,
    /,
    *,
    status: int = 200,
    error: DomainError | str | None = None,
    leads_to: str = "",
    **content: Any,
) -> HttpResponse:
    """A page in the reader's language. `leads_to` is the origin, beside our own, to which its form may
    lead.
    """
    language = language_of(request)
    if isinstance(error, DomainError):
        status = 429 if isinstance(error, TooManyAttempts) else 400
        message = error.message(language)
    else:
        message = WORDS[error][language] if error else ""
    context = {
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "other": other_language(request),
        "words": {key: texts[language] for key, texts in WORDS.items()},
        "style": mark_safe(_STYLE),
        "form_token": get_token(request),
        "address": request.get_full_path(),
        "error": message,
        **content,
    }
    body = _ENGINE.get_template(f"{template}.html").render(Context(context))
    response = HttpResponse(body, status=status, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = policy(leads_to)
    response["Content-Language"] = language
    if isinstance(error, TooManyAttempts):
        response["Retry-After"] = str(error.params["seconds"])
    return response


def policy(leads_to: str = "") -> str:
    """The Content-Security-Policy of a page: no script, nothing from elsewhere, in nobody's frame."""
    return (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action 'self' {leads_to}".rstrip()
    )


def onward(request: HttpRequest, path: str) -> HttpResponse:
    """To another page of ours, with what the application asked for in the address."""
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{path}?{query}" if query else path)


def language_of(request: HttpRequest) -> str:
    """The language that was chosen, that the application asked for, or that the browser prefers."""
    chosen = (
        request.GET.get("lang"),
        request.COOKIES.get(_LANGUAGE_COOKIE),
        *request.GET.get("ui_locales", "").split(" "),
        *(part.strip()[:2] for part in request.headers.get("Accept-Language", "")[:200].split(",")),
    )
    return next((language for language in chosen if language is not None and language in LANGUAGES), "fr")


def other_language(request: HttpRequest) -> Mapping[str, str]:
    """The same page in the other language."""
    code = "fr" if language_of(request) == "ar" else "ar"
    query = request.GET.copy()
    query["lang"] = code
    return {"code": code, "name": LANGUAGES[code], "address": f"{request.path}?{query.urlencode()}"}


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, or from elsewhere: Django's CSRF_FAILURE_VIEW."""
    return guarded(shown(request, "message", status=403, error="form_expired"), request)


def asked_for(request: HttpRequest) -> bool:
    """Whether somebody is on the way to an application, whose request is in the address."""
    return "client_id" in request.GET


def query_of(request: HttpRequest) -> QueryDict:
    """The address's parameters but for the page's own."""
    query = request.GET.copy()
    query.pop("lang", None)
    return query


def guarded(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "DENY"
    # Not `no-referrer`: browsers would send forms of ours with `Origin: null`, like another site's.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    if request.GET.get("lang") in LANGUAGES:
        response.set_cookie(
            _LANGUAGE_COOKIE,
            request.GET["lang"],
            max_age=_A_YEAR,
            path=HOME,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
