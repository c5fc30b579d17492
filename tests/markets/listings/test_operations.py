from datetime import date

import pytest

from kernel.errors import InvalidValue, NotFound
from kernel.ids import new_id
from markets.events.models import Event
from markets.listings import operations as listings
from markets.listings import queries
from markets.listings.models import Listing, ListingChange
from markets.listings.types import ListingDraft
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.registry import operations as registry
from tenants.database.session import as_hq, as_market

ACTOR = "person:amina"


@pytest.mark.usefixtures("casablanca")
class TestListProducts:
    def test_puts_products_on_sale_in_the_order_given(self, make_product, now) -> None:
        drafts = [ListingDraft(make_product().id, price) for price in (1000, 2000)]
        listed = listings.list_products(drafts=drafts, listed_at=now, actor=ACTOR)
        assert [(one.product_id, one.price_minor) for one in listed] == [
            (draft.product_id, draft.price_minor) for draft in drafts
        ]
        offers = queries.offers((one.id for one in listed), on=now.date())
        assert {offer.state for offer in offers.values()} == {"active"}

    def test_lists_a_product_once(self, make_product, make_listing, now) -> None:
        honey, oil = make_product(), make_product()
        make_listing(product=oil)
        drafts = [ListingDraft(honey.id, 1000), ListingDraft(oil.id, 1000)]
        with pytest.raises(listings.ProductAlreadyListed) as refusal:
            listings.list_products(drafts=drafts, listed_at=now, actor=ACTOR)
        assert refusal.value.path == ("drafts", 1, "product_id")
        assert Listing.objects.get().product_id == oil.id

    @pytest.mark.parametrize("price_minor", [0, -1, 100_000_001])
    def test_refuses_what_is_no_price(self, price_minor, make_listing) -> None:
        with pytest.raises(InvalidValue):
            make_listing(price_minor=price_minor)
        assert not Listing.objects.exists()

    def test_refuses_a_cooperative_that_takes_no_part_here(self, make_cooperative, make_listing) -> None:
        with as_market("marrakech"):
            elsewhere = make_cooperative()
        for cooperative in (make_cooperative(takes_part=False), elsewhere):
            with pytest.raises(listings.ProductNotListable):
                make_listing(cooperative=cooperative)

    def test_refuses_a_cooperative_that_joins_later(self, make_cooperative, make_listing) -> None:
        with pytest.raises(listings.ProductNotListable):
            make_listing(cooperative=make_cooperative(joined_on=date(2026, 11, 11)))

    def test_refuses_a_suspended_cooperative_and_a_retired_product(
        self, make_product, make_listing, now
    ) -> None:
        honey, oil = make_product(), make_product()
        with as_hq():
            registry.suspend_cooperative(
                cooperative_id=honey.cooperative_id, reason="audit", at=now, actor=ACTOR
            )
            catalogue.retire_product(product_id=oil.id, at=now, actor=ACTOR)
        for product in (honey, oil):
            with pytest.raises(listings.ProductNotListable):
                make_listing(product=product)
        assert not Listing.objects.exists()

    def test_refuses_an_unknown_product(self, now) -> None:
        with pytest.raises(NotFound):
            listings.list_product(product_id=new_id(), price_minor=1000, listed_at=now, actor=ACTOR)


@pytest.mark.usefixtures("casablanca")
class TestChanges:
    def test_keep_every_price_that_was(self, make_listing, now) -> None:
        honey = make_listing(price_minor=1000)
        listings.change_price(listing_id=honey.id, price_minor=1200, changed_at=now, actor=ACTOR)
        listings.change_price(listing_id=honey.id, price_minor=1200, changed_at=now, actor=ACTOR)
        assert queries.listing(honey.id).price_minor == 1200
        assert [change.price_minor for change in ListingChange.objects.order_by("id")] == [1000, 1200]

    def test_are_told_with_what_the_listing_became(self, make_listing, now) -> None:
        honey = make_listing(price_minor=1000)
        listings.pause_listing(listing_id=honey.id, changed_at=now, actor=ACTOR)
        told = Event.objects.filter(name="listing.changed", subject_id=str(honey.id)).order_by("id")
        assert [(event.payload["price_minor"], event.payload["state"]) for event in told] == [
            (1000, "active"),
            (1000, "paused"),
        ]

    def test_pause_and_resume(self, make_listing, now) -> None:
        honey = make_listing()
        assert listings.pause_listing(listing_id=honey.id, changed_at=now, actor=ACTOR).state == "paused"
        assert listings.resume_listing(listing_id=honey.id, changed_at=now, actor=ACTOR).state == "active"

    def test_resume_only_what_could_be_listed(self, make_listing, now) -> None:
        honey = make_listing()
        listings.pause_listing(listing_id=honey.id, changed_at=now, actor=ACTOR)
        with as_hq():
            catalogue.retire_product(product_id=honey.product_id, at=now, actor=ACTOR)
        with pytest.raises(listings.ProductNotListable):
            listings.resume_listing(listing_id=honey.id, changed_at=now, actor=ACTOR)
        assert queries.listing(honey.id).state == "paused"

    def test_end_with_a_withdrawal(self, make_listing, now) -> None:
        honey = make_listing()
        listings.withdraw_listing(listing_id=honey.id, changed_at=now, actor=ACTOR)
        with pytest.raises(listings.ListingStateRefused):
            listings.resume_listing(listing_id=honey.id, changed_at=now, actor=ACTOR)
        with pytest.raises(listings.ListingStateRefused):
            listings.change_price(listing_id=honey.id, price_minor=5, changed_at=now, actor=ACTOR)

    def test_need_a_listing_of_this_market(self, make_listing, now) -> None:
        with as_market("marrakech"):
            theirs = make_listing()
        with pytest.raises(NotFound):
            listings.change_price(listing_id=theirs.id, price_minor=5, changed_at=now, actor=ACTOR)
