"""What decides, beside its own signature, whether an access token is good: read again every half minute.

One snapshot a process: the public keys that are believed, and what ended so lately that tokens made before
may
still be about. Ids are unique over all of it, so one set answers for sessions, clients, people and grants.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from jwcrypto.jwk import JWK

from tenants.database.session import as_gate
from tenants.oauth.access_tokens import CLOCK_SKEW, LIFETIME
from tenants.oauth.models import Client, ClientGrant, EndedSession, SigningKey
from tenants.people.models import Membership, Person

READ_AGAIN_AFTER = timedelta(seconds=30)
"""What is revoked anywhere is refused everywhere after at most this long, at once where it was revoked."""

_UNKNOWN_KEY_READS_AGAIN_AFTER = timedelta(seconds=2)

STILL_ABOUT = LIFETIME + CLOCK_SKEW + READ_AGAIN_AFTER
"""A token made before something ended is expired this much later, so the end need not be remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One reading. `signed_out` tells of people whose tokens made until then are no good."""

    read_at: datetime
    keys: Mapping[str, JWK]
    ended: frozenset[UUID]
    signed_out: Mapping[UUID, datetime]


_last: Standing | None = None


def standing(*, now: datetime) -> Standing:
    """The snapshot, at most READ_AGAIN_AFTER old."""
    return _not_older_than(READ_AGAIN_AFTER, now)


def standing_with(key_id: str, *, now: datetime) -> Standing:
    """The snapshot, read again when it does not know this key: a key made just now, or a stranger's token."""
    found = standing(now=now)
    return found if key_id in found.keys else _not_older_than(_UNKNOWN_KEY_READS_AGAIN_AFTER, now)


def forget() -> None:
    """Read again: something changed in this process."""
    global _last
    _last = None


def forget_once_committed() -> None:
    """Read again at once, and after the transaction under way: meanwhile others read what was before it."""
    forget()
    transaction.on_commit(forget)


def published_keys(*, now: datetime) -> list[Mapping[str, object]]:
    """The public keys of tokens that may be about or will be, as RFC 7517 writes them; newest first."""
    return [
        {"kid": key_id, **JWK.from_json(public).export_public(as_dict=True)}
        for key_id, public in reversed(_believed(now))
    ]


def _not_older_than(age: timedelta, now: datetime) -> Standing:
    global _last
    last = _last
    # A clock that was set back must not keep a snapshot alive.
    if last is None or not timedelta(0) <= now - last.read_at < age:
        with as_gate():
            last = _last = _read(now)
    return last


def _read(now: datetime) -> Standing:
    since = now - STILL_ABOUT
    return Standing(
        read_at=now,
        keys={key_id: JWK.from_json(public) for key_id, public in _believed(now)},
        ended=frozenset(_ended_since(since)),
        signed_out={
            key: at
            for key, at in Person.objects.filter(signed_out_at__gte=since).values_list("id", "signed_out_at")
            if at is not None
        },
    )


def _ended_since(since: datetime) -> Iterator[UUID]:
    yield from EndedSession.objects.filter(ended_at__gte=since).values_list("id", flat=True)
    yield from Client.objects.filter(ended_at__gte=since).values_list("id", flat=True)
    yield from ClientGrant.objects.filter(ended_at__gte=since).values_list("id", flat=True)
    yield from Membership.objects.filter(ended_at__gte=since).values_list("id", flat=True)
    yield from Person.objects.filter(disabled_at__gte=since).values_list("id", flat=True)


def _believed(now: datetime) -> Sequence[tuple[str, str]]:
    """Keys that are not withdrawn and not replaced for longer than their last token lived, oldest first."""
    rows = SigningKey.objects.order_by("signs_from", "id").filter(withdrawn_at__isnull=True)
    keys = list(rows.values_list("id", "public", "signs_from"))
    replaced = [following[2] for following in keys[1:]]
    return [
        (key_id, public)
        for position, (key_id, public, _) in enumerate(keys)
        if position == len(replaced) or replaced[position] > now - STILL_ABOUT
    ]
