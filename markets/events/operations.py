"""Writes of the event log: what happened is appended, and later given its position once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from markets.events.models import Event
from markets.events.types import EventDraft

# Ordered by id and not by transaction: a transaction can get its number, wait for a lock, and only then act
# upon what a transaction with a higher number did. Its event's id comes later all the same.
_ASSIGN = """
    WITH settled AS (
        SELECT id, row_number() OVER (ORDER BY id) AS step
        FROM events_event
        WHERE position IS NULL AND txid < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY id
        LIMIT %s
    ), reached AS (
        SELECT coalesce(max(position), 0) AS position FROM events_event
    )
    UPDATE events_event event
    SET position = reached.position + settled.step
    FROM settled, reached
    WHERE event.id = settled.id
"""


def append(
    *,
    name: str,
    subject_id: str,
    payload: Mapping[str, Any],
    occurred_at: datetime,
    recorded_at: datetime,
) -> None:
    """Add one event to the market's log, in the transaction of what happened."""
    draft = EventDraft(
        name=name, subject_id=subject_id, payload=payload, occurred_at=occurred_at, recorded_at=recorded_at
    )
    append_all(drafts=[draft])


def append_all(*, drafts: Sequence[EventDraft]) -> None:
    """Add several events, in their order."""
    assert connection.in_atomic_block, "an event is written with what happened, or not at all"
    Event.objects.bulk_create(
        Event(
            name=draft.name,
            subject_id=draft.subject_id,
            payload=dict(draft.payload),
            occurred_at=draft.occurred_at,
            recorded_at=draft.recorded_at,
        )
        for draft in drafts
    )


@transaction.atomic
def assign_positions(*, limit: int) -> int:
    """Give the oldest events without a position the next ones, without gaps; returns how many got one.

    Only events below the horizon are taken: those whose transaction, and every older one, has ended, so that
    no event can still appear before them. Whoever comes while another is at it gets 0 and may come again.
    """
    with connection.cursor() as cursor:
        # The lock is a statement of its own: the next one's snapshot then sees what the last holder
        # committed.
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('events'), hashtext(current_schema()))")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_ASSIGN, [limit])
        return int(cursor.rowcount)
