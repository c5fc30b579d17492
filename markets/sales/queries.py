"""Reading sales, refunds and receipts."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection

from kernel.errors import NotFound
from markets.fees import queries as fees
from markets.fees import rules as fee_rules
from markets.listings import queries as listings
from markets.sales import rules
from markets.sales.models import Refund, Sale
from markets.sales.types import FeePreview, ReceiptGap
from markets.stock.models import StockMovement
from markets.tills.types import NumberedBy
from tenants.database.prepared import Question, array

_IN_USE = """
    SELECT id FROM sales_sale WHERE id = ANY ($1::uuid[])
    UNION ALL SELECT id FROM sales_refund WHERE id = ANY ($1::uuid[])
    UNION ALL SELECT source_id FROM stock_stockmovement WHERE source_id = ANY ($1::uuid[])
"""


def sale(sale_id: UUID) -> Sale:
    """One sale. Raises NotFound."""
    found = Sale.objects.filter(pk=sale_id).first()
    if found is None:
        raise NotFound(kind="sale", id=str(sale_id))
    return found


def fee_preview(*, listing_id: UUID, quantity: int, on: date) -> FeePreview:
    """What the market would keep of so many units of a listing on a business day, and by which rule.

    Raises NotFound.
    """
    offer = listings.offers([listing_id], on=on).get(listing_id)
    if offer is None:
        raise NotFound(kind="listing", id=str(listing_id))
    decision = fees.decision(rules.goods_of(offer), day=on)
    amount_minor = offer.price_minor * quantity
    charge = fee_rules.charge_by(decision.version, amount_minor=amount_minor, quantity=quantity)
    return FeePreview(amount_minor, charge, decision)


def id_in_use(client_id: UUID) -> bool:
    """Whether a sale, a refund or a movement of goods has this id, in one statement."""
    sales = Sale.objects.filter(pk=client_id).values_list("pk")
    refunds = Refund.objects.filter(pk=client_id).values_list("pk")
    movements = StockMovement.objects.filter(source_id=client_id).values_list("source_id")
    return sales.union(refunds, movements).exists()


def in_use_question(client_ids: Collection[UUID]) -> Question[frozenset[UUID]]:
    """Which of these ids name a sale, a refund or a movement of goods."""
    return Question(
        _IN_USE,
        [array(client_ids)],
        lambda rows: frozenset(UUID(str(key, "ascii")) for (key,) in rows if key),
    )


def receipt_gaps(till_id: UUID, year: int) -> list[ReceiptGap]:
    """Numbers a till printed and never sent: runs of missing ones, from 1 to the highest one sent."""
    return _gaps(till_id, year, NumberedBy.TILL)


def server_receipt_gaps(till_id: UUID, year: int) -> list[ReceiptGap]:
    """The same for the numbers the server gave: always none."""
    return _gaps(till_id, year, NumberedBy.SERVER)


def _gaps(till_id: UUID, year: int, numbered_by: NumberedBy) -> list[ReceiptGap]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT previous + 1, receipt_number - 1
            FROM (
                SELECT receipt_number, lag(receipt_number, 1, 0) OVER (ORDER BY receipt_number) AS previous
                FROM sales_sale
                WHERE till_id = %s AND receipt_year = %s AND numbered_by = %s
            ) AS receipt
            WHERE receipt_number > previous + 1
            ORDER BY receipt_number
            """,
            [till_id, year, numbered_by],
        )
        return [ReceiptGap(*row) for row in cursor.fetchall()]
