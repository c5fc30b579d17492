"""Sending what is queued: at least once, by whoever claims it, to the address that is known then.

What is queued are rows of one side or the other: with a `cooperative`, a `channel`, and `state`, `attempts`,
`due_at`, `sent_at` and `problem`, which are written here and nowhere else.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import F

from tenants.messages.gateways import Gateway, NotDelivered
from tenants.messages.types import Channel, MessageState, Outgoing

MOST_AT_ONCE = 200
ATTEMPTS = 8
LEASE = timedelta(minutes=10)
"""For so long a message belongs to whoever began to send it; after a crash somebody else may try."""

NO_ADDRESS, CHANNEL_OFF = "no_address", "channel_off"

log = structlog.get_logger(__name__)


def send_due(
    due: Iterable[Any],
    *,
    address_of: Callable[[Any], str],
    written: Callable[[Any, str], Outgoing],
    wait_after: Callable[[int], timedelta],
    gateways: Mapping[Channel, Gateway],
    now: datetime,
) -> int:
    """Send these rows; returns how many a gateway took. `written` is what a row says to an address, and
    `wait_after` how long it waits after so many attempts.

    At least once: a row is claimed in a transaction of its own, handed over outside any, and noted as sent in
    another. A crash between the last two sends it again, under the same reference.
    """
    sent = 0
    for row in due:
        if not _claim(row, now):
            continue
        address, gateway = address_of(row), gateways.get(Channel(row.channel))
        if not address or gateway is None:
            _note(row, state=MessageState.FAILED, problem=NO_ADDRESS if gateway else CHANNEL_OFF)
            continue
        try:
            gateway.send(written(row, address))
        except NotDelivered as error:
            _put_off(row, why=str(error), wait_after=wait_after, now=now)
        else:
            _note(row, state=MessageState.SENT, problem="", sent_at=now)
            sent += 1
    return sent


def _claim(row: Any, now: datetime) -> bool:
    """Take a row for oneself: of several who read it as due, one moves it on."""
    mine = type(row).objects.filter(pk=row.pk, state=MessageState.QUEUED, attempts=row.attempts)
    return bool(mine.update(attempts=F("attempts") + 1, due_at=now + LEASE))


def _put_off(row: Any, *, why: str, wait_after: Callable[[int], timedelta], now: datetime) -> None:
    log.warning("message_not_delivered", message=str(row.pk), channel=str(row.channel), why=why)
    attempts = row.attempts + 1
    state = MessageState.FAILED if attempts >= ATTEMPTS else MessageState.QUEUED
    _note(row, state=state, problem=why[:80], due_at=now + wait_after(attempts))


def _note(row: Any, **columns: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**columns)
