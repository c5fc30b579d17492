"""Going on with an operation. What a line does, its line of the result and the counts are one transaction,
which holds the operation's row: so each line is done once, whoever is killed wherever.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from kernel.ids import new_id
from tenants.bulk.books import Books
from tenants.bulk.types import LEASE, UNDER_WAY, BulkStatus, Piece


class LeaseLost(Exception):
    """Somebody else goes on with the operation, or it has ended."""


def take_lease(*, books: Books, operation_id: UUID, now: datetime) -> UUID | None:
    """The right to go on with an operation, or None when somebody holds it or there is nothing to do."""
    lease = new_id()
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    mine = books.operation.objects.filter(free, pk=operation_id, status__in=UNDER_WAY)
    if not mine.update(lease=lease, leased_until=now + LEASE):
        return None
    fresh = books.operation.objects.filter(pk=operation_id, lease=lease, status=BulkStatus.QUEUED)
    fresh.update(status=BulkStatus.RUNNING.value, started_at=now)
    return lease


def renew_lease(*, books: Books, operation_id: UUID, lease: UUID, now: datetime) -> Any:
    """The operation, which is its holder's for a while longer. Raises LeaseLost."""
    mine = books.operation.objects.filter(pk=operation_id, lease=lease, status__in=UNDER_WAY)
    if not mine.update(leased_until=now + LEASE):
        raise LeaseLost()
    return books.operation.objects.get(pk=operation_id)


def hold(*, books: Books, operation_id: UUID, lease: UUID) -> Any:
    """The operation's row, locked until the transaction ends. Raises LeaseLost."""
    assert connection.in_atomic_block, "a row is held by a transaction"
    row = books.operation.objects.select_for_update().get(pk=operation_id)
    if row.lease != lease or row.status not in UNDER_WAY:
        raise LeaseLost()
    return row


def keep_piece(*, books: Books, held: Any, piece: Piece, after: str = "") -> None:
    """Add lines to the result of an operation that is held, and count them."""
    assert connection.in_atomic_block, "lines are kept by the transaction of what they tell of"
    if piece.lines:
        books.piece.objects.create(
            operation=held, first_line=held.done + 1, lines=piece.lines, text=piece.text
        )
    held.done += piece.lines
    held.succeeded += piece.succeeded
    held.failed += piece.lines - piece.succeeded
    held.after = after
    held.save(update_fields=["done", "succeeded", "failed", "after"])


def start_over(*, books: Books, held: Any, total: int | None) -> None:
    """Forget what the result of an operation that is held has so far: it begins again with the first of
    `total` lines.
    """
    assert connection.in_atomic_block, "lines are forgotten by the transaction that begins again"
    books.piece.objects.filter(operation=held).delete()
    held.done = held.succeeded = held.failed = 0
    held.total, held.after = total, ""
    held.save(update_fields=["done", "succeeded", "failed", "total", "after"])
