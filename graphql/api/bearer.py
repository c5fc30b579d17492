"""Whose bearer token a request carries."""

from datetime import datetime

from api.base.errors import Unauthenticated
from api.context import anonymous
from tenants.access import NETWORK, Actor
from tenants.identity import queries as identity


def viewer_of(authorization: str, *, market: str | None, now: datetime) -> Actor:
    """The actor of an `Authorization` header on the host of `market` (None: headquarters), an anonymous one
    without a header. Raises Unauthenticated for a token that is no good there.
    """
    if not authorization:
        return anonymous(market or NETWORK)
    scheme, _, token = authorization.partition(" ")
    actor = identity.actor_of_token(token.strip(), now=now) if scheme.lower() == "bearer" else None
    if actor is None or not (actor.of_network or actor.scope == market):
        raise Unauthenticated("This token is unknown, expired, revoked, or not for this host.")
    return actor
