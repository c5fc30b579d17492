"""Food of a cooperative without a certificate of ONSSA is listed and sold by no path: neither late, nor from
the past, nor in the instant in which the certificate ends; and on the days for which there is one, it is.

The same through the API, in lists and in bulk: `tests/api/test_sellability.py`. By the history import:
`tests/markets/history/test_import_half_month.py`.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kernel.ids import new_id
from markets.listings import operations as listings
from markets.listings.models import Listing
from markets.sales import operations as sales
from markets.sales.models import Sale
from markets.sales.types import RefundLineRequest, SaleLineRequest, TenderKind, TenderRequest
from markets.stock import queries as stock
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Authorisation
from tenants.database.session import as_hq, as_market, close_connections

ACTOR = "person:amina"
LAST_DAY = date(2026, 11, 20)
Goods = tuple[Listing, Authorisation]


def withdraw(certificate: Authorisation, at: datetime) -> None:
    with as_hq():
        registry.withdraw_authorisation(
            authorisation_id=certificate.pk, reason="Contrôle du 10", at=at, actor=ACTOR
        )


def refusal(sell: Callable[..., Any], *lines: Any, **given: Any) -> tuple[str, str | None, str]:
    """Why a sale is refused, since when, and of which line."""
    before = (Sale.objects.count(), stock.levels([listing.pk for listing, _ in lines]))
    with pytest.raises(sales.ListingNotSellable) as caught:
        sell(*lines, **given)
    assert (Sale.objects.count(), stock.levels([listing.pk for listing, _ in lines])) == before
    assert caught.value.message("ar") and caught.value.message("fr") != caught.value.message("en")
    said = caught.value.params
    return said["refusal"], said["since"], str(caught.value.path[1])


@pytest.fixture
def food(make_food: Any, make_goods: Any) -> Callable[..., Goods]:
    """A food on sale with a hundred pieces, and its cooperative's certificate."""

    def make(**term: Any) -> Goods:
        product, certificate = make_food(**term)
        return make_goods(product=product, quantity=100), certificate

    return make


@pytest.mark.usefixtures("casablanca")
class TestFood:
    def test_is_not_listed_without_a_certificate(self, make_food: Any, make_product: Any, now: Any) -> None:
        product, certificate = make_food()
        withdraw(certificate, now)
        drafts = [listings.ListingDraft(key, 4_000) for key in (make_product().pk, product.pk)]
        with pytest.raises(listings.ProductNotListable) as caught:
            listings.list_products(drafts=drafts, listed_at=now, actor=ACTOR)
        assert caught.value.path == ("drafts", 1, "product_id")
        assert caught.value.params["refusal"] == "DOCUMENT_WITHDRAWN"
        assert not Listing.objects.exists()

    def test_is_not_resumed_without_a_certificate(self, food: Any, now: datetime) -> None:
        listing, certificate = food()
        listings.pause_listing(listing_id=listing.pk, changed_at=now, actor=ACTOR)
        withdraw(certificate, now)
        with pytest.raises(listings.ProductNotListable):
            listings.resume_listing(listing_id=listing.pk, changed_at=now, actor=ACTOR)

    def test_is_sold_from_the_day_of_its_certificate_to_its_last(
        self, food: Any, sell: Any, authorise: Any, now: datetime
    ) -> None:
        listing, certificate = food()
        withdraw(certificate, now)
        assert refusal(sell, (listing, 1)) == ("DOCUMENT_WITHDRAWN", "2026-11-10", "0")

        authorise(listing.product.cooperative, issued_on=now.date(), valid_until=LAST_DAY)
        assert sell((listing, 1))
        assert sell((listing, 1), occurred_at=now + timedelta(days=10))
        expired = refusal(sell, (listing, 1), occurred_at=now + timedelta(days=11))
        assert expired == ("DOCUMENT_EXPIRED", "2026-11-21", "0")
        early = refusal(sell, (listing, 1), occurred_at=now - timedelta(days=1), recorded_at=now)
        # What its authority took back counts for no day, and the new one for none before its first.
        assert early[0] == "DOCUMENT_WITHDRAWN"

    def test_sold_offline_while_it_was_lawful_is_taken_late(self, food: Any, sell: Any, now: Any) -> None:
        listing, _ = food(valid_until=LAST_DAY)
        late = now + timedelta(days=14)
        assert sell((listing, 1), occurred_at=now + timedelta(days=10), recorded_at=late)
        assert refusal(sell, (listing, 1), occurred_at=late)[0] == "DOCUMENT_EXPIRED"

    def test_refuses_the_whole_sale_and_names_its_line(
        self, food: Any, make_goods: Any, sell: Any, now: datetime
    ) -> None:
        listing, certificate = food()
        baskets = make_goods()
        withdraw(certificate, now)
        assert refusal(sell, (baskets, 1), (listing, 1))[2] == "1"

    def test_that_came_back_is_refunded_all_the_same(self, food: Any, sell: Any, now: datetime) -> None:
        listing, certificate = food()
        sale = sell((listing, 2))
        withdraw(certificate, now)
        sales.refund_sale(
            refund_id=new_id(),
            sale_id=sale.id,
            lines=[RefundLineRequest(position=0, quantity=1, restock=True)],
            tender_kind=TenderKind.CASH,
            occurred_at=now,
            recorded_at=now,
            actor=ACTOR,
        )
        assert stock.level(listing.pk) == 99


