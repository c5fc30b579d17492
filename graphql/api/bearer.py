"""Whose bearer token a request carries: an access token that OAuth gave, or one that the command line
made.
"""

from datetime import datetime

from api.base.errors import Unauthenticated
from api.context import anonymous
from tenants.access import NETWORK, Actor
from tenants.identity import queries as identity
from tenants.oauth import queries as oauth


def viewer_of(authorization: str, *, market: str | None, now: datetime) -> Actor:
    """The actor of an `Authorization` header on the host of `market` (None: headquarters), an anonymous one
    without a header. Raises Unauthenticated for a token that is no good there.
    """
    if not authorization:
        return anonymous(market or NETWORK)
    scheme, _, token = authorization.partition(" ")
    actor = _actor(token.strip(), market, now) if scheme.lower() == "bearer" else None
    if actor is None:
        raise Unauthenticated("This token is unknown, expired, revoked, or not for this host.")
    return actor


def _actor(token: str, market: str | None, now: datetime) -> Actor | None:
    if oauth.looks_like_access_token(token):
        return oauth.actor_of_access_token(token, market=market, now=now)
    actor = identity.actor_of_token(token, now=now)
    return actor if actor is not None and (actor.of_network or actor.scope == market) else None
