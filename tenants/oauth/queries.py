"""From an access token to the actor behind it, and what there is to know of clients.

A token that was found good is remembered by its hash for a while: a request then costs no look-up and no
signature, only a glance at what ended (`tenants.oauth.standing`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from tenants.access import Actor, ActorKind, Grant, actor_at
from tenants.oauth import access_tokens
from tenants.oauth.access_tokens import Claims, TokenRefused
from tenants.oauth.models import Client, ClientSecret, EndedSession
from tenants.oauth.scopes import Scope, UnknownWord
from tenants.oauth.standing import Standing, standing, standing_with
from tenants.oauth.types import ClientKind
from tenants.permissions import Permission, Role

REMEMBERED_FOR = timedelta(seconds=60)
MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Remembered:
    read_at: datetime
    key_id: str
    claims: Claims


_remembered: dict[bytes, _Remembered] = {}


def clients() -> QuerySet[Client]:
    """Every client, ended ones too, newest first."""
    return Client.objects.order_by("-registered_at", "-id")


def kind_of(grant_type: str) -> ClientKind:
    """What a client is for, by the toolkit's name of its grant."""
    own = grant_type == Client.GRANT_CLIENT_CREDENTIALS
    return ClientKind.INTEGRATION if own else ClientKind.APPLICATION


def client_of(client_id: str) -> Client | None:
    """The client of this id that is not ended, or None. Runs as headquarters."""
    try:
        key = UUID(client_id)
    except ValueError:
        return None
    return Client.objects.filter(pk=key, client_id=client_id, ended_at__isnull=True).first()


def registrar_of(actor: str) -> str | None:
    """Who registered the integration that acts under this id, ended or not; None for who is none. Runs as
    headquarters.
    """
    kind, _, key = actor.partition(":")
    try:
        found = Client.objects.filter(pk=UUID(key)) if kind == "client" else Client.objects.none()
    except ValueError:
        return None
    return found.values_list("registered_by", flat=True).first()


def programs_of(registrar: str) -> list[str]:
    """The ids under which the integrations that somebody registered act. Runs as headquarters."""
    keys = Client.objects.filter(registered_by=registrar).values_list("pk", flat=True)
    return [f"client:{key}" for key in keys]


def secret_is_good(client: Client, secret: str, *, now: datetime) -> bool:
    """Whether this is a secret of the client, at `now`. Looked up by its hash, so nothing is compared that
    takes longer for a better guess.
    """
    good = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    hashed = sha256(secret.encode("utf-8", "surrogatepass")).digest()
    return ClientSecret.objects.filter(good, client=client, secret_hash=hashed).exists()


def looks_like_access_token(token: str) -> bool:
    """Whether a bearer token is a JWT, rather than one that the command line made."""
    return access_tokens.looks_like_one(token)


def actor_of_access_token(token: str, *, market: str | None, now: datetime) -> Actor | None:
    """Who acts with this token on the host of `market` (None: headquarters); None when it is no good
    there.
    """
    claims = claims_of(token, now=now)
    if claims is None:
        return None
    try:
        scope = Scope.parse(claims.scope)
    except UnknownWord:
        return None
    if not scope.good_on(market):
        return None
    person = claims.subject.startswith("person:")
    return actor_at(
        market=market,
        id=claims.subject,
        label=claims.label,
        kind=ActorKind.PERSON if person else ActorKind.CLIENT,
        grants=_grants(claims, standing(now=now)),
        allowed=scope.permissions,
        client=str(claims.client_id) if person else None,
        session=claims.session,
    )


def session_ended(session: UUID) -> bool:
    """Whether a session was revoked, replayed or signed out of, ever. Runs as headquarters."""
    return EndedSession.objects.filter(pk=session).exists()


def actor_of_client(
    client_id: UUID, *, market: str | None, allowed: frozenset[Permission] | None
) -> Actor | None:
    """An integration as an actor on the host of `market` (None: headquarters), with the grants that it holds
    now; None for one that is ended or holds nothing there. Runs as headquarters.
    """
    client = client_of(str(client_id))
    if client is None:
        return None
    return actor_at(
        market=market,
        id=f"client:{client_id}",
        label=client.name,
        kind=ActorKind.CLIENT,
        grants=grants_of_client(client),
        allowed=allowed,
    )


def grants_of_client(client: Client) -> list[Grant]:
    """What an integration holds by itself now, oldest first."""
    held = client.grants.filter(ended_at__isnull=True).order_by("granted_at", "id")
    return [Grant(id=row.pk, role=Role(row.role), scope=row.scope) for row in held]


def session_is_ended(session: UUID) -> bool:
    """Whether a session was ended: one that was renewed at that very moment has refresh tokens that nobody
    revoked.
    """
    return EndedSession.objects.filter(pk=session).exists()


def claims_of(token: str, *, now: datetime) -> Claims | None:
    """What a token says that is good at `now` (UTC): signed by us, not expired, not ended. Else None."""
    if not looks_like_access_token(token):
        return None
    hashed = sha256(token.encode()).digest()
    known = _remembered.get(hashed)
    if known is None or not timedelta(0) <= now - known.read_at < REMEMBERED_FOR:
        known = _read(token, hashed, now)
        if known is None:
            return None
    believed = standing(now=now)
    claims = known.claims
    good = claims.expires_at > now and known.key_id in believed.keys and not _ended(claims, believed)
    return claims if good else None


def forget() -> None:
    """Read every token again."""
    _remembered.clear()


def subject_id(claims: Claims) -> UUID:
    """The id of the person or client that a token speaks for."""
    return UUID(claims.subject.partition(":")[2])


def _read(token: str, hashed: bytes, now: datetime) -> _Remembered | None:
    _remembered.pop(hashed, None)
    try:
        key_id = access_tokens.key_named_by(token)
        keys = standing_with(key_id, now=now).keys
        claims = access_tokens.read(token, keys=keys, issuer=settings.OAUTH_ISSUER, now=now)
    except TokenRefused:
        return None
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    _remembered[hashed] = found = _Remembered(now, key_id, claims)
    return found


def _ended(claims: Claims, believed: Standing) -> bool:
    subject = subject_id(claims)
    signed_out_at = believed.signed_out.get(subject)
    return not believed.ended.isdisjoint((claims.session, claims.client_id, subject)) or (
        signed_out_at is not None and claims.issued_at <= signed_out_at
    )


def _grants(claims: Claims, believed: Standing) -> Iterator[Grant]:
    """The grants in a token that have not ended since; a role that is gone gives nothing."""
    for grant in claims.grants:
        if grant.id not in believed.ended and grant.role in set(Role):
            yield Grant(
                id=grant.id,
                role=Role(grant.role),
                scope=grant.scope,
                cooperative_id=grant.cooperative_id,
            )
