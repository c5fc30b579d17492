"""Trying a webhook out: a test that is sent like everything else, and a dry run that is sent nowhere."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel.errors import NotFound
from kernel.ids import new_id
from tenants.events.types import EventType, EventTypes
from tenants.webhooks import rules
from tenants.webhooks.books import Books
from tenants.webhooks.operations._register import UnknownEventType, locked
from tenants.webhooks.queries import sample_data, signing_secrets
from tenants.webhooks.types import DeliveryState, Outgoing

TEST = {"test": True}


@transaction.atomic
def send_test(
    *, books: Books, webhook_id: UUID, event_type: str, event_types: EventTypes, now: datetime
) -> Any:
    """Send an event of this type that did not happen: its `data` says `"test": true`. Returns the delivery.

    Raises NotFound, WebhookEnded, UnknownEventType.
    """
    webhook = locked(books, webhook_id)
    sample = _sample(event_type, event_types)
    key = new_id()
    return books.delivery.objects.create(
        id=key,
        webhook_id=webhook.pk,
        event_type=sample.name,
        subject_id=f"test {key}",
        occurred_at=now,
        data=sample_data(sample) | TEST,
        state=DeliveryState.WAITING,
        created_at=now,
        due_at=now,
    )


def dry_run(
    *, books: Books, webhook_id: UUID, event_type: str, event_types: EventTypes, now: datetime
) -> Outgoing:
    """The very request that a test would be, signed; it is sent nowhere and written nowhere.

    Raises NotFound, UnknownEventType.
    """
    webhook = books.webhook.objects.filter(pk=webhook_id).first()
    if webhook is None:
        raise NotFound(kind="webhook", id=str(webhook_id))
    sample = _sample(event_type, event_types)
    body = rules.body(event_type=sample.name, occurred_at=now, data=sample_data(sample) | TEST)
    secrets = signing_secrets(books, webhook_id, now=now)
    return Outgoing(
        url=webhook.url,
        headers=rules.headers(secrets, message_id=str(new_id()), at=now, body=body),
        body=body,
    )


def _sample(event_type: str, event_types: EventTypes) -> EventType:
    if event_type not in event_types:
        raise UnknownEventType(path=("event_type",), name=event_type[:60])
    return event_types[event_type]
