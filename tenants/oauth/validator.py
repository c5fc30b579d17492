"""What django-oauth-toolkit asks us before it gives, renews or ends a token, and the rules that are stricter
here.

One validator serves one request and knows its instant.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import unquote_plus
from uuid import UUID

from django.conf import settings
from django.db import transaction
from oauth2_provider.models import Grant as AuthorizationCode
from oauth2_provider.models import RefreshToken
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2.rfc6749 import errors

from tenants.oauth import operations, queries
from tenants.oauth.models import Client
from tenants.oauth.operations import REFRESH_REPLAYED, REVOKED
from tenants.oauth.rules import session_of_code
from tenants.oauth.scopes import Scope, UnknownWord
from tenants.people import queries as people
from tenants.people.models import Person


class Validator(OAuth2Validator):
    """The toolkit's validator on our clients, scopes, people and sessions."""

    def __init__(self, *, now: datetime) -> None:
        super().__init__()
        self.now = now
        self.since = now  # when that began which a token is to go on with

    # Clients ------------------------------------------------------------------------------------------------

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """A confidential client by its id and secret, in `Authorization: Basic` or in the form, not in both
        ways with different ids (RFC 6749 section 2.3).
        """
        named = _basic(request.headers.get("HTTP_AUTHORIZATION") or "")
        if named is None:
            named = (request.client_id or "", request.client_secret or "")
        elif request.client_id and request.client_id != named[0]:
            return False
        client_id, secret = named
        client = self._load_application(client_id, request)
        return (
            client is not None
            and client.client_type == Client.CLIENT_CONFIDENTIAL
            and queries.secret_is_good(client, secret, now=self.now)
        )

    def _load_application(self, client_id: str, request: Any) -> Client | None:
        client = queries.client_of(client_id or "")
        request.client = client
        return client

    # Scopes -------------------------------------------------------------------------------------------------

    def validate_scopes(
        self, client_id: str, scopes: Sequence[str], client: Client, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """Nothing that the client is not registered for; what was left out is filled up."""
        registered = Scope.parse(client.scope)
        try:
            asked = Scope.of(scopes)
        except UnknownWord:
            return False
        if not asked.within(registered):
            return False
        request.scopes = asked.completed_by(registered).words
        return True

    def get_default_scopes(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        """All that the client is registered for."""
        return Scope.parse(request.client.scope).words

    def is_within_original_scope(
        self, request_scopes: Sequence[str], refresh_token: str, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """A place within `network` is asked for less than `network`."""
        try:
            return Scope.of(request_scopes).within(self.original_scope(request))
        except UnknownWord:
            return False

    def original_scope(self, request: Any) -> Scope:
        """What the refresh token of a request was given."""
        return Scope.of(str(self.get_original_scopes(request.refresh_token, request)).split())

    # Codes --------------------------------------------------------------------------------------------------

    def validate_code(
        self, client_id: str, code: str, client: Client, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """A code of this client that is not used, expired, or of somebody who signed out since. A used one
        ends what it gave.
        """
        if not super().validate_code(client_id, code, client, request, *args, **kwargs):
            operations.end_session_of_code(code=code, at=self.now)
            return False
        self.since = AuthorizationCode.objects.get(code=code, application=client).created
        return not people.signed_out(request.user, since=self.since)

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Use the code up. Of two requests that race with one code the slower ends what both were given."""
        try:
            super().invalidate_authorization_code(client_id, code, request, *args, **kwargs)
        except errors.InvalidGrantError:
            operations.end_session_of_code(code=code, at=self.now)
            raise

    # Refresh tokens -----------------------------------------------------------------------------------------

    def validate_refresh_token(
        self, refresh_token: str, client: Client, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """A refresh token of this client that was not used before, in a session that goes on; a used one ends
        its session, since one of the two who used it stole it (RFC 9700 section 4.14.2).
        """
        if not super().validate_refresh_token(refresh_token, client, request, *args, **kwargs):
            row = _refresh_token(refresh_token, client)
            if row is not None and row.revoked is not None:
                operations.end_session(session=row.token_family, reason=REFRESH_REPLAYED, at=self.now)
            return False
        self.since = request.refresh_token_instance.created
        ended = queries.session_is_ended(request.refresh_token_instance.token_family)
        return not ended and not people.signed_out(request.user, since=self.since)

    def _create_refresh_token(
        self, request: Any, refresh_token_code: str, access_token: Any, previous_refresh_token: Any
    ) -> Any:
        """Asked again under lock, whether the session goes on: what ends it waits for this row, or came first
        and is seen.
        """
        session = self.session_of(request)
        person = Person.objects.select_for_update(no_key=True).get(pk=request.user.pk)
        revoked = previous_refresh_token is not None and previous_refresh_token.revoked is not None
        if revoked or queries.session_is_ended(session) or people.signed_out(person, since=self.since):
            raise errors.InvalidGrantError(request=request)
        row = RefreshToken(
            user=person,
            application=request.client,
            access_token=access_token,
            token_family=session,
            resource=[],
        )
        self._set_token_value(row, refresh_token_code)
        row.save()
        return row

    def session_of(self, request: Any) -> UUID:
        """The session that a code begins, or a refresh token goes on with."""
        if request.grant_type == "authorization_code":
            return session_of_code(request.code)
        family: UUID = _refresh_token(request.refresh_token, request.client).token_family
        return family

    def revoke_token(self, token: str, token_type_hint: str, request: Any, *args: Any, **kwargs: Any) -> None:
        """End the session of a token of this client, whichever of its tokens it is; RFC 7009 lets both go."""
        # Before the transaction: what is known of keys and of what ended is read by another login.
        claims = queries.claims_of(token, now=self.now)
        with transaction.atomic():
            row = _refresh_token(token, request.client)
            if row is not None:
                operations.end_session(session=row.token_family, reason=REVOKED, at=self.now)
            elif claims is not None and claims.client_id == request.client.pk:
                operations.end_session(session=claims.session, reason=REVOKED, at=self.now)

    def _validate_resource_uris(self, request: Any, resources: Sequence[str]) -> None:
        """RFC 8707: there is one audience, the network's API; places narrow a token, resources do not."""
        if any(resource != settings.OAUTH_ISSUER for resource in resources):
            raise errors.CustomOAuth2Error(
                error="invalid_target", description=f"The resource is {settings.OAUTH_ISSUER}."
            )


def _refresh_token(token: str, client: Client) -> Any:
    checksum = sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
    return RefreshToken.objects.filter(token_checksum=checksum, application=client).first()


def _basic(authorization: str) -> tuple[str, str] | None:
    """Id and secret in an `Authorization: Basic` header; None when there is none that can be read."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    client_id, colon, secret = text.partition(":")
    return (unquote_plus(client_id), unquote_plus(secret)) if colon else None
