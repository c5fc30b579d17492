"""Goods of a refund, inside its transaction. A sale takes its goods itself, in the call that writes it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from markets.stock.models import StockLevel
from markets.stock.operations._moving import move
from markets.stock.types import Cause, MovementKind, Part


def put_back(
    *,
    parts: Sequence[Part],
    source_id: UUID,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
) -> None:
    """Put goods that a customer brought back on hand again, in two statements, inside the refund's
    transaction.
    """
    assert connection.in_atomic_block, "goods are put back in the transaction of what puts them back"
    levels = StockLevel.objects.filter(deposit_id__in=[part.deposit_id for part in parts])
    # In the order in which sales lock them; asked for, or nothing is locked.
    list(levels.select_for_update().order_by("listing_id", "deposit_id").values_list("pk"))
    move(parts, Cause(MovementKind.RETURN, source_id, occurred_at, recorded_at, actor))
