"""Listings through the API: what a market has on sale, at which price, and how much of it is there."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from api.catalogue.types import Product
from api.listings.types import Listing
from api.registry.types import Cooperative
from kernel.ids import new_id
from markets.listings.models import Listing as ListingRow
from markets.listings.models import ListingChange
from tenants.database.session import as_market
from tenants.permissions import Role

LIST = """mutation ($input: ListProductInput!) { listProduct(input: $input) {
  listing { id state price { amountMinor } onHand product { code cooperative { code } } }
  errors { code path message } } }"""
PRICE = """mutation ($input: ChangePriceInput!) { changePrice(input: $input) {
  listing { price { amountMinor } } errors { code path } } }"""
FOUND = """query ($filter: ListingFilter, $orderBy: ListingOrder) {
  listings(filter: $filter, orderBy: $orderBy) { nodes { id } totalCount } }"""


def step(api: Any, name: str, listing_id: str) -> Any:
    return api.data(
        f"mutation ($id: ID!) {{ {name}(input: {{listingId: $id}}) {{"
        " listing { state } errors { code path } } }",
        id=listing_id,
    )[name]


def id_of(listing: ListingRow, market: str = "casablanca") -> str:
    return Listing.global_id(listing.pk, market)


class TestListProduct:
    def given(self, shop: Any, **changes: Any) -> dict[str, Any]:
        shop.add_goods()
        [maker] = shop.nation.cooperatives
        product = Product.global_id(shop.nation.add_product(maker), None)
        return {"productId": product, "price": {"amountMinor": 4_550}} | changes

    def test_puts_a_product_on_sale(self, shop: Any, manager: Any) -> None:
        given = self.given(shop)
        shop.nation.publish(shop.nation.products[-1])

        done = manager.data(LIST, input=given)["listProduct"]

        assert done["errors"] == []
        assert done["listing"]["price"] == {"amountMinor": 4_550}
        assert (done["listing"]["state"], done["listing"]["onHand"]) == ("ACTIVE", 0)
        assert done["listing"]["product"]["cooperative"] == {"code": "C0001"}

    @pytest.mark.parametrize(
        ("changes", "code", "path"),
        [
            ({}, "PRODUCT_NOT_LISTABLE", ["productId"]),
            ({"price": {"amountMinor": 0}}, "INVALID_VALUE", ["price"]),
            ({"price": {"amountMinor": 2**53 - 1}}, "INVALID_VALUE", ["price"]),
            ({"productId": "nonsense"}, "NOT_FOUND", ["productId"]),
            ({"productId": Product.global_id(new_id(), None)}, "NOT_FOUND", ["productId"]),
        ],
    )
    def test_says_what_is_wrong_and_lists_nothing(
        self, shop: Any, manager: Any, casablanca: str, changes: Any, code: str, path: list[str]
    ) -> None:
        given = self.given(shop, **changes)

        done = manager.data(LIST, input=given)["listProduct"]

        assert done["listing"] is None
        assert [(error["code"], error["path"]) for error in done["errors"]] == [(code, path)]
        assert ListingRow.objects.count() == ListingChange.objects.count() == 1

    def test_lists_a_product_once(self, shop: Any, manager: Any) -> None:
        listing = shop.add_goods()
        given = {"productId": Product.global_id(listing.product_id, None), "price": {"amountMinor": 1}}

        [error] = manager.data(LIST, input=given)["listProduct"]["errors"]

        assert (error["code"], error["path"]) == ("PRODUCT_ALREADY_LISTED", ["productId"])


class TestSteps:
    def test_lead_from_active_to_withdrawn_and_are_kept(self, shop: Any, manager: Any) -> None:
        key = id_of(shop.add_goods(price_minor=1_000))
        priced = manager.data(PRICE, input={"listingId": key, "price": {"amountMinor": 1_250}})["changePrice"]
        states = [
            step(manager, name, key)["listing"]["state"]
            for name in ("pauseListing", "resumeListing", "withdrawListing")
        ]

        assert priced == {"listing": {"price": {"amountMinor": 1_250}}, "errors": []}
        assert states == ["PAUSED", "ACTIVE", "WITHDRAWN"]
        query = "query ($id: ID!) { listing(id: $id) { changes { nodes { state price { amountMinor } } } } }"
        changes = manager.data(query, id=key)["listing"]["changes"]["nodes"]
        assert [(row["state"], row["price"]["amountMinor"]) for row in changes] == [
            ("ACTIVE", 1_000),
            ("ACTIVE", 1_250),
            ("PAUSED", 1_250),
            ("ACTIVE", 1_250),
            ("WITHDRAWN", 1_250),
        ]

    def test_are_refused_when_the_state_does_not_allow_them(self, shop: Any, manager: Any) -> None:
        key = id_of(shop.add_goods())

        assert step(manager, "resumeListing", key)["errors"] == [
            {"code": "LISTING_STATE_REFUSED", "path": []}
        ]

    @pytest.mark.parametrize("name", ["pauseListing", "resumeListing", "withdrawListing"])
    @pytest.mark.parametrize("market", ["marrakech", "nowhere", None])
    def test_find_nothing_under_the_id_of_another_market(
        self, shop: Any, manager: Any, name: str, market: str
    ) -> None:
        key = Listing.global_id(shop.add_goods().pk, market) if market else "é"

        assert step(manager, name, key) == {
            "listing": None,
            "errors": [{"code": "NOT_FOUND", "path": ["listingId"]}],
        }

    @pytest.mark.parametrize(
        ("role", "code"),
        [
            (Role.MARKET_MANAGER, []),
            (Role.STOCK_KEEPER, []),
            (Role.CASHIER, ["FORBIDDEN"]),
            (Role.ACCOUNTANT, ["FORBIDDEN"]),
            (Role.AUDITOR, ["FORBIDDEN"]),
            (Role.INTEGRATOR, ["FORBIDDEN"]),
            (None, ["UNAUTHENTICATED"]),
        ],
    )
    def test_are_for_those_who_keep_the_shelves(
        self, shop: Any, sign_in: Callable[..., Any], anonymous: Any, role: Role | None, code: list[str]
    ) -> None:
        listing = shop.add_goods()
        anonymous.host = "casablanca"
        api = sign_in(role, scope="casablanca") if role else anonymous
        query = "mutation ($id: ID!) { pauseListing(input: {listingId: $id}) { errors { code } } }"

        assert api.codes(query, id=id_of(listing)) == code
        with as_market("casablanca"):
            listing.refresh_from_db()
        assert listing.state == ("active" if code else "paused")


class TestListings:
    def test_show_what_is_on_hand_and_how_it_came_about(self, shop: Any, manager: Any) -> None:
        honey = shop.add_goods(quantity=10)
        sale = shop.sell((honey, 3))
        shop.refund(sale)
        query = """{ listings { nodes { onHand deposits { nodes { quantity onHand } }
            movements(orderBy: {field: RECORDED}) { nodes { kind quantity } totalCount } } } }"""

        [row] = manager.data(query)["listings"]["nodes"]

        assert row["onHand"] == 8
        assert row["deposits"]["nodes"] == [{"quantity": 10, "onHand": 8}]
        assert row["movements"] == {
            "nodes": [
                {"kind": "DEPOSIT", "quantity": 10},
                {"kind": "SALE", "quantity": -3},
                {"kind": "RETURN", "quantity": 1},
            ],
            "totalCount": 3,
        }

    def test_are_filtered(self, shop: Any, manager: Any) -> None:
        first = shop.add_goods(quantity=1, price_minor=1_000)
        second = shop.add_goods(price_minor=2_000)
        shop.sell((first, 1))
        step(manager, "pauseListing", id_of(second))
        maker = Cooperative.global_id(shop.nation.cooperatives[0], None)
        code = manager.data("query ($id: ID!) { listing(id: $id) { product { code } } }", id=id_of(first))

        def found(**given: Any) -> list[str]:
            nodes = manager.data(FOUND, filter=given)["listings"]["nodes"]
            return [node["id"] for node in nodes]

        assert found(inStock=True) == found(state={"eq": "PAUSED"}) == [id_of(second)]
        assert found(inStock=False) == found(cooperative={"eq": maker}) == [id_of(first)]
        assert found(search=code["listing"]["product"]["code"]) == [id_of(first)]
        assert found(code={"oneOf": [code["listing"]["product"]["code"]]}) == [id_of(first)]
        assert found(search="PRODUIT", group={"eq": "TERROIR"}) == [id_of(first), id_of(second)]
        assert found(category={"eq": "honey"}) == found(group={"eq": "COSMETICS"}) == []
        assert found(priceMinor={"range": {"gte": 1_500}}, rootCategory={"eq": "terroir"}) == [id_of(second)]

    @pytest.mark.parametrize("field", ["CODE", "NAME_AR", "NAME_FR", "NAME_EN", "PRICE", "LISTED_AT"])
    @pytest.mark.parametrize("direction", ["ASC", "DESC"])
    def test_give_every_row_once_by_pages_in_any_order(
        self, shop: Any, manager: Any, field: str, direction: str
    ) -> None:
        for price_minor in (300, 100, 200):
            shop.add_goods(price_minor=price_minor)
        query = """query ($after: String, $orderBy: ListingOrder) {
            listings(first: 2, after: $after, orderBy: $orderBy) {
              nodes { id price { amountMinor } product { name { fr } } } pageInfo { endCursor } } }"""
        order = {"field": field, "direction": direction}

        page = manager.data(query, orderBy=order)["listings"]
        rest = manager.data(query, orderBy=order, after=page["pageInfo"]["endCursor"])["listings"]
        rows = page["nodes"] + rest["nodes"]

        assert len({row["id"] for row in rows}) == len(rows) == 3
        sorted_by = {
            "PRICE": lambda row: row["price"]["amountMinor"],
            "NAME_FR": lambda row: row["product"]["name"]["fr"],
        }.get(field)
        if sorted_by is not None:
            assert rows == sorted(rows, key=sorted_by, reverse=direction == "DESC")

    def test_show_a_delegate_its_own_only(self, shop: Any, sign_in: Callable[..., Any]) -> None:
        mine, other = shop.add_goods(), shop.add_goods()
        maker = shop.nation.cooperatives[0]
        delegate = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=maker)
        query = "{ listings { nodes { id onHand product { cooperative { code } } } totalCount } }"

        assert delegate.data(query)["listings"] == {
            "nodes": [{"id": id_of(mine), "onHand": 10, "product": {"cooperative": {"code": "C0001"}}}],
            "totalCount": 1,
        }
        assert delegate.codes("query ($id: ID!) { listing(id: $id) { id } }", id=id_of(other)) == [
            "NOT_FOUND"
        ]

    def test_expired_goods_are_on_hand_until_somebody_takes_them_away(
        self, shop: Any, manager: Any, make_deposit: Any
    ) -> None:
        listing = shop.add_goods(quantity=1)
        with as_market("casablanca"):
            make_deposit(listing, quantity=4, expires_on=date(2020, 1, 1))

        assert manager.data("{ listings { nodes { onHand } } }") == {"listings": {"nodes": [{"onHand": 5}]}}
