"""Who starts a bulk operation, and what whoever started it may at a later moment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.context import Context
from api.limits.meter import client_of
from api.owners import actor_of_owner
from tenants.access import Actor
from tenants.bulk.types import Starter
from tenants.database.session import as_hq
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
        if kind == "person" and people.signed_out(people.person(UUID(key)), since=operation.created_at):
            return None
    return actor_of_owner(
        operation.owner, market=market, now=now, client=operation.client or None, allowed=allowed
    )
