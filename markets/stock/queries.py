"""What is on hand, and whether the levels tell the truth."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import CharField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum

from markets.stock.models import Deposit, StockLevel, StockMovement
from markets.stock.types import Mismatch, MovementKind, Part
from shared_catalog.recalls.models import Recall


def level(listing_id: UUID) -> int:
    """Units of a listing on hand, expired lots included."""
    return levels([listing_id])[listing_id]


def levels(listing_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Units on hand of each of these listings, expired lots included, in one statement."""
    wanted = list(listing_ids)
    rows = StockLevel.objects.filter(listing_id__in=wanted).values_list("listing_id").annotate(Sum("on_hand"))
    return dict.fromkeys(wanted, 0) | {listing_id: int(on_hand) for listing_id, on_hand in rows}


def in_lots(keys: Collection[str], *, of: str = "") -> Q:
    """The deposits of these lots, by their keys; `of` leads to the deposit.

    One that nobody wrote a lot on may be of any, so it is of these as well.
    """
    found = Q(**{f"{of}lot_code": ""})
    for key in keys:
        found |= Q(**{f"{of}lot_code__iexact": key})
    return found


def meaning(product: str, lot_code: str) -> "QuerySet[Recall]":
    """The recalls that mean a deposit, for an EXISTS: `product` and `lot_code` lead from the row outside to
    those of the deposit. A deposit without a lot code may be of any lot.
    """
    outside: Any = ExpressionWrapper(OuterRef(lot_code), output_field=CharField())
    recalls = Recall.objects.filter(product_id=OuterRef(product)).annotate(deposited=outside)
    return recalls.filter(Q(lot_code="") | Q(deposited="") | Q(lot_code__iexact=F("deposited")))


def deposits_meant(*, before: Any) -> "QuerySet[Deposit]":
    """The deposits that the recall outside means and that came before an instant, for an EXISTS."""
    lot: Any = ExpressionWrapper(OuterRef("lot_code"), output_field=CharField())
    deposits = Deposit.objects.filter(
        listing__product_id=OuterRef("product_id"), occurred_at__lte=before
    ).annotate(recalled_lot=lot)
    return deposits.filter(Q(recalled_lot="") | Q(lot_code="") | Q(lot_code__iexact=F("recalled_lot")))


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
