"""Sending what is due to one webhook: leased, signed, sent a few at a time, and written down.

No transaction lasts while a receiver is waited for. Who dies between sending and writing down leaves the
delivery waiting: it is sent once more, with the same `webhook-id`, when the lease is over.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction

from kernel.ids import new_id
from tenants.events import log
from tenants.events.types import EventDraft
from tenants.webhooks import queries, rules
from tenants.webhooks.books import Books
from tenants.webhooks.gateways import Sender
from tenants.webhooks.operations._register import disable
from tenants.webhooks.types import (
    Answer,
    Chance,
    Clock,
    DeliveryState,
    DisabledBecause,
    Outcome,
    Outgoing,
    Sent,
    Told,
)

LEASE = timedelta(minutes=3)
"""Longer than a batch can take: its requests, two after each other, with their look-ups."""

BATCH = 8
AT_ONCE = 4
MOST_AT_A_TIME = 80
"""After so many the worker turns to others; it comes back for the rest."""

_GIVEN_UP = ("disabled_at", "disabled_because", "disabled_position", "notice_due")

_log = structlog.get_logger(__name__)

Unsent = tuple[UUID, Outgoing]


def deliver(
    *, books: Books, webhook_id: UUID, told: Told, sender: Sender, clock: Clock, chance: Chance
) -> int:
    """Send to a webhook what is due, in the order of each subject; returns how many requests that were.

    Nothing while another holds its lease, or while it is disabled, ended or at rest. It is disabled when its
    owner may not be `told` any more.
    """
    lease, made = new_id(), 0
    if not _take(books, webhook_id, lease, clock()):
        return 0
    try:
        if not _is_told(books, webhook_id, told, clock()):
            return 0
        while made < MOST_AT_A_TIME:
            found = queries.sendable(books, webhook_id, now=clock(), limit=MOST_AT_A_TIME - made)
            done = _send_all(books, webhook_id, lease, found, sender, clock, chance)
            made += done
            if done < len(found) or not found:
                break
    finally:
        books.webhook.objects.filter(pk=webhook_id, lease=lease).update(lease=None, leased_until=None)
    return made


def _send_all(
    books: Books,
    webhook_id: UUID,
    lease: UUID,
    found: Sequence[UUID],
    sender: Sender,
    clock: Clock,
    chance: Chance,
) -> int:
    """Send deliveries of as many subjects, so that none waits for another, until the webhook has to rest."""
    made = 0
    while made < len(found):
        unsent = _next(books, webhook_id, lease, found[made:], clock())
        if not unsent:
            break
        sent = _sent(unsent, sender, clock)
        made += len(sent)
        _write_down(books, webhook_id, sent, chance)
    return made


def _is_told(books: Books, webhook_id: UUID, told: Told, now: datetime) -> bool:
    """Whether a webhook is told of anything; one whose owner may not be is disabled."""
    webhook = queries.active(books).filter(pk=webhook_id).first()
    if webhook is None or told(webhook, now):
        return webhook is not None
    with transaction.atomic():
        held = queries.active(books).select_for_update(no_key=True).filter(pk=webhook_id).first()
        if held is not None:
            _give_up(books, held, DisabledBecause.RIGHTS_ENDED, now)
            held.save(update_fields=_GIVEN_UP)
    return False


def _take(books: Books, webhook_id: UUID, lease: UUID, now: datetime) -> bool:
    over = books.webhook.objects.filter(pk=webhook_id, leased_until__lte=now)
    free = books.webhook.objects.filter(pk=webhook_id, leased_until__isnull=True)
    taken: int = (free | over).update(lease=lease, leased_until=now + LEASE)
    return taken == 1


@transaction.atomic
def _next(
    books: Books, webhook_id: UUID, lease: UUID, found: Sequence[UUID], now: datetime
) -> Sequence[Unsent]:
    """The next requests, signed now, with the lease extended; none once the lease is another's."""
    webhook = queries.active(books).select_for_update(no_key=True).filter(pk=webhook_id, lease=lease).first()
    if webhook is None or (webhook.not_before is not None and webhook.not_before > now):
        return []
    webhook.leased_until = now + LEASE
    webhook.save(update_fields=["leased_until"])
    size = BATCH if webhook.streak < rules.PROBING_FROM else 1
    secrets = queries.signing_secrets(books, webhook_id, now=now)
    deliveries = books.delivery.objects.in_bulk(found[:size])
    return [(key, _outgoing(webhook.url, deliveries[key], secrets, now)) for key in found[:size]]


def _outgoing(url: str, delivery: Any, secrets: Sequence[bytes], now: datetime) -> Outgoing:
    body = rules.body(event_type=delivery.event_type, occurred_at=delivery.occurred_at, data=delivery.data)
    headers = rules.headers(secrets, message_id=str(delivery.pk), at=now, body=body)
    return Outgoing(url=url, headers=headers, body=body)


