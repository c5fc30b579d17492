"""Sending again what was sent, and sending what never was."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kernel.errors import InvalidValue, NotFound
from tenants.events import log
from tenants.webhooks import rules
from tenants.webhooks.books import Books
from tenants.webhooks.operations._fan_out import add, delivery
from tenants.webhooks.operations._register import locked
from tenants.webhooks.types import DeliveryState, Replay, Replayed

MOST_EVENTS = 10_000


@transaction.atomic
def replay_deliveries(*, books: Books, webhook_id: UUID, replay: Replay, now: datetime) -> Replayed:
    """Let deliveries wait again, due now, with the `webhook-id` they had; events that never became any, as
    while the webhook was disabled, become some.

    At most so many events at once: go on after the position that was reached. Raises NotFound, WebhookEnded,
    InvalidValue.
    """
    webhook = locked(books, webhook_id)
    if replay.after is None:
        return _of_ids(books, webhook, replay, now)
    if replay.after < 0 or (replay.up_to is not None and replay.up_to < replay.after):
        raise InvalidValue(path=("range",), field="range", reason="from a position on, up to a later one")
    return _of_positions(books, webhook, replay, replay.after, now)


def _of_ids(books: Books, webhook: Any, replay: Replay, now: datetime) -> Replayed:
    wanted = set(replay.deliveries)
    mine = books.delivery.objects.filter(webhook_id=webhook.pk, pk__in=wanted)
    missing = wanted - set(mine.values_list("pk", flat=True))
    if missing:
        raise NotFound(kind="delivery", id=str(min(missing)))
    return Replayed(count=_again(mine, replay, now), reached=None, complete=True)


def _of_positions(books: Books, webhook: Any, replay: Replay, after: int, now: datetime) -> Replayed:
    events = list(log.after(books.log, after, MOST_EVENTS))
    if replay.up_to is not None:
        events = [event for event in events if event.position <= replay.up_to]
    if not events:
        return Replayed(count=0, reached=None, complete=True)
    reached = events[-1].position
    wanted = [event for event in events if rules.wants(webhook.event_types, event.name)]
    mine = books.delivery.objects.filter(
        webhook_id=webhook.pk, position__in=[event.position for event in wanted]
    )
    known = set(mine.values_list("position", flat=True))
    count = _again(mine, replay, now)
    new = [event for event in wanted if event.position not in known]
    add(books, (delivery(books, webhook, event, now=now) for event in new))
    last = log.last_position(books.log)
    complete = reached >= (last if replay.up_to is None else min(last, replay.up_to))
    return Replayed(count=count + len(new), reached=reached, complete=complete)


def _again(deliveries: Any, replay: Replay, now: datetime) -> int:
    left_out = Q(state=DeliveryState.DELIVERED) if replay.undelivered_only else Q(pk__in=())
    count: int = deliveries.exclude(left_out).update(state=DeliveryState.WAITING, tries=0, due_at=now)
    return count
