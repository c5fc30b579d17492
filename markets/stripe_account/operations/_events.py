"""Webhooks: verified and kept first, acted upon afterwards, as often as it takes.

What an event says of its object is never believed: events come twice, late and out of order. It only says
where to look, and the object is asked for as it is now. So acting twice on an event, or on an old one, is
harmless.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction

from kernel.errors import DomainError
from markets.events import operations as events
from markets.stripe_account import gateways, queries, rules
from markets.stripe_account.gateways import Gateway, Patience, StripeError, StripeRefused
from markets.stripe_account.models import StripeEvent
from markets.stripe_account.operations._connect import refresh_connected_account
from markets.stripe_account.operations._disputes import refresh_dispute
from markets.stripe_account.operations._mirror import to_look
from markets.stripe_account.operations._payments import refresh_card_payment
from markets.stripe_account.operations._refunds import refresh_card_refund
from markets.stripe_account.types import EventOutcome, ReceivedEvent

EventHandler = Callable[[ReceivedEvent, Gateway, datetime], object]
"""Acts on an event at an instant; it asks the gateway how things are, and may be called twice."""

PAYLOAD = "stripe event"
"""For what the key ring seals."""

_BATCH = 500


class NotAnEvent(DomainError):
    """A body that Stripe signed and that is no event of its v1 API."""

    code = "STRIPE_NOT_AN_EVENT"
    messages = {
        "ar": "هذا ليس حدثا من سترايب",
        "fr": "Ceci n'est pas un événement de Stripe",
        "en": "This is no event of Stripe's",
    }


def receive_event(*, body: bytes, signature: str, received_at: datetime) -> str:
    """Keep a webhook, once, and return its id. Event, the first time: `stripe.event_received`.

    Raises StripeNotConfigured, SignatureRefused, NotAnEvent.
    """
    account = queries.configured_account()
    secrets = queries.webhook_secrets_of(account)
    gateways.verify(body=body, header=signature, secrets=secrets, now=received_at)
    payload = _event_in(body)
    object_kind, object_id = rules.object_of(payload)
    row = StripeEvent(
        id=payload["id"],
        kind=payload["type"],
        account=str(payload.get("account") or "")[:120],
        object_kind=object_kind,
        object_id=object_id,
        live=payload.get("livemode") is True,
        created_at=datetime.fromtimestamp(payload["created"], UTC),
        received_at=received_at,
        sealed_payload=settings.KEYS.seal(body, purpose=PAYLOAD, context=payload["id"]),
        outcome=EventOutcome.WAITING,
    )
    with transaction.atomic():
        _, created = StripeEvent.objects.get_or_create(
            id=row.id,
            defaults={
                column.attname: getattr(row, column.attname)
                for column in StripeEvent._meta.concrete_fields
                if not column.primary_key
            },
        )
        if created:
            events.append(
                name="stripe.event_received",
                subject_id=row.id,
                payload={"kind": row.kind},
                occurred_at=row.created_at,
                recorded_at=received_at,
            )
    return row.id


def process_events(*, handlers: Mapping[str, EventHandler], processed_at: datetime) -> int:
    """Act on every webhook that waits; returns how many were done with.

    `handlers` are those of slices above this one, by the beginning of the event types they act on. One event
    that cannot be acted upon holds up no other: what was in the way of the first is raised at the end.
    """
    if queries.account_in_force() is None:
        return 0
    gateway = to_look()
    done, failures = 0, []
    for row in list(queries.waiting_events()[:_BATCH]):
        try:
            _act(row, gateway, handlers, processed_at)
            done += 1
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return done


def process_event(
    *,
    event_id: str,
    handlers: Mapping[str, EventHandler],
    processed_at: datetime,
    patience: Patience | None = None,
) -> bool:
    """Act on one webhook at once; False when Stripe cannot be asked now, and `process_events` will do it."""
    row = queries.waiting_events().filter(pk=event_id).first()
    if row is None:
        return True
    try:
        _act(row, to_look(patience=patience or Patience(attempts=1)), handlers, processed_at)
    except StripeError:
        return False
    return True


def _event_in(body: bytes) -> dict[str, Any]:
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise NotAnEvent from None
    if not isinstance(payload, dict) or payload.get("object") != "event":
        raise NotAnEvent
    fitting = (
        _is_text(payload.get("id"), 120)
        and _is_text(payload.get("type"), 100)
        and type(payload.get("created")) is int
        and 0 <= payload["created"] < 253_402_300_800
    )
    if not fitting:
        raise NotAnEvent
    return payload


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest and "\0" not in value


def _act(row: StripeEvent, gateway: Gateway, handlers: Mapping[str, EventHandler], now: datetime) -> None:
    known = {**_OWN_HANDLERS, **handlers}
    name = rules.handler_name(row.kind, known)
    outcome = EventOutcome.IGNORED
    if name is not None:
        try:
            known[name](_received(row), gateway, now)
            outcome = EventOutcome.HANDLED
        except StripeRefused as refusal:
            if not refusal.missing:
                raise
            outcome = EventOutcome.GONE
    StripeEvent.objects.filter(pk=row.pk, processed_at__isnull=True).update(processed_at=now, outcome=outcome)


def _received(row: StripeEvent) -> ReceivedEvent:
    return ReceivedEvent(
        id=row.id,
        kind=row.kind,
        account=row.account,
        object_kind=row.object_kind,
        object_id=row.object_id,
        created_at=row.created_at,
        live=row.live,
    )


def _of_account(event: ReceivedEvent, gateway: Gateway, now: datetime) -> object:
    """`account.external_account.…` is about a bank account: whose it is says the event's own account."""
    stripe_id = event.account or event.object_id
    return refresh_connected_account(stripe_id=stripe_id, refreshed_at=now, gateway=gateway)


def _of_payment(event: ReceivedEvent, gateway: Gateway, now: datetime) -> object:
    return refresh_card_payment(stripe_id=event.object_id, refreshed_at=now, gateway=gateway)


def _of_refund(event: ReceivedEvent, gateway: Gateway, now: datetime) -> object:
    return refresh_card_refund(stripe_id=event.object_id, refreshed_at=now, gateway=gateway)


def _of_dispute(event: ReceivedEvent, gateway: Gateway, now: datetime) -> object:
    return refresh_dispute(stripe_id=event.object_id, refreshed_at=now, gateway=gateway)


_OWN_HANDLERS: Mapping[str, EventHandler] = {
    "account.": _of_account,
    "payment_intent.": _of_payment,
    "refund.": _of_refund,
    "charge.refund.": _of_refund,
    "charge.dispute.": _of_dispute,
}
