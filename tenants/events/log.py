"""What can be done with any event log: appending to it, giving positions, reading by position.

A log is named by its model; the login in force decides whose it is.
"""

from collections.abc import Sequence
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet
from psycopg.sql import SQL, Identifier

from tenants.events.models import LoggedEvent
from tenants.events.types import EventDraft

Logged = TypeVar("Logged", bound=LoggedEvent)

# Ordered by id and not by transaction: a transaction can get its number, wait for a lock, and only then act
# upon what a transaction with a higher number did. Its event's id comes later all the same.
_ASSIGN = """
    WITH settled AS (
        SELECT id, row_number() OVER (ORDER BY id) AS step
        FROM {log}
        WHERE position IS NULL AND txid < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY id
        LIMIT %s
    ), reached AS (
        SELECT coalesce(max(position), 0) AS position FROM {log}
    )
    UPDATE {log} event
    SET position = reached.position + settled.step
    FROM settled, reached
    WHERE event.id = settled.id
"""


def write(log: type[LoggedEvent], drafts: Sequence[EventDraft]) -> None:
    """Add events to a log, in their order, in the transaction of what happened."""
    assert connection.in_atomic_block, "an event is written with what happened, or not at all"
    log._default_manager.bulk_create(
        log(
            name=draft.name,
            subject_id=draft.subject_id,
            payload=dict(draft.payload),
            occurred_at=draft.occurred_at,
            recorded_at=draft.recorded_at,
        )
        for draft in drafts
    )


@transaction.atomic
def number(log: type[LoggedEvent], *, limit: int) -> int:
    """Give the oldest events without a position the next ones, without gaps; returns how many got one.

    Only events below the horizon are taken: those whose transaction, and every older one, has ended, so that
    no event can still appear before them. Whoever comes while another is at it gets 0 and may come again.
    """
    statement = SQL(_ASSIGN).format(log=Identifier(log._meta.db_table))
    with connection.cursor() as cursor:
        # The lock is a statement of its own: the next one's snapshot then sees what the last holder
        # committed.
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('events'), hashtext(current_schema()))")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(statement.as_string(cursor.connection), [limit])
        return int(cursor.rowcount)


def after(log: type[Logged], position: int, limit: int) -> QuerySet[Logged]:
    """Up to `limit` events that follow `position` (0 for the beginning), in the one order in which everybody
    reads.
    """
    return log._default_manager.filter(position__gt=position).order_by("position")[:limit]


def last_position(log: type[LoggedEvent]) -> int:
    """The highest position given so far; 0 for a log without any."""
    positions = log._default_manager.filter(position__isnull=False).order_by("-position")
    return positions.values_list("position", flat=True).first() or 0
