"""Goods of a sale, and of a refund: inside the transaction of what takes them or puts them back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from markets.stock import rules
from markets.stock.models import StockLevel
from markets.stock.operations._moving import InsufficientStock, move
from markets.stock.queries import in_lots
from markets.stock.types import Cause, Lot, MovementKind, Part, Want


def take(
    *,
    wants: Sequence[Want],
    source_id: UUID,
    on: date,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
) -> list[Part]:
    """Take goods for a sale, in two statements, inside the sale's transaction; each listing is wanted once.

    Lots that expire first go first, lots that expired before the day `on` or are recalled do not go at all.
    Raises
    InsufficientStock for the first want that cannot be met, and takes nothing.
    """
    assert connection.in_atomic_block, "goods are taken in the transaction of what takes them"
    assert len({want.listing_id for want in wants}) == len(wants), "each listing is wanted once"
    free = Q(listing_id__in=[want.listing_id for want in wants], on_hand__gt=0)
    for want in wants:
        if want.recalled_lots:
            free &= ~(Q(listing_id=want.listing_id) & in_lots(want.recalled_lots, of="deposit__"))
    lots = _locked_lots(free)
    parts: list[Part] = []
    for want in wants:
        taken = rules.take_first_expiring(lots[want.listing_id], quantity=want.quantity, on=on)
        available = sum(part.quantity for part in taken)
        if available < want.quantity:
            raise InsufficientStock(
                path=want.path,
                listing_id=str(want.listing_id),
                requested=want.quantity,
                available=available,
            )
        parts += taken
    cause = Cause(MovementKind.SALE, source_id, occurred_at, recorded_at, actor)
    move([replace(part, quantity=-part.quantity) for part in parts], cause)
    return parts


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
    _locked_lots(Q(deposit_id__in=[part.deposit_id for part in parts]))
    move(parts, Cause(MovementKind.RETURN, source_id, occurred_at, recorded_at, actor))


def _locked_lots(condition: Q) -> dict[UUID, list[Lot]]:
    """Lock these levels in (listing, deposit) order, in one statement, and answer their lots by listing."""
    lots: dict[UUID, list[Lot]] = defaultdict(list)
    rows = (
        StockLevel.objects.select_for_update(of=("self",))
        .filter(condition)
        .order_by("listing_id", "deposit_id")
        .values_list("deposit_id", "listing_id", "on_hand", "expires_on")
    )
    for row in rows:
        lot = Lot(*row)
        lots[lot.listing_id].append(lot)
    return lots
