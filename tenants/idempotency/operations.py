"""Doing a request once: its key is taken in the operation's own transaction, and forgotten after 30 days."""

from datetime import datetime

from django.db import connection
from psycopg.sql import SQL, Identifier

from kernel.errors import DomainError
from tenants.idempotency.models import UsedKey
from tenants.idempotency.types import KEPT, Asked, Keys


class IdempotencyKeyReused(DomainError):
    """The actor used the key for another request. Params: `key`."""

    code = "IDEMPOTENCY_KEY_REUSED"
    messages = {
        "ar": "سبق استعمال المفتاح {key} لطلب آخر",
        "fr": "La clé {key} a déjà servi pour une autre demande",
        "en": "The key {key} was already used for another request",
    }


def take(*, keys: type[UsedKey], asked: Asked) -> Keys | None:
    """Hold a request's key until the transaction ends. What an earlier one was answered, or None for a new
    one.

    A request that is under way is waited for, up to the login's lock_timeout: if it commits, its answer is
    this one's too; if it comes to nothing, the key is free. Raises IdempotencyKeyReused, and
    django.db.OperationalError when the wait is over.
    """
    assert connection.in_atomic_block, "a key is kept by the transaction of what it stands for"
    while not _inserted(keys, asked):
        # A new statement, which sees what the other one committed; a key forgotten meanwhile is taken anew.
        known = keys._default_manager.filter(actor=asked.actor, key=asked.key).first()
        if known is None:
            continue
        if (known.operation, bytes(known.fingerprint)) != (asked.operation, asked.content):
            raise IdempotencyKeyReused(path=("idempotency_key",), key=asked.key)
        assert known.answer is not None, "a key is committed with its answer"
        return dict(known.answer)
    return None


def keep(*, keys: type[UsedKey], asked: Asked, answer: Keys) -> None:
    """Remember what a request was answered, in the transaction that took its key."""
    assert connection.in_atomic_block, "an answer is kept by the transaction of what it says"
    keys._default_manager.filter(actor=asked.actor, key=asked.key).update(answer=dict(answer))


def forget(*, keys: type[UsedKey], now: datetime) -> int:
    """Forget keys that were used more than 30 days ago; returns how many. Ids that clients made stay."""
    forgotten, _ = keys._default_manager.filter(used_at__lt=now - KEPT).delete()
    return forgotten


def _inserted(keys: type[UsedKey], asked: Asked) -> bool:
    statement = SQL(
        "INSERT INTO {} (actor, key, operation, fingerprint, used_at) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (actor, key) DO NOTHING"
    ).format(Identifier(keys._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(statement, [asked.actor, asked.key, asked.operation, asked.content, asked.at])
        return bool(cursor.rowcount)
