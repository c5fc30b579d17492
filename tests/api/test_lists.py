"""Many rows in one request, and what becomes of the others when one is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from repeatable import cooperative

from api import sdl
from api.base.limits import MOST_ROWS
from api.base.lists import ListMutation
from api.catalogue.types import Product
from api.listings.types import Listing
from api.registry.types import Cooperative
from api.tills.types import Till
from kernel.ids import new_id
from markets.audit.models import MarketAuditEntry
from markets.sales.models import Sale
from markets.stock.models import Deposit
from markets.stock.queries import mismatches
from tenants.database.session import as_market
from tenants.permissions import Role

SELL = """mutation ($input: RecordSalesInput!) { recordSales(input: $input) {
  count results { sale { uuid total { amountMinor } lines { nodes { quantity listing { onHand } } } }
    errors { code path } } errors { code path } } }"""
PRICES = """mutation ($input: ChangePricesInput!) { changePrices(input: $input) {
  count results { listing { price { amountMinor } version } errors { code path } } errors { code } } }"""


@pytest.fixture
def till(shop: Any) -> str:
    return str(Till.global_id(shop.add_till().pk, "casablanca"))


def sale(till: str, listing: Any, quantity: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "saleId": str(new_id()),
        "tillId": till,
        "lines": [{"listingId": Listing.global_id(listing.pk, "casablanca"), "quantity": quantity}],
        "tenders": [{"kind": "CASH", "receivedMinor": 100_000}],
        "occurredAt": "2026-11-10T09:30:00Z",
    } | changes


def sell(api: Any, *rows: dict[str, Any], policy: str | None = None) -> Any:
    given: dict[str, Any] = {"rows": list(rows)} | ({"errorPolicy": policy} if policy else {})
    return api.ask(SELL, input=given)


def outcome(answer: Any) -> list[Any]:
    """Per row the quantity sold, or the codes of its errors."""
    return [
        row["sale"]["lines"]["nodes"][0]["quantity"]
        if row["sale"]
        else [one["code"] for one in row["errors"]]
        for row in answer["data"]["recordSales"]["results"]
    ]


class TestPolicies:
    @pytest.mark.parametrize(
        ("policy", "told", "count"),
        [
            (None, [["REJECTED_WITH_OTHERS"], ["INSUFFICIENT_STOCK"], ["REJECTED_WITH_OTHERS"]], 0),
            (
                "REJECT_EVERYTHING",
                [["REJECTED_WITH_OTHERS"], ["INSUFFICIENT_STOCK"], ["REJECTED_WITH_OTHERS"]],
                0,
            ),
            ("REJECT_FAILED_ROWS", [2, ["INSUFFICIENT_STOCK"], 3], 2),
            ("IGNORE_FAILED", [2, ["INSUFFICIENT_STOCK"], 3], 2),
        ],
    )
    def test_say_what_becomes_of_the_others(
        self, shop: Any, manager: Any, till: str, policy: str | None, told: list[Any], count: int
    ) -> None:
        goods = shop.add_goods(quantity=10)

        answer = sell(manager, *(sale(till, goods, pieces) for pieces in (2, 9, 3)), policy=policy)

        assert outcome(answer) == told
        assert answer["data"]["recordSales"]["count"] == count
        assert answer["data"]["recordSales"]["errors"] == []
        with as_market("casablanca"):
            assert Sale.objects.count() == count and mismatches() == []

    @pytest.mark.parametrize("policy", ["REJECT_EVERYTHING", "REJECT_FAILED_ROWS", "IGNORE_FAILED"])
    def test_do_all_that_is_right(self, shop: Any, manager: Any, till: str, policy: str) -> None:
        goods = shop.add_goods(quantity=10)

        assert outcome(sell(manager, sale(till, goods, 1), sale(till, goods, 2), policy=policy)) == [1, 2]

    @pytest.mark.parametrize("policy", ["REJECT_EVERYTHING", "REJECT_FAILED_ROWS", "IGNORE_FAILED"])
    def test_lead_to_what_is_wrong_from_the_row(
        self, shop: Any, manager: Any, till: str, policy: str
    ) -> None:
        wrong = sale(till, shop.add_goods(), tillId=Till.global_id(new_id(), "casablanca"))

        answer = sell(manager, wrong, policy=policy)

        [row] = answer["data"]["recordSales"]["results"]
        assert row == {"sale": None, "errors": [{"code": "NOT_FOUND", "path": ["tillId"]}]}


class TestATillThatComesBack:
    def test_sends_a_hundred_sales_and_may_send_them_again(self, shop: Any, manager: Any, till: str) -> None:
        goods = shop.add_goods(quantity=200)
        rows = [sale(till, goods) for _ in range(MOST_ROWS)]
        sell(manager, *rows[:40], policy="IGNORE_FAILED")

        answer = sell(manager, *rows, policy="IGNORE_FAILED")

        assert outcome(answer) == [1] * MOST_ROWS
        assert answer["extensions"]["idempotency"] == [
            {"path": ["recordSales", "results", index], "replayed": True} for index in range(40)
        ]
        with as_market("casablanca"):
            assert Sale.objects.count() == MOST_ROWS

    def test_reads_back_all_rows_by_as_many_statements_as_one(
        self, shop: Any, manager: Any, till: str
    ) -> None:
        goods, taken = shop.add_goods(quantity=200), []
        for rows in (1, 7):
            done = [sale(till, goods) for _ in range(rows)]
            sell(manager, *done)
            sell(manager, *done)
            found = [sql for sql in manager.statements if "sales_tender" not in sql]
            taken.append(len([sql for sql in found if 'FROM "sales_saleline"' in sql]))

        assert taken == [1, 1]

    @pytest.mark.parametrize("rows", [0, MOST_ROWS + 1])
    def test_sends_one_to_a_hundred(self, shop: Any, manager: Any, till: str, rows: int) -> None:
        goods = shop.add_goods()

        answer = sell(manager, *(sale(till, goods) for _ in range(rows)))["data"]["recordSales"]

        assert answer == {"count": 0, "results": [], "errors": [{"code": "INVALID_VALUE", "path": ["rows"]}]}
        with as_market("casablanca"):
            assert not Sale.objects.exists()


class TestTheAudit:
    def test_has_an_entry_for_each_row_that_was_done(self, shop: Any, manager: Any, till: str) -> None:
        goods = shop.add_goods(quantity=10)

        sell(manager, *(sale(till, goods, pieces) for pieces in (2, 9, 3)), policy="REJECT_FAILED_ROWS")
        sell(manager, *(sale(till, goods, pieces) for pieces in (1, 9)))

        with as_market("casablanca"):
            entries = MarketAuditEntry.objects.filter(action="recordSale")
            assert {entry.object_key for entry in entries} == {str(one.pk) for one in Sale.objects.all()}
            assert len(entries) == 2


class TestEachList:
    def test_is_for_whoever_may_do_one(self, shop: Any, sign_in: Callable[..., Any], till: str) -> None:
        keeper = sign_in(Role.STOCK_KEEPER, scope="casablanca")

        assert [e["extensions"]["code"] for e in sell(keeper, sale(till, shop.add_goods()))["errors"]] == [
            "FORBIDDEN"
        ]

    def test_takes_what_the_mutation_takes(self) -> None:
        found = [
            field.extensions["declared"].resolver.__self__
            for schema in sdl.SCHEMAS.values()
            if schema.mutation_type
            for field in schema.mutation_type.fields.values()
        ]
        lists = [one for one in found if issubclass(one, ListMutation)]

        assert {one.field_name() for one in lists} == {
            "recordSales",
            "depositLots",
            "listProducts",
            "changePrices",
            "draftProducts",
            "editProducts",
            "registerCooperatives",
        }
        assert all(one.of in found and one.of.permission == one.field().permission for one in lists)

    def test_of_lots_takes_them_in(self, shop: Any, manager: Any) -> None:
        listing = Listing.global_id(shop.add_goods().pk, "casablanca")
        rows = [
            {
                "depositId": str(new_id()),
                "listingId": listing,
                "quantity": n,
                "occurredAt": "2026-11-10T09:00:00Z",
            }
            for n in (1, 0, 2)
        ]
        query = """mutation ($input: DepositLotsInput!) { depositLots(input: $input) {
          count results { deposit { quantity } errors { code path } } } }"""

        done = manager.data(query, input={"rows": rows, "errorPolicy": "REJECT_FAILED_ROWS"})["depositLots"]

        assert done["count"] == 2
        assert done["results"][1] == {
            "deposit": None,
            "errors": [{"code": "INVALID_VALUE", "path": ["quantity"]}],
        }
        with as_market("casablanca"):
            assert Deposit.objects.count() == 3

    def test_of_products_drafts_edits_and_lists_them(self, nation: Any, admin: Any, manager: Any) -> None:
        maker = Cooperative.global_id(nation.add_cooperative(products=0), None)
        details = {
            "categoryCode": "baskets",
            "names": {"ar": "سلة", "fr": "Panier", "en": "Basket"},
            "unit": "PIECE",
            "netContent": 1,
            "recommendedPrice": {"amountMinor": 9_000},
        }
        draft = """mutation ($input: DraftProductsInput!) { draftProducts(input: $input) {
          results { product { id version } errors { code } } } }"""
        edit = """mutation ($input: EditProductsInput!) { editProducts(input: $input) {
          count results { product { name { fr } version } errors { code params { name value } } } } }"""
        rows = [{"id": str(new_id()), "cooperativeId": maker, "details": details} for _ in range(2)]
        drafted = [
            one["product"] for one in admin.data(draft, input={"rows": rows})["draftProducts"]["results"]
        ]
        named = details | {"names": {"ar": "سلة", "fr": "Corbeille", "en": "Basket"}}
        edits = [
            {"productId": one["id"], "details": named, "expectedVersion": version}
            for one, version in zip(drafted, (1, 7), strict=True)
        ]

        done = admin.data(edit, input={"rows": edits, "errorPolicy": "IGNORE_FAILED"})["editProducts"]

        assert done["count"] == 1
        assert done["results"][0]["product"] == {"name": {"fr": "Corbeille"}, "version": 2}
        [conflict] = done["results"][1]["errors"]
        assert conflict["code"] == "VERSION_CONFLICT"
        assert {"name": "current", "value": "1"} in conflict["params"]
        for one in drafted:
            nation.publish(Product.key_of(one["id"], None))
        listing = """mutation ($input: ListProductsInput!) { listProducts(input: $input) {
          count results { listing { price { amountMinor } } errors { code } } } }"""
        rows = [{"productId": one["id"], "price": {"amountMinor": 500}} for one in [*drafted, drafted[0]]]
        listed = manager.data(listing, input={"rows": rows, "errorPolicy": "REJECT_FAILED_ROWS"})[
            "listProducts"
        ]
        assert listed["count"] == 2
        assert listed["results"][2]["errors"] == [{"code": "PRODUCT_ALREADY_LISTED"}]

    def test_of_cooperatives_registers_them_all_or_none(self, nation: Any, admin: Any) -> None:
        one = cooperative()
        query = """mutation ($input: RegisterCooperativesInput!) { registerCooperatives(input: $input) {
          count results { cooperative { code } errors { code } } } }"""
        twin = one | {"id": str(new_id())}

        done = admin.data(query, input={"rows": [one, twin]})["registerCooperatives"]

        assert done["count"] == 0
        assert [row["errors"][0]["code"] for row in done["results"]] == ["REJECTED_WITH_OTHERS", "ICE_TAKEN"]
        assert admin.data("{ cooperatives { totalCount } }")["cooperatives"]["totalCount"] == 0

    def test_of_prices_compares_versions_where_they_are_said(self, shop: Any, manager: Any) -> None:
        ids = [Listing.global_id(shop.add_goods().pk, "casablanca") for _ in range(2)]
        rows = [
            {"listingId": ids[0], "price": {"amountMinor": 1_500}, "expectedVersion": 1},
            {"listingId": ids[1], "price": {"amountMinor": 1_600}},
            {"listingId": ids[0], "price": {"amountMinor": 1_700}, "expectedVersion": 1},
        ]

        done = manager.data(PRICES, input={"rows": rows, "errorPolicy": "REJECT_FAILED_ROWS"})["changePrices"]

        assert [row["errors"] for row in done["results"]] == [
            [],
            [],
            [{"code": "VERSION_CONFLICT", "path": ["expectedVersion"]}],
        ]
        assert done["results"][0]["listing"] == {"price": {"amountMinor": 1_500}, "version": 2}
