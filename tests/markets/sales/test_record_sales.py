"""Sales recorded together come to the same as one by one: the same answers, and the same books."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from recalling import open_recall

from kernel.errors import DomainError
from kernel.ids import new_id
from markets.events.models import Event
from markets.figures.models import CategoryDay, CooperativeDay, TillDay
from markets.ledger.models import Account, Entry, Posting
from markets.listings import operations as listings
from markets.listings.models import Listing
from markets.sales import operations as sales
from markets.sales.models import Sale, SaleLine, Tender
from markets.sales.types import SaleLineRequest, SaleRequest, TenderKind, TenderRequest, TillReceipt
from markets.stock.models import StockLevel, StockMovement
from markets.tills import operations as tills
from markets.tills.models import ReceiptCounter, Till
from markets.verification.figures import differences
from markets.verification.queries import violations

CASHIER = "person:karim"

# Everything a sale writes, by what tells rows apart for people: no numbers that the database makes.
BOOKS: dict[Any, tuple[str, ...]] = {
    Sale: tuple(column.attname for column in Sale._meta.concrete_fields),
    SaleLine: tuple(column.attname for column in SaleLine._meta.concrete_fields if column.name != "id"),
    Tender: tuple(column.attname for column in Tender._meta.concrete_fields if column.name != "id"),
    StockLevel: ("deposit_id", "on_hand"),
    StockMovement: ("deposit_id", "listing_id", "quantity", "kind", "source_id", "occurred_at", "actor"),
    Account: ("code", "kind", "cooperative_id"),
    Entry: ("kind", "source_id", "period_id", "occurred_at", "recorded_at", "business_date", "actor"),
    Posting: ("entry__source_id", "period_id", "debit__code", "credit__code", "amount_minor", "kind"),
    Event: ("name", "subject_id", "payload", "occurred_at", "recorded_at"),
    ReceiptCounter: ("till_id", "year", "numbered_by", "last_number"),
    TillDay: tuple(column.attname for column in TillDay._meta.concrete_fields if column.name != "id"),
    CooperativeDay: tuple(c.attname for c in CooperativeDay._meta.concrete_fields if c.name != "id"),
    CategoryDay: tuple(column.attname for column in CategoryDay._meta.concrete_fields if column.name != "id"),
}


def books() -> dict[str, list[str]]:
    return {
        model.__name__: sorted(map(repr, model.objects.values_list(*columns)))
        for model, columns in BOOKS.items()
    }


def one(request: SaleRequest) -> Any:
    """What recording it by itself answers: the sale's number and period, or the refusal."""
    said = {name: getattr(request, name) for name in SaleRequest.__dataclass_fields__}
    try:
        return told(sales.record_sale(**said))
    except DomainError as refusal:
        return type(refusal), refusal.path, dict(refusal.params)


def told(sale: Sale) -> tuple[Any, ...]:
    return sale.pk, sale.receipt_number, sale.period_id, sale.total_minor, sale.occurred_at


def one_by_one(requests: list[SaleRequest]) -> list[Any]:
    return [one(request) for request in requests]


def together(requests: list[SaleRequest]) -> list[Any]:
    done = sales.record_sales(requests=requests)
    return [
        one(request) if sale is None else told(sale) for request, sale in zip(requests, done, strict=True)
    ]


def outcome(way: Callable[[list[SaleRequest]], list[Any]], requests: list[SaleRequest]) -> Any:
    """The answers and the books that a way leads to; all is taken back."""
    with transaction.atomic():
        found = way(requests), books()
        assert violations() == []
        assert differences() == []
        transaction.set_rollback(True)
    return found


