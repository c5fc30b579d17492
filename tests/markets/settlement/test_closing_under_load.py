"""Eight sellers who never pause, and half-months that close all the same, each posting on one statement."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

from django.db import transaction
from settling import close_half_month

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.ledger import operations as ledger
from markets.ledger import queries as books
from markets.ledger.types import EntryKind, PostingDraft, PostingKind, cooperative_payable, till_cash
from markets.payouts import queries as payouts
from markets.periods import operations as periods
from markets.settlement.models import StatementLine
from markets.verification.queries import violations
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_market, close_connections

SELLERS = 8
FIRST = HalfMonth(2026, 11, 1)


def post_sale(cooperative: Cooperative, at: datetime) -> None:
    with transaction.atomic():
        ledger.post(
            entry_id=new_id(),
            kind=EntryKind.ADJUSTMENT,
            source_id=new_id(),
            period=periods.take_period(occurred_at=at),
            occurred_at=at,
            recorded_at=at,
            business_date=date(2026, 11, 10),
            actor="tester",
            postings=[
                PostingDraft(till_cash(), cooperative_payable(cooperative.id), 100, PostingKind.SALE),
            ],
        )
        time.sleep(0.01)  # long enough that sales overlap without a pause


def wait_for_sales(posted: Sequence[int]) -> None:
    """Until as many more sales were posted as there are sellers."""
    wanted, patience = sum(posted) + SELLERS, time.monotonic() + 20
    while sum(posted) < wanted:
        assert time.monotonic() < patience, "nobody sells"
        time.sleep(0.002)


class TestSealing:
    def test_loses_no_posting_and_starves_nobody(
        self, live_market: str, make_cooperative: Callable[..., Cooperative], now: datetime
    ) -> None:
        with as_market(live_market):
            cooperatives = [make_cooperative() for _ in range(3)]
        stop, posted = threading.Event(), [0] * SELLERS

        def sell(number: int) -> None:
            try:
                with as_market(live_market):
                    while not stop.is_set():
                        post_sale(cooperatives[number % 3], now)
                        posted[number] += 1
            finally:
                close_connections()

        half_month = FIRST
        with ThreadPoolExecutor(SELLERS) as pool, as_market(live_market):
            sellers = [pool.submit(sell, number) for number in range(SELLERS)]
            try:
                for _ in range(20):
                    wait_for_sales(posted)
                    close_half_month(half_month)
                    half_month = half_month.next()
            finally:
                stop.set()
            for seller in sellers:
                seller.result()
        with as_market(live_market):
            close_half_month(half_month)

            assert min(posted) > 0
            assert StatementLine.objects.count() == sum(posted)
            assert books.balance_of(till_cash()) == 100 * sum(posted)
            assert payouts.totals().difference_minor == 0
            assert [found for found in violations() if not found.name.startswith("sales.")] == []
