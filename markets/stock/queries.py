"""What is on hand, and whether the levels tell the truth."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from markets.stock.models import StockLevel, StockMovement
from markets.stock.types import Mismatch, MovementKind, Part


def level(listing_id: UUID) -> int:
    """Units of a listing on hand, expired lots included."""
    return levels([listing_id])[listing_id]


def levels(listing_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Units on hand of each of these listings, expired lots included, in one statement."""
    wanted = list(listing_ids)
    rows = StockLevel.objects.filter(listing_id__in=wanted).values_list("listing_id").annotate(Sum("on_hand"))
    return dict.fromkeys(wanted, 0) | {listing_id: int(on_hand) for listing_id, on_hand in rows}


def parts_moved(*, source_ids: Iterable[UUID], kind: MovementKind, listing_ids: Iterable[UUID]) -> list[Part]:
    """Which deposits these sources took goods of these listings from, or put them back to; quantities
    positive.
    """
    rows = StockMovement.objects.filter(
        source_id__in=list(source_ids), kind=kind, listing_id__in=list(listing_ids)
    ).values_list("deposit_id", "listing_id", "quantity")
    return [Part(deposit_id, listing_id, abs(quantity)) for deposit_id, listing_id, quantity in rows]


def mismatches() -> list[Mismatch]:
    """Every deposit whose level differs from the sum of its movements, or that lacks one of them: always
    none.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT deposit_id, level.on_hand, moved.quantity
            FROM stock_stocklevel AS level
            FULL JOIN (
                SELECT deposit_id, sum(quantity) AS quantity FROM stock_stockmovement GROUP BY deposit_id
            ) AS moved USING (deposit_id)
            WHERE level.on_hand IS DISTINCT FROM moved.quantity
            ORDER BY deposit_id
            """
        )
        return [Mismatch(*row) for row in cursor.fetchall()]
