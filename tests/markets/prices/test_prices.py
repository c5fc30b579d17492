"""A market lists and reprices within the nation's corridor, or at a price that somebody else approved."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kernel.ids import new_id
from markets.listings import operations as listings
from markets.listings import queries
from markets.listings.models import Listing
from markets.listings.types import ListingDraft
from markets.prices import operations as prices
from markets.prices.models import PriceRequest
from shared_catalog.prices import operations as corridors
from shared_catalog.prices.types import CorridorTerms
from tenants.database.session import as_hq

ACTOR = "person:amina"


@pytest.fixture
def corridor(casablanca: None, nation: Any, now: Any) -> Callable[..., None]:
    """Ten per cent below and above what is recommended, which is ten dirhams, from today on."""

    def set_it(market: str | None = "casablanca", *, days: int = 0, **changes: Any) -> None:
        nation()
        terms: dict[str, Any] = {
            "market": market,
            "category": None,
            "effective_from": now.date() + timedelta(days=days),
            "below_basis_points": 1_000,
            "above_basis_points": 1_000,
        }
        with as_hq():
            corridors.set_corridor(
                corridor_id=new_id(),
                terms=CorridorTerms(**(terms | changes)),
                reason="prix solidaires",
                at=now,
                actor="officer",
            )

    return set_it


@pytest.fixture
def ask(now: Any) -> Callable[..., PriceRequest]:
    def request(product: Any, price_minor: int, actor: str = ACTOR) -> PriceRequest:
        return prices.request_price(
            request_id=new_id(),
            product_id=product.pk,
            price_minor=price_minor,
            reason="transport",
            at=now,
            actor=actor,
        )

    return request


class TestListing:
    def test_keeps_to_the_corridor(self, corridor: Any, make_product: Any, now: Any) -> None:
        corridor()
        within, outside = make_product(), make_product()
        drafts = [ListingDraft(within.id, 1_100), ListingDraft(outside.id, 1_101)]
        with pytest.raises(prices.PriceOutsideCorridor) as refusal:
            listings.list_products(drafts=drafts, listed_at=now, actor=ACTOR)

        assert refusal.value.path == ("drafts", 1, "price_minor")
        assert [refusal.value.params[name] for name in ("lowest_minor", "highest_minor")] == [900, 1_100]
        assert not Listing.objects.exists()

    @pytest.mark.parametrize(
        "given",
        [
            {"market": "marrakech"},
            {"days": 1},
            {"category": "amlou"},
            {"below_basis_points": None, "above_basis_points": None},
        ],
    )
    def test_is_free_where_no_corridor_holds(self, corridor: Any, make_listing: Any, given: Any) -> None:
        corridor(**given)
        assert make_listing(price_minor=5_000).price_minor == 5_000

    def test_is_repriced_within_it_and_stays_what_it_was(
        self, corridor: Any, make_listing: Any, now: Any
    ) -> None:
        listing = make_listing(price_minor=2_000)
        corridor()
        said = {"listing_id": listing.id, "changed_at": now, "actor": ACTOR}
        for price in (899, 1_101):
            with pytest.raises(prices.PriceOutsideCorridor):
                listings.change_price(price_minor=price, **said)
        listings.change_price(price_minor=2_000, **said)  # the same price changes nothing
        assert listings.change_price(price_minor=900, **said).price_minor == 900


class TestRequests:
    def test_let_a_price_through_once_another_person_approved_it(
        self, corridor: Any, make_product: Any, make_listing: Any, ask: Any, now: Any
    ) -> None:
        corridor()
        product, other = make_product(), make_product()
        request = ask(product, 1_500)
        with pytest.raises(prices.PriceOutsideCorridor):
            make_listing(product=product, price_minor=1_500)
        said = {"request_id": request.id, "answer": "vu", "at": now}
        with pytest.raises(prices.OwnPriceRequest):
            prices.approve_price(**said, actor=ACTOR)
        prices.approve_price(**said, actor="officer")

        assert make_listing(product=product, price_minor=1_500).price_minor == 1_500
        for wrong in ((other, 1_500), (product, 1_501)):
            with pytest.raises((prices.PriceOutsideCorridor, listings.ProductAlreadyListed)) as refusal:
                make_listing(product=wrong[0], price_minor=wrong[1])
            assert refusal.type is prices.PriceOutsideCorridor
        with pytest.raises(prices.PriceRequestDecided):
            prices.reject_price(**said, actor="officer")

    def test_are_refused_where_there_is_nothing_to_ask(
        self, corridor: Any, make_product: Any, ask: Any, now: Any
    ) -> None:
        product = make_product()
        with pytest.raises(prices.PriceWithinCorridor):
            ask(product, 9_000)
        corridor()
        with pytest.raises(prices.PriceWithinCorridor):
            ask(product, 1_100)
        first = ask(product, 9_000)
        with pytest.raises(prices.PriceRequestWaits):
            ask(product, 9_000, "person:other")
        prices.reject_price(request_id=first.id, answer="trop cher", at=now, actor="officer")
        assert ask(product, 9_000).state == "requested"


def test_drift_tells_how_far_prices_moved(
    casablanca: None, make_listing: Any, make_product: Any, now: Any
) -> None:
    product = make_product()
    moved, still = make_listing(product=product, price_minor=800), make_listing(price_minor=1_000)
    gone = make_listing(price_minor=5_000)
    said = {"changed_at": now, "actor": ACTOR}
    for price in (900, 1_203):
        listings.change_price(listing_id=moved.id, price_minor=price, **said)
    listings.withdraw_listing(listing_id=gone.id, **said)

    found = queries.price_drift()
    assert [one.listing for one in found] == [moved.id, still.id]
    assert (found[0].listed_minor, found[0].price_minor, found[0].recommended_minor) == (800, 1_203, 1_000)
    assert (found[0].since_listing, found[0].from_recommended) == (5_038, 2_030)  # 5037.5
    assert (found[1].since_listing, found[1].from_recommended) == (0, 0)
