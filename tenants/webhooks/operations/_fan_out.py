"""From events to deliveries: each event of the log is gone over once, in its order."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from tenants.events import log
from tenants.webhooks import queries, rules
from tenants.webhooks.books import Books, place
from tenants.webhooks.types import DeliveryState


def fan_out(*, books: Books, limit: int, now: datetime) -> int:
    """Make deliveries of up to `limit` events that follow the cursor, and move it with them; returns how many
    events that were.

    Nothing where nobody is told of anything, or while another is at it.
    """
    if not queries.active(books).exists():
        return 0
    with transaction.atomic():
        cursor = books.cursor.objects.select_for_update(skip_locked=True).first()
        if cursor is None:
            return 0
        found = list(log.after(books.log, cursor.position, limit))
        if not found:
            return 0
        # Read with the cursor held: whoever registers holds it too, so nobody is forgotten.
        webhooks = list(queries.active(books))
        add(
            books,
            (
                delivery(books, webhook, event, now=now)
                for webhook in webhooks
                for event in found
                if event.position > webhook.from_position and rules.wants(webhook.event_types, event.name)
            ),
        )
        cursor.position = found[-1].position
        cursor.save(update_fields=["position"])
    return len(found)


def delivery(books: Books, webhook: Any, event: Any, *, now: datetime) -> Any:
    """An event on its way to a webhook, due now; not yet written."""
    return books.delivery(
        webhook_id=webhook.pk,
        position=event.position,
        event_type=event.name,
        subject_id=event.subject_id,
        occurred_at=event.occurred_at,
        data=rules.data_of(place=place(), position=event.position, subject_id=event.subject_id),
        state=DeliveryState.WAITING,
        created_at=now,
        due_at=now,
    )


def add(books: Books, deliveries: Iterable[Any]) -> None:
    """Write deliveries; an event that is already on its way to a webhook, or was, stays as it is."""
    books.delivery.objects.bulk_create(deliveries, batch_size=1_000, ignore_conflicts=True)