# The last instant of a business day and the first of the next: Morocco is at UTC+1 in July, and at UTC from
# 20 September 2026 on.
MIDNIGHTS = [
    (date(2026, 7, 14), datetime(2026, 7, 14, 23, tzinfo=UTC)),
    (date(2026, 11, 9), datetime(2026, 11, 10, 0, tzinfo=UTC)),
]


def seller(till: Any, listing: Listing, *, at: datetime, recorded_at: datetime) -> Sale:
    return sales.record_sale(
        sale_id=new_id(),
        till_id=till.id,
        lines=[SaleLineRequest(listing.id, 1)],
        tenders=[TenderRequest(kind=TenderKind.CASH, received_minor=100_000_000)],
        occurred_at=at,
        recorded_at=recorded_at,
        cashier="person:karim",
    )


def test_the_instant_of_expiry_parts_what_many_tills_sell_at_once(
    live_market: str, food: Any, authorise: Any, make_till: Any, now: datetime
) -> None:
    """Whatever order they come in, the last microsecond of the last day sells, and midnight does not."""
    with as_market(live_market):
        tills = [make_till() for _ in range(4)]
        shelves = []
        for day, midnight in MIDNIGHTS:
            listing, lasting = food()
            withdraw(lasting, now)
            authorise(listing.product.cooperative, valid_until=day)
            shelves.append((listing, midnight))
    together = threading.Barrier(4)

    def sell_around(number: int) -> list[tuple[bool, bool]]:
        """Of each of its sales whether it is one of before midnight, and whether it was taken."""
        done = []
        together.wait(30)
        try:
            for step in range(10):
                listing, midnight = shelves[step % 2]
                before = (step // 2 + number) % 2 == 0
                at = midnight - timedelta(microseconds=1) if before else midnight
                try:
                    with as_market(live_market):
                        seller(tills[number], listing, at=at, recorded_at=now)
                    done.append((before, True))
                except sales.ListingNotSellable:
                    done.append((before, False))
        finally:
            close_connections()
        return done

    with ThreadPoolExecutor(4) as pool:
        done = [one for work in pool.map(sell_around, range(4)) for one in work]
    assert set(done) == {(True, True), (False, False)}
    with as_market(live_market):
        assert Sale.objects.count() == sum(taken for _, taken in done)


def test_nothing_is_sold_once_a_withdrawal_is_recorded(
    live_market: str, make_food: Any, make_goods: Any, make_till: Any, now: datetime
) -> None:
    """Tills sell on while headquarters withdraws a certificate: what began after it is refused."""
    with as_market(live_market):
        tills = [make_till() for _ in range(4)]
        product, certificate = make_food()
        listing = make_goods(product=product, quantity=10_000)
    withdrawn, selling = threading.Event(), threading.Barrier(5)

    def sell_on(number: int) -> tuple[int, bool]:
        """How many it sold until it was refused, and whether any began after the withdrawal."""
        sold = late = 0
        try:
            while True:
                after = withdrawn.is_set()
                try:
                    with as_market(live_market):
                        seller(tills[number], listing, at=now, recorded_at=now)
                except sales.ListingNotSellable:
                    return sold, bool(late)
                sold, late = sold + 1, late + after
                if sold == 1:
                    selling.wait(60)
        finally:
            close_connections()

    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(sell_on, number) for number in range(4)]
        selling.wait(60)  # every till has sold one
        withdraw(certificate, now)
        withdrawn.set()
        done = [one.result(timeout=120) for one in work]
    assert [late for _, late in done] == [False] * 4
    with as_market(live_market):
        assert Sale.objects.count() == sum(sold for sold, _ in done) >= 4
