"""Many sellers at once, each a thread with its own connection as the market's login, on committed data.

What the database promises is shown, not assumed: no deadlock, no client retry, stock exact, one sale to an
id, and every posting on exactly one statement although half-months close meanwhile.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from settling import close_half_month

from kernel.errors import DomainError
from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.ledger.models import Posting
from markets.listings.models import Listing
from markets.periods import operations as periods
from markets.sales import operations as sales
from markets.sales.models import Sale
from markets.sales.types import SaleLineRequest, TenderKind, TenderRequest
from markets.settlement.models import StatementLine
from markets.stock import operations as stock
from markets.stock import queries as levels
from markets.stock.operations import InsufficientStock
from markets.tills.models import Till
from markets.verification.queries import violations
from shared_catalog.calendar import operations as bank_holidays
from tenants.database.session import as_hq, as_market, close_connections

SELLERS = 8


@pytest.fixture
def market(live_market: str) -> Iterator[str]:
    with as_market(live_market):
        yield live_market


class Crew:
    """Threads that log in as the market."""

    def __init__(self, market: str, hands: int = SELLERS) -> None:
        self.market, self.hands = market, hands
        self.pool = ThreadPoolExecutor(hands)

    def do(self, jobs: Sequence[Callable[[], Any]]) -> list[Any]:
        """The result of each job, or the DomainError it ended with; any other exception is the test's
        failure.
        """
        futures = [self.pool.submit(self._one, job) for job in jobs]
        return [future.result(timeout=120) for future in futures]

    def _one(self, job: Callable[[], Any]) -> Any:
        with as_market(self.market):
            try:
                return job()
            except DomainError as refusal:
                return refusal

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *exception: object) -> None:
        together = threading.Barrier(self.hands)

        def leave() -> None:
            together.wait(30)  # so that every thread, and not one of them eight times, closes its connections
            close_connections()

        for future in [self.pool.submit(leave) for _ in range(self.hands)]:
            future.result(timeout=30)
        self.pool.shutdown()


def seller(
    till: Till, wanted: Sequence[tuple[Listing, int]], *, at: datetime, sale_id: UUID | None = None
) -> Callable[[], Sale]:
    sale_id = sale_id or new_id()
    lines = [SaleLineRequest(listing.id, quantity) for listing, quantity in wanted]

    def sell() -> Sale:
        return sales.record_sale(
            sale_id=sale_id,
            till_id=till.id,
            lines=lines,
            tenders=[TenderRequest(kind=TenderKind.CASH, received_minor=100_000_000)],
            occurred_at=at,
            recorded_at=at,
            cashier="person:karim",
        )

    return sell


def test_48_sales_of_the_same_5_products_8_at_a_time_are_all_accepted(
    market: str, make_goods: Callable[..., Listing], make_till: Callable[..., Till], now: datetime
) -> None:
    goods = [make_goods(quantity=48 * 2, price_minor=1000 + 7 * n) for n in range(5)]
    tills = [make_till() for _ in range(SELLERS)]
    orders = [goods[n % 5 :] + goods[: n % 5] for n in range(48)]
    with Crew(market) as crew:
        done = crew.do(
            [seller(tills[n % 8], [(listing, 2) for listing in orders[n]], at=now) for n in range(48)]
        )
    assert all(isinstance(each, Sale) for each in done), Counter(map(type, done))
    assert [levels.level(listing.id) for listing in goods] == [0] * 5
    receipts = Counter((sale.till_id, sale.receipt_number) for sale in done)
    assert set(receipts.values()) == {1}
    assert {number for _, number in receipts} == set(range(1, 7))
    assert violations() == []


@pytest.mark.parametrize("rounds", [200])
def test_two_tills_racing_for_the_last_unit_make_one_sale_and_one_refusal(
    market: str,
    rounds: int,
    make_goods: Callable[..., Listing],
    make_till: Callable[..., Till],
    now: datetime,
) -> None:
    listing, tills = make_goods(quantity=1), (make_till(), make_till())
    with Crew(market, hands=2) as crew:
        for _ in range(rounds):
            first, second = crew.do([seller(till, [(listing, 1)], at=now) for till in tills])
            assert {type(first), type(second)} == {Sale, InsufficientStock}
            assert levels.level(listing.id) == 0
            stock.deposit_goods(
                deposit_id=new_id(),
                listing_id=listing.id,
                quantity=1,
                occurred_at=now,
                recorded_at=now,
                actor="person:amina",
            )
    assert Sale.objects.count() == rounds


def test_8_simultaneous_requests_with_one_id_make_one_sale_and_8_equal_answers(
    market: str, make_goods: Callable[..., Listing], make_till: Callable[..., Till], now: datetime
) -> None:
    # One unit on hand: a second taking of goods, even one that is rolled back, would show as a refusal.
    listing, till = make_goods(quantity=1), make_till()
    with Crew(market) as crew:
        for _ in range(20):
            sale_id = new_id()
            answers = crew.do([seller(till, [(listing, 1)], at=now, sale_id=sale_id)] * SELLERS)
            assert {(type(each), each.id, each.receipt_number) for each in answers} == {
                (Sale, sale_id, answers[0].receipt_number)
            }
            stock.deposit_goods(
                deposit_id=new_id(),
                listing_id=listing.id,
                quantity=1,
                occurred_at=now,
                recorded_at=now,
                actor="person:amina",
            )
    assert Sale.objects.count() == 20


@pytest.mark.parametrize("rounds", [20, pytest.param(50, marks=pytest.mark.deep)])
def test_8_sellers_across_the_closing_lose_no_posting(
    market: str,
    rounds: int,
    make_goods: Callable[..., Listing],
    make_till: Callable[..., Till],
    set_fee: Callable[[int], object],
) -> None:
    """Each round a half-month is closed while eight sellers sell; all they post lands on exactly one
    statement.
    """
    set_fee(500)
    with as_hq():
        bank_holidays.seed_years(years=range(2026, 2032), at=datetime(2026, 11, 10, tzinfo=UTC))
    goods = [make_goods(quantity=100_000, price_minor=1999) for _ in range(3)]
    tills = [make_till() for _ in range(SELLERS)]
    half_month = HalfMonth.containing(datetime(2026, 11, 10, tzinfo=UTC).date())
    with Crew(market, hands=SELLERS + 1) as crew:
        for _ in range(rounds):
            periods.extend_calendar(today=half_month.first_day)
            # The last instant of the half-month: late enough to close it, early enough to land in it while
            # open.
            at = half_month.ends_at - timedelta(seconds=1)
            jobs: list[Callable[[], Any]] = [
                seller(till, [(listing, 1) for listing in goods], at=at) for till in tills for _ in range(2)
            ]
            closing = half_month

            def close(closing: HalfMonth = closing) -> object:
                return close_half_month(closing)

            done = crew.do([*jobs[:8], close, *jobs[8:]])
            assert not [each for each in done if isinstance(each, DomainError)]
            half_month = half_month.next()
        close_half_month(half_month)
    assert Sale.objects.count() == rounds * 16
    on_statements = Counter(StatementLine.objects.values_list("posting_id", flat=True))
    assert set(on_statements.values()) == {1}
    assert set(on_statements) == set(Posting.objects.exclude(kind="rounding").values_list("id", flat=True))
    assert len(set(Sale.objects.values_list("period_id", flat=True))) > 1
    assert violations() == []


def test_a_closing_is_not_kept_waiting_by_a_stream_of_sales(
    market: str, make_goods: Callable[..., Listing], make_till: Callable[..., Till]
) -> None:
    """Sellers that overlap without a gap could starve a plain row lock; the queue lets it through."""
    goods, tills = make_goods(quantity=100_000), [make_till() for _ in range(SELLERS)]
    half_month = HalfMonth(2026, 11, 1)
    at = half_month.ends_at - timedelta(seconds=1)
    closed, all_are_selling = threading.Event(), threading.Barrier(SELLERS + 1)

    def keep_selling(till: Till) -> Callable[[], None]:
        def sell_until_closed() -> None:
            seller(till, [(goods, 1)], at=at)()
            all_are_selling.wait(30)
            for _ in range(300):
                enough = closed.is_set()
                seller(till, [(goods, 1)], at=at)()
                if enough:
                    return
            raise AssertionError("the closing was starved")

        return sell_until_closed

    def close() -> None:
        all_are_selling.wait(30)
        close_half_month(half_month)
        closed.set()

    with Crew(market, hands=SELLERS + 1) as crew:
        crew.do([*(keep_selling(till) for till in tills), close])
    assert set(Sale.objects.values_list("period_id", flat=True)) == {half_month.key, half_month.next().key}