class Market:
    """Goods of which some are short, some expire, some are recalled and some are not on sale; three tills."""

    def __init__(self, goods: list[Listing], counters: list[Till], now: datetime) -> None:
        self.goods, self.counters, self.now = goods, counters, now
        self.ids = [new_id() for _ in range(3)]
        self.moments = [now, now - timedelta(hours=3), now - timedelta(days=1), now - timedelta(days=40)]

    def request(self, drawn: dict[str, Any]) -> SaleRequest:
        lines = [SaleLineRequest(self._listing(place), quantity) for place, quantity in drawn["lines"]]
        cash = TenderRequest(kind=TenderKind.CASH, received_minor=drawn["received_minor"])
        number = drawn["number"]
        at = self.moments[drawn["moment"]]
        return SaleRequest(
            sale_id=new_id() if drawn["id"] is None else self.ids[drawn["id"]],
            till_id=self.counters[drawn["till"]].id,
            lines=lines,
            tenders=[cash],
            occurred_at=at,
            recorded_at=self.now,
            cashier=CASHIER,
            receipt=None if number is None else TillReceipt(at.year, number),
        )

    def _listing(self, place: int) -> UUID:
        return self.goods[place].id if place < len(self.goods) else UUID(int=place)


@pytest.fixture
def market(
    casablanca: str,
    make_goods: Callable[..., Listing],
    make_listing: Callable[..., Listing],
    make_deposit: Callable[..., Any],
    make_till: Callable[..., Till],
    set_fee: Callable[[int], Any],
    now: datetime,
) -> Market:
    set_fee(437)
    plenty, scarce, lots, paused, recalled = (make_listing(price_minor=999 + 7 * n) for n in range(5))
    make_deposit(plenty, quantity=1_000)
    make_deposit(scarce, quantity=4)
    for number, days in enumerate((None, -1, 0, 30)):
        expires_on = None if days is None else (now + timedelta(days=days)).date()
        make_deposit(lots, quantity=2 + number, expires_on=expires_on)
    make_deposit(recalled, quantity=3, lot_code="L-1")
    make_deposit(recalled, quantity=3, lot_code="L-2")
    open_recall(recalled.product_id, at=now - timedelta(hours=1), lot_code="l-1")
    make_deposit(paused, quantity=5)
    listings.pause_listing(listing_id=paused.id, changed_at=now, actor=CASHIER)
    counters = [make_till() for _ in range(3)]
    tills.retire_till(till_id=counters[2].id)
    return Market([plenty, scarce, lots, recalled, paused], counters, now)


DRAWN = st.fixed_dictionaries(
    {
        "id": st.sampled_from([None, None, None, None, 0, 1, 2]),
        "till": st.sampled_from([0, 0, 0, 1, 1, 2]),
        "lines": st.lists(
            st.tuples(st.sampled_from([0, 0, 0, 1, 2, 2, 3, 4, 9]), st.integers(1, 4)), min_size=1, max_size=4
        ),
        "received_minor": st.sampled_from([10_000_000, 10_000_000, 10_000_000, 100]),
        "moment": st.sampled_from([0, 0, 0, 0, 1, 2, 3]),
        "number": st.sampled_from([None, None, None, 1, 2, 3]),
    }
)


TILL = {"id": None, "till": 0, "received_minor": 10_000_000, "moment": 0, "number": None}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(DRAWN, min_size=1, max_size=12))
@example(drawn=[TILL | {"lines": [(1, 4)]}, TILL | {"lines": [(0, 1), (1, 1)]}])
def test_sales_together_come_to_the_same_as_one_by_one(market: Market, drawn: list[dict[str, Any]]) -> None:
    requests = [market.request(each) for each in drawn]
    assert outcome(together, requests) == outcome(one_by_one, requests)


def test_a_hundred_sales_take_as_many_statements_as_one(
    casablanca: str, make_goods: Callable[..., Listing], make_till: Callable[..., Till], now: datetime
) -> None:
    goods, till = [make_goods(quantity=200) for _ in range(5)], make_till()

    def statements(count: int) -> int:
        requests = [
            SaleRequest(
                sale_id=new_id(),
                till_id=till.id,
                lines=[SaleLineRequest(listing.id, 1) for listing in goods],
                tenders=[TenderRequest(kind=TenderKind.CASH, received_minor=10_000_000)],
                occurred_at=now,
                recorded_at=now,
                cashier=CASHIER,
            )
            for _ in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            done = list(sales.record_sales(requests=requests))
        assert all(sale is not None for sale in done)
        return len(captured)

    assert statements(100) == statements(1)
    assert [sale.receipt_number for sale in Sale.objects.order_by("receipt_number")] == list(range(1, 102))
    assert violations() == []
    assert differences() == []
