"""Registering clients, changing their secrets, ending them."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.ids import new_id
from tenants.access import NETWORK, Actor, Forbidden, Grant
from tenants.identity.operations import RoleNotInScope
from tenants.network import queries as network
from tenants.oauth import queries, redirects, standing
from tenants.oauth.models import Client, ClientGrant, ClientSecret
from tenants.oauth.scopes import Scope, UnknownWord
from tenants.oauth.types import ClientDescription, ClientKind, OwnGrant
from tenants.people.rules import PEOPLE_ONLY
from tenants.permissions import MARKET_ROLES, NETWORK_ROLES, ROLE_PERMISSIONS, Permission, Role

LONGEST_NAME = 80
MOST_REDIRECT_URIS = 10
MOST_GRANTS = 40
OVERLAP = timedelta(hours=24)
LONGEST_OVERLAP = timedelta(days=30)


class ClientExceedsRegistrar(DomainError):
    """A client has, or is to have, what whoever registers it or asks for its secret does not hold there.
    Params: `permissions`, `scope`.
    """

    code = "CLIENT_EXCEEDS_REGISTRAR"
    messages = {
        "ar": "لا يمكنك منح ما لا تملكه في النطاق {scope}: {permissions}",
        "fr": "Vous ne pouvez pas donner ce que vous n'avez pas dans le périmètre {scope} : {permissions}",
        "en": "You cannot give what you do not hold in the scope {scope}: {permissions}",
    }


class DecisionNeedsPerson(DomainError):
    """A program was to have for itself one of the halves of what two people do. Params: `permissions`."""

    code = "DECISION_NEEDS_PERSON"
    messages = {
        "ar": "لا يقوم بهذا إلا شخص، مباشرة أو عبر تطبيق: {permissions}",
        "fr": "Seule une personne fait cela, elle-même ou par une application : {permissions}",
        "en": "Only a person does this, directly or through an application: {permissions}",
    }


class ClientIdTaken(DomainError):
    """Another client was registered with this id. Params: `id`."""

    code = "CLIENT_ID_TAKEN"
    messages = {
        "ar": "المعرف {id} مستعمل لتطبيق آخر",
        "fr": "L'identifiant {id} est celui d'un autre client",
        "en": "The id {id} is another client's",
    }


class ClientEnded(DomainError):
    """The client was ended, for good. Params: `id`."""

    code = "CLIENT_ENDED"
    messages = {
        "ar": "تم إنهاء التطبيق {id}",
        "fr": "Le client {id} a pris fin",
        "en": "The client {id} was ended",
    }


class ClientKeepsNoSecret(DomainError):
    """A public client, a program in a browser or on a telephone, has no secret. Params: `id`."""

    code = "CLIENT_KEEPS_NO_SECRET"
    messages = {
        "ar": "التطبيق {id} لا يملك سرا",
        "fr": "Le client {id} n'a pas de secret",
        "en": "The client {id} has no secret",
    }


@dataclass(frozen=True, slots=True)
class IssuedClient:
    """A client's row and, this once, the text of its new secret; None for a public client."""

    row: Client
    secret: str | None


def register_client(
    *, client_id: UUID, description: ClientDescription, registrar: Actor, at: datetime
) -> IssuedClient:
    """Register a client. It may at most what `registrar` may where it may it.

    An integration gets nothing of PEOPLE_ONLY, whatever its roles give.
    Raises InvalidValue, RoleNotInScope, DecisionNeedsPerson, ClientExceedsRegistrar, ClientIdTaken, or
    NotFound for a market that does not exist.
    """
    _require_sense(description)
    scope = _scope_of(description)
    _require_markets({grant.scope for grant in description.grants} | scope.places)
    _require_held(description.kind, description.grants, scope, registrar)
    integration = description.kind is ClientKind.INTEGRATION
    with transaction.atomic():
        if Client.objects.filter(pk=client_id).exists():
            raise ClientIdTaken(id=str(client_id))
        row = Client.objects.create(
            id=client_id,
            client_id=str(client_id),
            name=description.name.strip(),
            client_type=Client.CLIENT_CONFIDENTIAL if description.confidential else Client.CLIENT_PUBLIC,
            authorization_grant_type=(
                Client.GRANT_CLIENT_CREDENTIALS if integration else Client.GRANT_AUTHORIZATION_CODE
            ),
            redirect_uris=" ".join(description.redirect_uris),
            allowed_origins=" ".join(_origins(description.redirect_uris)),
            client_secret="",
            hash_client_secret=False,
            scope=scope.text,
            registered_at=at,
            registered_by=registrar.id,
        )
        ClientGrant.objects.bulk_create(
            ClientGrant(
                id=grant.id,
                client=row,
                role=grant.role.value,
                scope=grant.scope,
                granted_at=at,
                granted_by=registrar.id,
            )
            for grant in description.grants
        )
        secret = _add_secret(row, at=at, by=registrar.id) if description.confidential else None
    return IssuedClient(row, secret)


def rotate_client_secret(
    *, client_id: UUID, actor: Actor, at: datetime, overlap: timedelta = OVERLAP
) -> IssuedClient:
    """Make a new secret; the ones before it are good for `overlap` more, so that nobody is locked out.

    Whoever has the secret is the client, so `actor` must look after it and be able to register it as it is.
    Raises NotFound, Forbidden, ClientExceedsRegistrar, ClientEnded, ClientKeepsNoSecret, InvalidValue.
    """
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise InvalidValue(
            path=("overlap",), field="overlap", reason=f"from nothing to {LONGEST_OVERLAP.days} days"
        )
    with transaction.atomic():
        row = _looked_after(client_id, actor)
        grants, scope = queries.grants_of_client(row), Scope.parse(row.scope)
        _require_held(queries.kind_of(row.authorization_grant_type), grants, scope, actor)
        if row.ended_at is not None:
            raise ClientEnded(id=str(client_id))
        if row.client_type != Client.CLIENT_CONFIDENTIAL:
            raise ClientKeepsNoSecret(id=str(client_id))
        still_good = Q(ends_at__isnull=True) | Q(ends_at__gt=at + overlap)
        ClientSecret.objects.filter(still_good, client=row).update(ends_at=at + overlap)
        return IssuedClient(row, _add_secret(row, at=at, by=actor.id))


