"""What a half-month of the past is checked against."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.expressions import RawSQL

from markets.fees import queries as fees
from markets.history.types import KnownTill, Shop
from markets.listings.models import ListingChange
from markets.listings.queries import offer_of
from markets.listings.types import Offer
from markets.periods.models import Period
from markets.sellability import queries as sellability
from markets.stock.models import StockLevel
from markets.stock.types import Lot
from markets.tills.models import Till
from markets.tills.types import NumberedBy, TillState
from shared_catalog.catalogue import queries as catalogue

_TAKEN_RECEIPTS = """
    SELECT till_id, receipt_year, receipt_number
    FROM sales_sale
    JOIN unnest(%s::uuid[], %s::int[], %s::int[]) AS receipt (till_id, receipt_year, receipt_number)
      USING (till_id, receipt_year, receipt_number)
    WHERE numbered_by = %s
"""


def shop_before(period: Period, *, product_codes: Collection[str]) -> Shop:
    """The market as its half-month finds it, as far as these products go; goods brought later are not there
    yet.
    """
    # One array instead of thousands of parameters, which take longer to read than the rows.
    wanted = RawSQL("SELECT unnest(%s::text[])", [list(product_codes)])
    of_products = ListingChange.objects.filter(listing__product__code__in=wanted)
    lots = StockLevel.objects.filter(
        listing__product__code__in=wanted, on_hand__gt=0, deposit__occurred_at__lt=period.starts_at
    )
    offered = _timelines(of_products)
    products = {timeline[0][1].product_id for timeline in offered.values()}
    return Shop(
        offers=offered,
        tills={
            code: KnownTill(till_id, state == TillState.RETIRED)
            for till_id, code, state in Till.objects.values_list("id", "code", "state")
        },
        fees=fees.plan(),
        taxes=catalogue.tax_table(),
        lots=[Lot(*row) for row in lots.values_list("deposit_id", "listing_id", "on_hand", "expires_on")],
        sellable=sellability.timelines(products, first=period.starts_on, last=period.ends_on),
    )


def offers() -> dict[str, Sequence[tuple[datetime, Offer]]]:
    """By product code, what was offered from which instants on, oldest first."""
    return _timelines(ListingChange.objects.all())


def _timelines(changes: QuerySet[ListingChange]) -> dict[str, Sequence[tuple[datetime, Offer]]]:
    """Offers without a contract: the only fee that reaches into the past is one over everything."""
    timelines: dict[str, list[tuple[datetime, Offer]]] = defaultdict(list)
    rows = changes.order_by("changed_at", "id").values_list(
        "listing__product__code",
        "changed_at",
        "listing_id",
        "listing__product_id",
        "listing__product__cooperative_id",
        "listing__product__cooperative__group",
        "listing__product__cooperative__vat_regime",
        Value(""),
        "listing__product__category__parent_id",
        "listing__product__category_id",
        "listing__product__tax_class",
        "price_minor",
        "state",
    )
    for row in rows:
        timelines[row[0]].append((row[1], offer_of(*row[2:])))
    return dict(timelines)


def known_sales(ids: Sequence[UUID]) -> set[UUID]:
    """Those of these ids that already name a sale."""
    return _known("SELECT id FROM sales_sale WHERE id = ANY(%s)", ids)


def known_sources(ids: Sequence[UUID]) -> set[UUID]:
    """Those of these ids that already moved stock: no deposit may take them again."""
    return _known("SELECT source_id FROM stock_stockmovement WHERE source_id = ANY(%s)", ids)


def taken_receipts(receipts: Sequence[tuple[UUID, int, int]]) -> set[tuple[Any, ...]]:
    """Those of these (till, year, number) that tills already printed."""
    columns: list[Any] = [list(column) for column in zip(*receipts, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN_RECEIPTS, [*columns, NumberedBy.TILL])
        return set(cursor.fetchall())


def _known(sql: str, ids: Sequence[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids)])
        return {found for (found,) in cursor.fetchall()}
