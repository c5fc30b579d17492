"""Who owns what goes on without them, as an actor with the rights of now."""

from datetime import datetime
from uuid import UUID

from tenants.access import SYSTEM, Actor
from tenants.database.session import as_hq
from tenants.identity import queries as identity
from tenants.oauth import queries as oauth
from tenants.people import queries as people
from tenants.permissions import Permission


def actor_of_owner(
    owner: str,
    *,
    market: str | None,
    now: datetime,
    client: str | None = None,
    allowed: frozenset[Permission] | None = None,
) -> Actor | None:
    """An owner, by an actor's id, on the host of `market` (None: headquarters), with the grants that hold
    now, within `allowed`. None for who is gone: a token revoked or expired, a person disabled, a client ended
    or the one through which the person acted, no grant left.
    """
    if owner == SYSTEM.id:
        return SYSTEM
    kind, _, key = owner.partition(":")
    with as_hq():
        if kind == "token":
            return identity.actor_of_token_id(UUID(key), market=market, now=now)
        if kind == "person":
            if client is not None and oauth.client_of(client) is None:
                return None
            return people.actor_of_person(UUID(key), market=market, allowed=allowed, client=client)
        if kind == "client":
            return oauth.actor_of_client(UUID(key), market=market, allowed=allowed)
    return None
