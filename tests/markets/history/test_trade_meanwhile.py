"""An import that began before its market opened goes on while tills push what they sold and take goods back:
figures stay what the facts add up to, although all of them write the same rows.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Sum

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.figures.network import network_figures
from markets.figures.types import Dimension
from markets.history import files
from markets.history.operations import _half_month
from markets.listings.models import Listing
from markets.sales import operations as sales
from markets.sales.models import Refund, RefundLine, Sale, SaleLine
from markets.sales.types import RefundLineRequest, SaleLineRequest, TenderKind, TenderRequest
from markets.tills.models import Till
from markets.verification.figures import differences
from markets.verification.queries import violations
from tenants.database.session import as_hq, as_market, close_connections
from tenants.network import operations as network

SELLERS, TICKETS, PAST_TICKETS = 5, 24, 300
HALF_MONTHS = (HalfMonth(2026, 10, 1), HalfMonth(2026, 10, 2))
DAYS = [date(2026, 10, day) for day in (5, 6, 20, 21)]
NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)


@pytest.fixture
def market(live_market: str) -> Iterator[str]:
    with as_market(live_market):
        yield live_market


@pytest.fixture
def past(market: str, make_past: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Two half-months of tickets of the same till, goods and days that live trade is about to have."""
    past = make_past(market)
    past.rows = {name: rows for name, rows in past.rows.items() if "/" not in name}
    number = 0
    for half_month in HALF_MONTHS:
        first = half_month.first_day.isoformat()
        past.rows[f"{half_month.key}/{files.DEPOSITS}"] = [
            [new_id(), f"{first}T08:00:00Z", goods.code, PAST_TICKETS, "", ""]
            for goods in (past.honey, past.oil)
        ]
        days = [day for day in DAYS if half_month.first_day <= day <= half_month.last_day]
        past.rows[f"{half_month.key}/{files.SALES}"] = rows = []
        for place in range(PAST_TICKETS):
            number, sale_id = number + 1, new_id()
            day = days[place * len(days) // PAST_TICKETS]
            at = f"{day}T10:{place // 60:02d}:{place % 60:02d}Z"
            rows += [
                [sale_id, "T1", number, at, "Karim", 20_000, *[""] * 4, past.honey.code, 1, 6_500],
                [sale_id, *[""] * 9, past.oil.code, 1, 2_505],
            ]
    past.import_setup()
    with as_hq():
        network.open_market(slug=market, at=NOW - timedelta(days=366))
    monkeypatch.setattr(_half_month, "require_planned", lambda: None)
    return past


def test_figures_are_the_facts_after_sales_refunds_and_an_import_at_once(
    market: str, past: Any, make_deposit: Callable[..., Any]
) -> None:
    goods = list(Listing.objects.order_by("id"))
    for listing in goods:
        make_deposit(listing, quantity=SELLERS * TICKETS)
    till, together = Till.objects.get(), threading.Barrier(SELLERS + 1)

    def trade(number: int) -> None:
        together.wait(30)
        order = goods if number % 2 else goods[::-1]
        for ticket in range(TICKETS):
            at = datetime.combine(DAYS[(number + ticket) % len(DAYS)], datetime.min.time(), UTC)
            at += timedelta(hours=12, minutes=ticket)
            sale = sales.record_sale(
                sale_id=new_id(),
                till_id=till.id,
                lines=[SaleLineRequest(listing.id, 1) for listing in order],
                tenders=[TenderRequest(kind=TenderKind.CASH, received_minor=100_000)],
                occurred_at=at,
                recorded_at=NOW,
                cashier="person:karim",
            )
            if ticket % 3 == 0:
                take_back(sale, at + timedelta(hours=1))

    def bring_the_past() -> None:
        together.wait(30)
        for half_month in HALF_MONTHS:
            past.import_half_month(half_month)

    run(market, [*[lambda number=number: trade(number) for number in range(SELLERS)], bring_the_past])

    tickets = SELLERS * TICKETS + len(HALF_MONTHS) * PAST_TICKETS
    assert (Sale.objects.count(), Refund.objects.count()) == (tickets, SELLERS * TICKETS // 3)
    assert differences() == []
    assert violations() == []
    gross_minor = SaleLine.objects.aggregate(sum=Sum("amount_minor"))["sum"]
    refunds_minor = RefundLine.objects.aggregate(sum=Sum("amount_minor"))["sum"]
    for by in Dimension:
        with as_hq():
            rows = network_figures(
                markets=[market], since=DAYS[0], until=DAYS[-1] + timedelta(1), group_by=[by]
            )
        assert sum(row.gross_minor for row in rows) == gross_minor
        assert sum(row.refunds_minor for row in rows) == refunds_minor


def take_back(sale: Sale, at: datetime) -> None:
    sales.refund_sale(
        refund_id=new_id(),
        sale_id=sale.id,
        lines=[RefundLineRequest(position=1, quantity=1, restock=True)],
        tender_kind=TenderKind.CASH,
        occurred_at=at,
        recorded_at=NOW,
        actor="cashier",
    )


def run(market: str, jobs: list[Callable[[], None]]) -> None:
    """All at once, each in a thread with a connection of its own; what one raises is the test's failure."""

    def work(job: Callable[[], None]) -> None:
        try:
            with as_market(market):
                job()
        finally:
            close_connections()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(work, job) for job in jobs]:
            done.result(timeout=120)
