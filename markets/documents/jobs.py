"""Timed work of the documents: announcing what happened, and sending what is queued."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings

from markets.documents import operations as documents
from markets.documents.types import MessageKind
from markets.events import queries as event_log
from tenants.messages import gateways
from tenants.network import queries as network

KINDS: Mapping[str, MessageKind] = {
    "payout.paid": MessageKind.PAYOUT_PAID,
    "payout.held": MessageKind.PAYOUT_HELD,
    "payout.rejected": MessageKind.PAYOUT_REJECTED,
    "payout.returned": MessageKind.PAYOUT_RETURNED,
}
"""What a cooperative is told of, by the event's name."""


def announce_period(*, now: datetime, position: int) -> int:
    """Tell cooperatives of the statements of the half-month that the event at this position sealed."""
    event = event_log.event_at(position)
    return documents.announce_period(
        period_id=int(event.payload["period"]), channels=settings.MESSAGE_CHANNELS, queued_at=now
    )


def announce_payout(*, now: datetime, position: int) -> int:
    """Tell a cooperative of what the event at this position says of its payment.

    What happened to an attempt is told once for each attempt, that a payment is held once for the payment.
    """
    event = event_log.event_at(position)
    attempt = event.payload.get("attempt")
    return documents.announce_payout(
        kind=KINDS[event.name],
        statement_id=UUID(event.payload["statement"]),
        subject_id=event.subject_id if attempt is None else f"{event.subject_id}/{attempt}",
        amount_minor=int(event.payload["amount_minor"]),
        channels=settings.MESSAGE_CHANNELS,
        queued_at=now,
    )


def send_messages(*, now: datetime) -> int:
    """Send the messages that are due."""
    market = network.current_market().schema_name
    return documents.send_messages(gateways=gateways.configured(market), now=now)
