"""From a bearer token to the actor behind it."""

import hashlib
import time
from datetime import datetime
from uuid import UUID

from tenants.access import Actor, ActorKind, Grant
from tenants.database.session import as_gate
from tenants.identity.models import ApiToken
from tenants.permissions import ROLE_PERMISSIONS, Role

TIME_TO_LIVE = 60.0
"""A revoked token is refused after at most this many seconds in every process, at once in the one that
revoked it.
"""

MOST_REMEMBERED = 10_000
_remembered: dict[bytes, tuple[float, datetime, Actor]] = {}


def token_hash(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def actor_of_token(token: str, *, now: datetime) -> Actor | None:
    """The actor of a token that is neither expired nor revoked at `now` (UTC), else None.

    Found tokens are remembered by their hash for TIME_TO_LIVE seconds; unknown ones are not.
    """
    key = token_hash(token)
    remembered = _remembered.get(key)
    if remembered is not None and remembered[0] > time.monotonic():
        return remembered[2] if now < remembered[1] else None
    _remembered.pop(key, None)
    with as_gate():
        row = ApiToken.objects.filter(token_hash=key, revoked_at__isnull=True, expires_at__gt=now).first()
    if row is None:
        return None
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    actor = _actor(row)
    _remembered[key] = (time.monotonic() + TIME_TO_LIVE, row.expires_at, actor)
    return actor


def actor_of_token_id(token_id: UUID, *, market: str | None, now: datetime) -> Actor | None:
    """The actor of a token on the host of `market` (None: headquarters), read anew, if it is good there. Runs
    as headquarters.
    """
    row = ApiToken.objects.filter(pk=token_id, revoked_at__isnull=True, expires_at__gt=now).first()
    actor = None if row is None else _actor(row)
    return actor if actor is not None and (actor.of_network or actor.scope == market) else None


def forget() -> None:
    """Look every token up again: one was revoked in this process."""
    _remembered.clear()


def _actor(row: ApiToken) -> Actor:
    role = Role(row.role)
    return Actor(
        id=f"token:{row.id}",
        label=row.label,
        kind=ActorKind.TOKEN,
        role=role,
        scope=row.scope,
        cooperative_id=row.cooperative_id,
        grants=(Grant(id=row.id, role=role, scope=row.scope, cooperative_id=row.cooperative_id),),
        permissions=ROLE_PERMISSIONS[role],
    )
