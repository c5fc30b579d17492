"""Moving a market's cursor, in the transaction that puts the jobs of its events into the queue."""

from datetime import datetime

from django.db import connection

from tenants.outbox.models import OutboxCursor


def advance(*, market: str, after: int, position: int, advanced_at: datetime) -> bool:
    """Move the cursor of `market` from `after` to `position`; says whether it still stood at `after`.

    False means that another worker has been faster, and that the caller must put nothing into the queue. The
    row stays locked until the transaction ends, so of two workers with the same events the second waits for
    the first one's outcome, and goes on only if that one failed.
    """
    assert connection.in_atomic_block, "the cursor moves with the jobs, or not at all"
    assert after < position, "a cursor only moves forward"
    if after == 0:
        first = OutboxCursor(market_id=market, updated_at=advanced_at)
        OutboxCursor.objects.bulk_create([first], ignore_conflicts=True)
    standing = OutboxCursor.objects.filter(market_id=market, position=after)
    return standing.update(position=position, updated_at=advanced_at) == 1
