"""Prices through the API: headquarters sets a corridor, a market keeps to it or asks, and drift is told."""

from typing import Any

import pytest

from api.catalogue.types import Product
from api.listings.types import Listing
from kernel.ids import new_id
from tenants.permissions import Role

SET = """mutation ($input: SetPriceCorridorInput!) { setPriceCorridor(input: $input) {
  corridor { id market { slug } category { code } aboveBasisPoints } errors { code path } } }"""
CHANGE = """mutation ($input: ChangePriceInput!) { changePrice(input: $input) {
  listing { price { amountMinor } } errors { code path params { name value } } } }"""
ASK = """mutation ($input: RequestPriceInput!) { requestPrice(input: $input) {
  request { id state recommended { amountMinor } } errors { code } } }"""
APPROVE = """mutation ($input: ApprovePriceRequestInput!) { approvePriceRequest(input: $input) {
  request { state decidedBy } errors { code } } }"""
DRIFT = """query ($first: Int! = 50) { priceDrift(first: $first) {
  listings raised lowered medianSinceListing medianFromRecommended
  rows { listing { product { code recommendedPrices { nodes { price { amountMinor } } } } }
    listed { amountMinor } price { amountMinor } recommended { amountMinor } sinceListing } } }"""


@pytest.fixture
def officer(sign_in: Any) -> Any:
    """An officer of headquarters: at home, or on the market's host."""
    return lambda host="": sign_in(Role.REGISTRY_OFFICER, host=host)


@pytest.fixture
def corridor(officer: Any) -> dict[str, Any]:
    """Five per cent above what is recommended, in Casablanca, from today on."""
    said = {"market": "casablanca", "effectiveFrom": "2026-11-10", "aboveBasisPoints": 500}
    asked = {"id": str(new_id()), **said, "reason": "prix solidaires"}
    answer: dict[str, Any] = officer().data(SET, input=asked)["setPriceCorridor"]
    assert answer["errors"] == []
    return answer["corridor"]


def reprice(manager: Any, listing: Any, price: int) -> Any:
    asked = {"listingId": Listing.global_id(listing.pk, "casablanca"), "price": {"amountMinor": price}}
    return manager.data(CHANGE, input=asked)["changePrice"]


def test_a_market_keeps_to_the_corridor_or_asks_headquarters(
    shop: Any, corridor: Any, manager: Any, officer: Any
) -> None:
    listing = shop.add_goods()  # ten dirhams are recommended
    assert corridor["market"] == {"slug": "casablanca"} and corridor["category"] is None
    [refused] = reprice(manager, listing, 1_200)["errors"]
    assert (refused["code"], refused["path"]) == ("PRICE_OUTSIDE_CORRIDOR", ["price"])
    asked = {
        "id": str(new_id()),
        "productId": Product.global_id(listing.product_id, None),
        "price": {"amountMinor": 1_200},
        "reason": "transport",
    }
    request = manager.data(ASK, input=asked)["requestPrice"]["request"]
    answer = {"requestId": request["id"], "answer": "vu"}
    assert manager.codes(APPROVE, input=answer) == ["FORBIDDEN"]
    decided = officer("casablanca").data(APPROVE, input=answer)["approvePriceRequest"]

    assert decided["errors"] == [] and decided["request"]["state"] == "APPROVED"
    assert reprice(manager, listing, 1_200)["listing"] == {"price": {"amountMinor": 1_200}}
    assert reprice(manager, listing, 1_201)["errors"][0]["code"] == "PRICE_OUTSIDE_CORRIDOR"


def test_a_market_sees_what_holds_for_it(corridor: Any, manager: Any, officer: Any) -> None:
    said = {"effectiveFrom": "2026-11-11", "reason": "essai"}
    for market in ("marrakech", None):
        asked = {"id": str(new_id()), "market": market, **said}
        assert officer().data(SET, input=asked)["setPriceCorridor"]["errors"] == []
    query = "{ priceCorridors { nodes { market { slug } } } }"

    def seen(api: Any) -> list[Any]:
        return [row["market"] and row["market"]["slug"] for row in api.data(query)["priceCorridors"]["nodes"]]

    assert sorted(map(str, seen(manager))) == ["None", "casablanca"]
    assert len(seen(officer())) == 3


def test_only_headquarters_sets_corridors(sign_in: Any) -> None:
    asked = {"id": str(new_id()), "effectiveFrom": "2026-11-10", "reason": "essai"}
    assert sign_in(Role.HQ_ANALYST).codes(SET, input=asked) == ["FORBIDDEN"]


class TestDrift:
    def test_is_told_in_as_many_statements_for_many_listings_as_for_one(
        self, shop: Any, manager: Any
    ) -> None:
        listing = shop.add_goods()
        reprice(manager, listing, 1_100)
        [row] = manager.data(DRIFT)["priceDrift"]["rows"]
        of_one = len(manager.statements)
        shop.add_goods()
        found = manager.data(DRIFT)["priceDrift"]

        assert len(manager.statements) == of_one
        assert (row["listed"], row["price"]) == ({"amountMinor": 1_000}, {"amountMinor": 1_100})
        assert row["sinceListing"] == 1_000
        assert len(row["listing"]["product"]["recommendedPrices"]["nodes"]) == 1
        assert (found["listings"], found["raised"], found["lowered"]) == (2, 1, 0)
        assert found["medianSinceListing"] == 0

    def test_is_for_who_reads_the_figures(self, sign_in: Any, manager: Any) -> None:
        keeper = sign_in(Role.STOCK_KEEPER, scope="casablanca")
        assert keeper.codes(DRIFT) == ["FORBIDDEN"]
        assert manager.codes(DRIFT, first=101) == ["BAD_USER_INPUT"]
