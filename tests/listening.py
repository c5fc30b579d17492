"""Webhooks with something in every table, on either side, in a transaction that is rolled back."""

from datetime import datetime
from typing import Any

from kernel.ids import new_id
from tenants.events import log
from tenants.events.types import EventType, by_name
from tenants.webhooks import operations
from tenants.webhooks.books import Books
from tenants.webhooks.gateways import HttpSender
from tenants.webhooks.types import WebhookDetails

_TYPES = by_name([EventType("webhook.test", "webhook", "A test.", {})])


def number_events(books: Books) -> None:
    """Give events their positions, which the transaction of a test is too young to be given."""
    last = log.last_position(books.log)
    waiting = books.log.objects.filter(position__isnull=True).order_by("id")
    for position, event in enumerate(waiting, last + 1):
        books.log.objects.filter(pk=event.pk).update(position=position)


def listen(books: Books, *, at: datetime, owner: str = "client:a") -> Any:
    """One more webhook, with a delivery to it and an attempt: its name leads to a private address."""
    webhook, _ = operations.register_webhook(
        books=books,
        webhook_id=new_id(),
        details=WebhookDetails(url="https://receiver.example/", event_types=("*",), label="till"),
        event_types=_TYPES,
        owner=owner,
        at=at,
    )
    operations.send_test(
        books=books, webhook_id=webhook.pk, event_type="webhook.test", event_types=_TYPES, now=at
    )
    sender = HttpSender(resolve=lambda host, port: ["10.0.0.1"])
    operations.deliver(
        books=books,
        webhook_id=webhook.pk,
        told=lambda webhook, now: True,
        sender=sender,
        clock=lambda: at,
        chance=lambda: 0.0,
    )
    return webhook