def end_client(*, client_id: UUID, actor: Actor, at: datetime) -> Client:
    """End a client for good: no token is given to it, and those it has are refused within half a minute.

    Twice is once. Raises NotFound, Forbidden.
    """
    with transaction.atomic():
        row = _looked_after(client_id, actor)
        if row.ended_at is None:
            row.ended_at, row.ended_by = at, actor.id
            row.save(update_fields=["ended_at", "ended_by"])
    standing.forget_once_committed()
    return row


def _looked_after(client_id: UUID, actor: Actor) -> Client:
    """The client, locked. Raises NotFound, or Forbidden unless `actor` looks after clients wherever it acts:
    who registered it and no longer does may read it on, no more.
    """
    row = Client.objects.select_for_update().filter(pk=client_id).first()
    if row is None:
        raise NotFound(kind="client", id=str(client_id))
    places = Scope.parse(row.scope).places | {grant.scope for grant in queries.grants_of_client(row)}
    if not all(actor.may_in(Permission.CLIENTS_WRITE, place) for place in places):
        raise Forbidden(permission=Permission.CLIENTS_WRITE.value)
    return row


def _add_secret(row: Client, *, at: datetime, by: str) -> str:
    secret = f"tdms_{secrets.token_urlsafe(32)}"
    ClientSecret.objects.create(
        id=new_id(), client=row, secret_hash=sha256(secret.encode()).digest(), made_at=at, made_by=by
    )
    return secret


def _require_sense(description: ClientDescription) -> None:
    name = description.name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise InvalidValue(path=("name",), field="name", reason=f"1 to {LONGEST_NAME} visible characters")
    application = description.kind is ClientKind.APPLICATION
    if application != (0 < len(description.redirect_uris) <= MOST_REDIRECT_URIS):
        raise InvalidValue(
            path=("redirect_uris",),
            field="redirect_uris",
            reason=f"1 to {MOST_REDIRECT_URIS} for an application, none for an integration",
        )
    for position, uri in enumerate(description.redirect_uris):
        reason = redirects.why_not(uri)
        if reason is not None:
            raise InvalidValue(path=("redirect_uris", position), field="redirect_uris", reason=reason)
    if application == (0 < len(description.grants) <= MOST_GRANTS):
        raise InvalidValue(
            path=("grants",),
            field="grants",
            reason=f"1 to {MOST_GRANTS} for an integration, none for an application",
        )
    if not application and not description.confidential:
        raise InvalidValue(
            path=("confidential",), field="confidential", reason="an integration keeps a secret"
        )
    _require_grants(description.grants)


def _require_grants(grants: Sequence[OwnGrant]) -> None:
    if len({(grant.role, grant.scope) for grant in grants}) < len(grants):
        raise InvalidValue(path=("grants",), field="grants", reason="each role once in a scope")
    for grant in grants:
        roles = NETWORK_ROLES if grant.scope == NETWORK else MARKET_ROLES - {Role.COOPERATIVE_DELEGATE}
        if grant.role not in roles:
            raise RoleNotInScope(path=("grants",), role=grant.role.value, scope=grant.scope)


def _scope_of(description: ClientDescription) -> Scope:
    """What the client may at most: as said, or for an integration that does not say it, what its grants
    give without what only people do.
    """
    try:
        said = Scope.of(description.scope)
    except UnknownWord as error:
        raise InvalidValue(path=("scope",), field="scope", reason=f"unknown: {error}") from None
    decided = said.permissions & PEOPLE_ONLY
    if decided and description.kind is ClientKind.INTEGRATION:
        raise DecisionNeedsPerson(path=("scope",), permissions=", ".join(sorted(decided)))
    given = Scope(
        permissions=frozenset[Permission]().union(
            *(ROLE_PERMISSIONS[grant.role] for grant in description.grants)
        )
        - PEOPLE_ONLY,
        places=frozenset(grant.scope for grant in description.grants),
    )
    scope = said.completed_by(given)
    if not scope.permissions or not scope.places:
        raise InvalidValue(path=("scope",), field="scope", reason="permissions and places, such as network")
    return scope


def _require_markets(places: Iterable[str]) -> None:
    for place in sorted(places):
        if place != NETWORK:
            network.market(place)


def _require_held(
    kind: ClientKind, grants: Sequence[OwnGrant | Grant], scope: Scope, registrar: Actor
) -> None:
    wanted: dict[str, frozenset[Permission]] = {}
    if kind is ClientKind.APPLICATION:
        wanted = dict.fromkeys(sorted(scope.places), scope.permissions)
    for grant in grants:
        given = ROLE_PERMISSIONS[grant.role] & scope.permissions
        wanted[grant.scope] = wanted.get(grant.scope, frozenset()) | given
    for place, permissions in wanted.items():
        lacking = permissions - registrar.gives_in(place)
        if lacking:
            raise ClientExceedsRegistrar(scope=place, permissions=", ".join(sorted(lacking)))


def _origins(uris: Sequence[str]) -> list[str]:
    """Where pages of the application may fetch tokens from: the origins that it is sent back to by https."""
    return sorted({redirects.origin_of(uri) for uri in uris if redirects.scheme_of(uri) == "https"})