def _sent(unsent: Sequence[Unsent], sender: Sender, clock: Clock) -> Sequence[Sent]:
    """Make the requests, a few at once; the threads touch no database."""

    def send(one: Unsent) -> Sent:
        started = clock()
        answer = sender.send(one[1])
        return Sent(delivery_id=one[0], outgoing=one[1], started_at=started, ended_at=clock(), answer=answer)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(send, unsent))


@transaction.atomic
def _write_down(books: Books, webhook_id: UUID, sent: Sequence[Sent], chance: Chance) -> None:
    """What came of the requests. It is the truth whoever holds the lease by now."""
    webhook = books.webhook.objects.select_for_update(no_key=True).get(pk=webhook_id)
    for one in sent:
        outcome = rules.outcome(one.answer)
        _write_kept(books, one, outcome, chance)
        if outcome is Outcome.DELIVERED:
            webhook.streak, webhook.failing_since, webhook.not_before = 0, None, None
        else:
            _failed(webhook, one)
    last = sent[-1].ended_at
    because = _given_up(webhook, sent, last)
    if because is not None and webhook.disabled_at is None and webhook.ended_at is None:
        _give_up(books, webhook, because, last)
    webhook.save(update_fields=["streak", "failing_since", "not_before", *_GIVEN_UP])


def _give_up(books: Books, webhook: Any, because: DisabledBecause, at: datetime) -> None:
    """Disable a webhook, which the caller saves, and tell of it."""
    disable(books, webhook, because=because, at=at)
    webhook.notice_due = bool(webhook.contact_email)
    log.write(books.log, [_disabled(webhook, at)])


def _failed(webhook: Any, one: Sent) -> None:
    webhook.streak += 1
    webhook.failing_since = webhook.failing_since or one.started_at
    wanted = [
        webhook.not_before,
        rules.retry_after(one.answer, at=one.ended_at),
        one.ended_at + rules.pause(webhook.streak) if rules.pause(webhook.streak) else None,
    ]
    webhook.not_before = max((instant for instant in wanted if instant is not None), default=None)


def _given_up(webhook: Any, sent: Sequence[Sent], at: datetime) -> DisabledBecause | None:
    if any(rules.outcome(one.answer) is Outcome.GONE for one in sent):
        return DisabledBecause.GONE
    if rules.lasts_too_long(failing_since=webhook.failing_since, at=at):
        return DisabledBecause.FAILING
    return None


def _disabled(webhook: Any, at: datetime) -> EventDraft:
    said = {"webhook": str(webhook.pk), "because": str(webhook.disabled_because)}
    return EventDraft(
        name="webhook.disabled", subject_id=str(webhook.pk), payload=said, occurred_at=at, recorded_at=at
    )


def _write_kept(books: Books, one: Sent, outcome: Outcome, chance: Chance) -> None:
    """Write one attempt down, by itself: what a receiver said that cannot be kept is left out, so that its
    neighbours, and what its status means, are not lost with it.
    """
    try:
        with transaction.atomic():
            _write_attempt(books, one, outcome, chance)
    except (DatabaseError, ValueError):
        _log.warning("webhook answer not kept", delivery=str(one.delivery_id), exc_info=True)
        bare = replace(one, answer=replace(one.answer, headers={}, body=""))
        with transaction.atomic():
            _write_attempt(books, bare, outcome, chance)


def _write_attempt(books: Books, one: Sent, outcome: Outcome, chance: Chance) -> None:
    delivery = books.delivery.objects.select_for_update(no_key=True).get(pk=one.delivery_id)
    delivery.tries += 1
    delivery.attempt_count += 1
    if outcome is Outcome.DELIVERED:
        delivery.state, delivery.delivered_at = DeliveryState.DELIVERED, one.ended_at
    elif outcome is Outcome.AGAIN and delivery.state == DeliveryState.WAITING:
        _wait(delivery, one.answer, one.ended_at, chance)
    delivery.save(update_fields=["tries", "attempt_count", "state", "delivered_at", "due_at"])
    books.attempt.objects.create(
        delivery_id=delivery.pk,
        number=delivery.attempt_count,
        url=one.outgoing.url,
        started_at=one.started_at,
        duration_ms=max(0, (one.ended_at - one.started_at) // timedelta(milliseconds=1)),
        address=one.answer.address,
        status=one.answer.status,
        trouble=one.answer.trouble or "",
        request_body=one.outgoing.body.decode(),
        response_headers=dict(one.answer.headers),
        response_body=one.answer.body,
    )


def _wait(delivery: Any, answer: Answer, at: datetime, chance: Chance) -> None:
    due = rules.due_again(tries=delivery.tries, ended_at=at, chance=chance())
    if due is None:
        delivery.state = DeliveryState.FAILED
    else:
        delivery.due_at = max(due, rules.retry_after(answer, at=at) or due)
