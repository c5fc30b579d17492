"""The OAuth 2.0 server: oauthlib's endpoints over django-oauth-toolkit's tables, for three grants and no
more.

Client credentials, authorization code with PKCE by S256, refresh. What oauthlib's ready-made servers have
beside these (implicit, password, device, the `plain` method) is left out here rather than switched off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from oauth2_provider.exceptions import OAuthToolkitError
from oauth2_provider.models import clear_expired
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauthlib.common import Request, add_params_to_uri
from oauthlib.oauth2.rfc6749 import errors
from oauthlib.oauth2.rfc6749.endpoints import AuthorizationEndpoint, RevocationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.grant_types import (
    AuthorizationCodeGrant,
    ClientCredentialsGrant,
    RefreshTokenGrant,
)
from oauthlib.oauth2.rfc6749.grant_types.authorization_code import code_challenge_method_s256
from oauthlib.oauth2.rfc6749.tokens import BearerToken

from kernel.ids import new_id
from tenants.access import Grant
from tenants.oauth import access_tokens, operations, queries
from tenants.oauth.access_tokens import Claims, GrantClaim, TokenTooLong
from tenants.oauth.models import Client
from tenants.oauth.scopes import Scope
from tenants.oauth.validator import Validator
from tenants.people import queries as people
from tenants.people.models import Person

CHALLENGE_METHODS = ("S256",)


class _CodeGrant(AuthorizationCodeGrant):
    _code_challenge_methods = {"S256": code_challenge_method_s256}


class _Server(AuthorizationEndpoint, TokenEndpoint, RevocationEndpoint):
    def __init__(self, validator: Validator) -> None:
        code, refresh = _CodeGrant(validator), RefreshTokenGrant(validator)
        bearer = BearerToken(
            validator,
            token_generator=lambda request: _access_token(request, validator),
            expires_in=int(access_tokens.LIFETIME.total_seconds()),
            refresh_token_generator=lambda _request: f"tdmr_{token_urlsafe(32)}",
        )
        AuthorizationEndpoint.__init__(
            self, default_response_type="code", default_token_type=bearer, response_types={"code": code}
        )
        TokenEndpoint.__init__(
            self,
            default_grant_type="authorization_code",
            default_token_type=bearer,
            grant_types={
                "authorization_code": code,
                "client_credentials": ClientCredentialsGrant(validator),
                "refresh_token": refresh,
            },
        )
        RevocationEndpoint.__init__(self, validator)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an endpoint answers: RFC 6749 says how, in JSON."""

    status: int
    body: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an application asks of a person who is signed in."""

    client: Client
    scope: Scope
    redirect_uri: str
    credentials: dict[str, Any]


class Refused(Exception):
    """An authorization request that is not answered with a code.

    `location` is where the browser takes the refusal; empty where nobody may be trusted with it, because the
    client or its redirect URI is unknown: then the reader is told instead.
    """

    def __init__(self, error: str, location: str = "") -> None:
        super().__init__(error)
        self.error, self.location = error, location


def token_answer(request: HttpRequest, *, now: datetime) -> Answer:
    """The token endpoint (RFC 6749 section 3.2)."""
    with transaction.atomic():
        _, headers, body, status = _core(now).create_token_response(request)
    return Answer(status=status, body=body or "", headers=headers or {})


def revocation_answer(request: HttpRequest, *, now: datetime) -> Answer:
    """The revocation endpoint (RFC 7009)."""
    _, headers, body, status = _core(now).create_revocation_response(request)
    return Answer(status=status, body=body or "", headers=headers or {})


def authenticated_client(request: HttpRequest, *, now: datetime) -> Client | None:
    """The confidential client that sends this request with its secret, or None."""
    uri, method, body, headers = _core(now)._extract_params(request)
    asked = Request(uri, method, body, headers)
    return asked.client if Validator(now=now).authenticate_client(asked) else None


def asked_by(request: HttpRequest, *, now: datetime) -> Asked:
    """What the authorization request in this URL asks for. Raises Refused."""
    try:
        scopes, credentials = _core(now).validate_authorization_request(request)
    except OAuthToolkitError as error:
        raise _refused(error) from None
    client = queries.client_of(credentials["client_id"])
    assert client is not None, "the toolkit has just found it"
    credentials.pop("request", None)
    return Asked(
        client=client,
        scope=Scope.of(scopes),
        redirect_uri=credentials["redirect_uri"],
        credentials=credentials,
    )


def decided(request: HttpRequest, asked: Asked, *, person: Person, allowed: bool, now: datetime) -> str:
    """Where the browser goes with the person's decision: back to the application, with a code or a refusal.

    Raises Refused.
    """
    request.user = person  # type: ignore[assignment]  # Django's stubs know its own two classes only
    try:
        location, _, _, _ = _core(now).create_authorization_response(
            request, scopes=asked.scope.words, credentials=dict(asked.credentials), allow=allowed
        )
    except OAuthToolkitError as error:
        raise _refused(error) from None
    return str(location)


def forget_expired() -> None:
    """Delete codes and tokens of no more use; used refresh tokens stay as long as they tell of a replay."""
    clear_expired()


def _core(now: datetime) -> OAuthLibCore:
    return OAuthLibCore(_Server(Validator(now=now)))


def _refused(error: OAuthToolkitError) -> Refused:
    cause = error.oauthlib_error
    redirect_uri = getattr(cause, "redirect_uri", None) or getattr(error, "redirect_uri", None)
    fatal = isinstance(cause, errors.FatalClientError) or not redirect_uri
    return Refused(cause.error, "" if fatal else _with_issuer(cause.in_uri(redirect_uri)))


def _with_issuer(location: str) -> str:
    """RFC 9207: a refusal names its issuer as a code does."""
    return str(add_params_to_uri(location, [("iss", settings.OAUTH_ISSUER)]))


def _access_token(request: Any, validator: Validator) -> str:
    now = validator.now.replace(microsecond=0)
    client: Client = request.client
    person: Person | None = None if request.grant_type == "client_credentials" else request.user
    scope = Scope.of(request.scopes)
    if request.grant_type == "refresh_token":
        scope = scope.completed_by(validator.original_scope(request))
        request.scopes = scope.words
    token_id = new_id()
    claims = Claims(
        id=token_id,
        session=token_id if person is None else validator.session_of(request),
        subject=f"client:{client.pk}" if person is None else f"person:{person.pk}",
        client_id=client.pk,
        label=client.name,
        scope=scope.text,
        grants=tuple(_grants_of(person or client, scope)),
        issued_at=now,
        expires_at=now + access_tokens.LIFETIME,
    )
    try:
        return access_tokens.sign(
            claims, key=operations.signing_key(now=validator.now), issuer=settings.OAUTH_ISSUER
        )
    except TokenTooLong:
        raise errors.InvalidScopeError(description="Ask for fewer markets.", request=request) from None


def _grants_of(holder: Person | Client, scope: Scope) -> Iterable[GrantClaim]:
    """What the holder may act with where the token is good."""
    if isinstance(holder, Person):
        held: Sequence[Grant] = people.usable_grants_of(holder.pk)
    else:
        held = queries.grants_of_client(holder)
    for grant in held:
        if grant.of_network or scope.good_on(grant.scope):
            yield GrantClaim(
                id=grant.id, role=grant.role, scope=grant.scope, cooperative_id=grant.cooperative_id
            )
