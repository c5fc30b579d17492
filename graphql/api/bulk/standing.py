"""Who starts a bulk operation, and what whoever started it may at a later moment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.context import Context
from api.limits.meter import client_of
from tenants.access import Actor
from tenants.bulk.types import Starter
from tenants.database.session import as_hq
from tenants.identity import queries as identity
from tenants.oauth import queries as oauth
from tenants.people import queries as people
from tenants.permissions import Permission


def starter_of(context: Context) -> Starter:
    """Who starts an operation with this request."""
    viewer = context.viewer
    return Starter(
        actor=viewer.id,
        client=viewer.client or "",
        session=viewer.session,
        allowed=None if viewer.allowed is None else [word.value for word in viewer.allowed],
        counted_as=client_of(context),
        language=context.language,
    )


def actor_now(operation: Any, *, market: str | None, now: datetime) -> Actor | None:
    """Its starter as an actor on this host, with the grants that hold now, within what the token was given
    that started it. None for who is gone: a token revoked or expired, a session ended, a person disabled
    or signed out everywhere since, a client ended, no grant left.
    """
    allowed = None if operation.allowed is None else frozenset(map(Permission, operation.allowed))
    kind, _, key = operation.owner.partition(":")
    with as_hq():
        if operation.session is not None and oauth.session_ended(operation.session):
            return None
        if kind == "token":
            return identity.actor_of_token_id(UUID(key), market=market, now=now)
        if kind == "person":
            client = operation.client or None
            if client is not None and oauth.client_of(client) is None:
                return None
            if people.signed_out(people.person(UUID(key)), since=operation.created_at):
                return None
            return people.actor_of_person(UUID(key), market=market, allowed=allowed, client=client)
        if kind == "client":
            return oauth.actor_of_client(UUID(key), market=market, allowed=allowed)
    return None
