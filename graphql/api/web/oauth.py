"""OAuth's endpoints for programs, on headquarters' host: tokens, revocation, introspection, and what a client
finds by itself (RFC 8414 metadata, RFC 7517 keys).
"""

from collections.abc import Callable
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse

from api.web import exchange
from kernel import clock
from tenants.access import NETWORK
from tenants.oauth import queries, server, standing
from tenants.oauth.access_tokens import Claims
from tenants.permissions import Permission

TOKEN, REVOCATION, INTROSPECTION = "/oauth/token", "/oauth/revoke", "/oauth/introspect"
KEYS, METADATA, AUTHORIZATION = "/oauth/keys", "/.well-known/oauth-authorization-server", "/account/authorize"

_FORM = "application/x-www-form-urlencoded"
_LONGEST_FORM = 32_768
_SCHEME = 'Basic realm="oauth"'
_KEPT = "public, max-age=300"
_CLIENT_METHODS = ["client_secret_basic", "client_secret_post"]

View = Callable[[HttpRequest], HttpResponse]


def at_headquarters(view: View) -> View:
    """Answers on headquarters' host; a market's host has nothing there."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.seat.schema is not None:  # type: ignore[attr-defined]
            return exchange.answered({"error": "not_found"}, status=404)
        return view(request)

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # for programs: no cookie is looked at
    return answer


def _form(view: View) -> View:
    """Takes a POST with a form, as RFC 6749 sends one, and says why not in its way."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            response = _error("invalid_request", "Use POST.", status=405)
            response["Allow"] = "POST"
            return response
        if request.content_type != _FORM:
            return _error("invalid_request", f"Send {_FORM}.", status=415)
        try:
            if int(request.headers.get("Content-Length") or 0) > _LONGEST_FORM:
                raise RequestDataTooBig
            values = [value for values in request.POST.lists() for value in values[1]]
        except (RequestDataTooBig, TooManyFieldsSent, ValueError):
            return _error("invalid_request", f"At most {_LONGEST_FORM} bytes.", status=413)
        if any("\0" in value for value in values):
            return _error("invalid_request", "There is a NUL in it.")
        return view(request)

    return answer


@at_headquarters
@_form
def token_view(request: HttpRequest) -> HttpResponse:
    """Access tokens for client credentials, codes and refresh tokens."""
    return _answer(server.token_answer(request, now=clock.now()))


@at_headquarters
@_form
def revocation_view(request: HttpRequest) -> HttpResponse:
    """End a session by one of its tokens; RFC 7009 answers 200 for an unknown one too."""
    return _answer(server.revocation_answer(request, now=clock.now()))


@at_headquarters
@_form
def introspection_view(request: HttpRequest) -> HttpResponse:
    """What an access token says, to a client that proves itself: active exactly where the API takes it."""
    now = clock.now()
    if server.authenticated_client(request, now=now) is None:
        response = _error("invalid_client", "A client with its secret may ask.", status=401)
        response["WWW-Authenticate"] = _SCHEME
        return response
    token = request.POST.get("token")
    if not token:
        return _error("invalid_request", "Which `token`?")
    claims = queries.claims_of(token, now=now)
    return exchange.answered({"active": False} if claims is None else _introspected(claims))


@at_headquarters
def keys_view(request: HttpRequest) -> HttpResponse:
    """The public keys, the next one too before it signs."""
    if request.method not in ("GET", "HEAD"):
        return exchange.refused_method("GET, HEAD")
    keys = standing.published_keys(now=clock.now())
    response = _published({"keys": keys}, media_type="application/jwk-set+json")
    if not keys:  # before the first token: nobody shall remember that there is none
        response["Cache-Control"] = "no-store"
    return response


@at_headquarters
def metadata_view(request: HttpRequest) -> HttpResponse:
    """Where everything is, and what is spoken."""
    if request.method not in ("GET", "HEAD"):
        return exchange.refused_method("GET, HEAD")
    issuer = settings.OAUTH_ISSUER
    return _published(
        {
            "issuer": issuer,
            "authorization_endpoint": issuer + AUTHORIZATION,
            "token_endpoint": issuer + TOKEN,
            "revocation_endpoint": issuer + REVOCATION,
            "introspection_endpoint": issuer + INTROSPECTION,
            "jwks_uri": issuer + KEYS,
            "scopes_supported": [NETWORK, *sorted(permission.value for permission in Permission)],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
            "code_challenge_methods_supported": list(server.CHALLENGE_METHODS),
            "token_endpoint_auth_methods_supported": [*_CLIENT_METHODS, "none"],
            "revocation_endpoint_auth_methods_supported": [*_CLIENT_METHODS, "none"],
            "introspection_endpoint_auth_methods_supported": _CLIENT_METHODS,
            "authorization_response_iss_parameter_supported": True,
            "ui_locales_supported": ["ar", "fr"],
        },
        media_type="application/json",
    )


def _introspected(claims: Claims) -> dict[str, Any]:
    return {
        "active": True,
        "token_type": "Bearer",
        "iss": settings.OAUTH_ISSUER,
        "aud": settings.OAUTH_ISSUER,
        "sub": claims.subject,
        "client_id": str(claims.client_id),
        "jti": str(claims.id),
        "scope": claims.scope,
        "iat": int(claims.issued_at.timestamp()),
        "exp": int(claims.expires_at.timestamp()),
    }


def _answer(answer: server.Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
    for name, value in answer.headers.items():
        response[name] = value
    if answer.status == 401:  # RFC 6749 section 5.2: the scheme that the client may prove itself by
        response["WWW-Authenticate"] = _SCHEME
    return exchange.private(response)


def _error(error: str, description: str, *, status: int = 400) -> HttpResponse:
    return exchange.answered({"error": error, "error_description": description}, status=status)


def _published(content: dict[str, Any], *, media_type: str) -> HttpResponse:
    """For everybody, also for a page of another origin."""
    response = HttpResponse(orjson.dumps(content), content_type=media_type)
    response["Cache-Control"] = _KEPT
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response
