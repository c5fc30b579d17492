"""Reads of webhooks: which are told of anything, whose deliveries are due, and what signs them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from psycopg.sql import SQL, Identifier

from tenants.events.types import EventType
from tenants.webhooks import rules
from tenants.webhooks.books import Books, place
from tenants.webhooks.types import DeliveryState

SECRET_PURPOSE = "webhook secret"
"""For what the key ring seals."""

# No join of the deliveries with themselves: with a new table's statistics, or none, that takes minutes for
# twenty thousand (measured); this takes one pass over what waits, in the order of an index.
_SENDABLE = """
    SELECT id FROM (
        SELECT DISTINCT ON (subject_id) id, position, due_at
        FROM {delivery}
        WHERE webhook_id = %s AND state = %s
        ORDER BY subject_id, position
    ) first_of_subject
    WHERE due_at <= %s
    ORDER BY position NULLS FIRST
    LIMIT %s
"""


def active(books: Books) -> "QuerySet[Any]":
    """The webhooks that are told of what happens."""
    found: QuerySet[Any] = books.webhook.objects.filter(disabled_at__isnull=True, ended_at__isnull=True)
    return found


def sendable(books: Books, webhook_id: UUID, *, now: datetime, limit: int) -> Sequence[UUID]:
    """The ids of deliveries to a webhook that may be sent now, oldest first: of each subject only the first
    that waits, so that a later event never overtakes an earlier one.
    """
    statement = SQL(_SENDABLE).format(delivery=Identifier(books.delivery._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(
            statement.as_string(cursor.connection), (webhook_id, DeliveryState.WAITING.value, now, limit)
        )
        return [key for (key,) in cursor.fetchall()]


def due_webhooks(books: Books, *, now: datetime) -> Sequence[UUID]:
    """The webhooks to which something may be sent now, and to which nobody is sending."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    rested = Q(not_before__isnull=True) | Q(not_before__lte=now)
    due = books.delivery.objects.filter(webhook=OuterRef("pk"), state=DeliveryState.WAITING, due_at__lte=now)
    found = active(books).filter(free, rested, Exists(due)).order_by("created_at")
    # What is due may have to wait for an earlier event of its subject that is not.
    return [key for key in found.values_list("pk", flat=True) if sendable(books, key, now=now, limit=1)]


def signing_secrets(books: Books, webhook_id: UUID, *, now: datetime) -> Sequence[bytes]:
    """What requests are signed with at an instant, the newest first."""
    valid = Q(valid_until__isnull=True) | Q(valid_until__gt=now)
    rows = books.secret.objects.filter(valid, webhook_id=webhook_id)
    return [opened(row) for row in rows.order_by("-made_at", "-id")]


def current_secret(books: Books, webhook: Any) -> str:
    """The text of a webhook's current secret."""
    return rules.secret_text(
        opened(books.secret.objects.get(webhook_id=webhook.pk, valid_until__isnull=True))
    )


def opened(secret: Any) -> bytes:
    """The bytes that a secret's row seals."""
    return settings.KEYS.unseal(bytes(secret.sealed), purpose=SECRET_PURPOSE, context=str(secret.pk))


def sample_data(kind: EventType) -> dict[str, Any]:
    """The `data` of a webhook about an event of this kind, as it may look here."""
    return dict(rules.data_of(place=place(), position=1, subject_id=f"<{kind.subject}>"))
