"""Sales and refunds through the API."""

from collections.abc import Callable
from typing import Any

import pytest

from api.listings.types import Listing
from api.registry.types import Cooperative
from api.sales.types import Sale
from api.tills.types import Till
from kernel.ids import new_id
from markets.ledger.models import Posting
from markets.sales import models
from markets.stock import queries as stock
from tenants.database.session import as_market
from tenants.permissions import Role

AT = "2026-11-10T09:30:00Z"
RECORD = """mutation ($input: RecordSaleInput!) { recordSale(input: $input) {
  sale {
    id uuid receiptYear receiptNumber numberedBy businessDate periodKey cashier
    total { amountMinor } rounding { amountMinor } change { amountMinor } till { code }
    lines { nodes { position quantity unitPrice { amountMinor } amount { amountMinor } listing { onHand } } }
    tenders { nodes { kind amount { amountMinor } received { amountMinor } reference } }
    refunds { totalCount }
  }
  errors { code path message params { name value } } } }"""
REFUND = """mutation ($input: RefundSaleInput!) { refundSale(input: $input) {
  refund {
    uuid amount { amountMinor } tenderKind
    lines { nodes { quantity restocked saleLine { position refundedQuantity listing { onHand } } } }
    sale { refunds { totalCount } }
  }
  errors { code path } } }"""


def listing_id(listing: Any) -> str:
    return Listing.global_id(listing.pk, "casablanca")


def sale_of(till: Any, *lines: tuple[Any, int], **changes: Any) -> dict[str, Any]:
    """What a till says of a sale paid in cash."""
    return {
        "saleId": str(new_id()),
        "tillId": Till.global_id(till.pk, "casablanca"),
        "lines": [{"listingId": listing_id(listing), "quantity": quantity} for listing, quantity in lines],
        "tenders": [{"kind": "CASH", "receivedMinor": 100_000}],
        "occurredAt": AT,
    } | changes


def refund_of(sale: Any, **changes: Any) -> dict[str, Any]:
    return {
        "refundId": str(new_id()),
        "saleId": Sale.global_id(sale.pk, "casablanca"),
        "lines": [{"position": 0, "quantity": 1, "restock": True}],
        "tenderKind": "CASH",
        "occurredAt": "2026-11-10T10:00:00Z",
    } | changes


def record(api: Any, given: dict[str, Any]) -> Any:
    return api.data(RECORD, input=given)["recordSale"]


@pytest.fixture
def nothing_sold(casablanca: str) -> Callable[[], None]:
    """Checks that what a test refused left no trace."""

    def check() -> None:
        for model in (models.Sale, models.SaleLine, models.Tender, models.Refund, Posting):
            assert not model.objects.exists(), model
        assert stock.mismatches() == []

    return check


class TestRecordSale:
    def test_answers_the_sale_as_it_was_written(self, shop: Any, manager: Any) -> None:
        honey, oil, till = (
            shop.add_goods(price_minor=4_555),
            shop.add_goods(price_minor=1_000),
            shop.add_till(),
        )
        tenders = [
            {"kind": "CARD", "amountMinor": 9_000, "reference": "TPE-1"},
            {"kind": "CASH", "receivedMinor": 2_000},
        ]
        given = sale_of(till, (honey, 2), (oil, 1), tenders=tenders)

        done = record(manager, given)

        assert done["errors"] == []
        sale = done["sale"]
        assert sale["uuid"] == given["saleId"]
        assert (sale["receiptYear"], sale["receiptNumber"], sale["numberedBy"]) == (2026, 1, "SERVER")
        assert (sale["businessDate"], sale["periodKey"]) == ("2026-11-10", 2026111)
        assert sale["till"] == {"code": till.code}
        assert [sale[name]["amountMinor"] for name in ("total", "rounding", "change")] == [10_110, 0, 890]
        assert [(line["quantity"], line["amount"]["amountMinor"]) for line in sale["lines"]["nodes"]] == [
            (2, 9_110),
            (1, 1_000),
        ]
        assert [line["listing"]["onHand"] for line in sale["lines"]["nodes"]] == [8, 9]
        assert [(t["kind"], t["amount"]["amountMinor"]) for t in sale["tenders"]["nodes"]] == [
            ("CARD", 9_000),
            ("CASH", 1_110),
        ]

    def test_answers_the_same_sale_again(self, shop: Any, manager: Any, casablanca: str) -> None:
        given = sale_of(shop.add_till(), (shop.add_goods(), 1))

        first, again = record(manager, given), record(manager, given)

        assert again == first
        assert models.Sale.objects.count() == 1
        [error] = record(manager, given | {"occurredAt": "2026-11-10T09:31:00Z"})["errors"]
        assert (error["code"], error["path"]) == ("SALE_ID_REUSED", ["saleId"])

    def test_keeps_the_number_that_an_offline_till_printed(self, shop: Any, manager: Any) -> None:
        till, honey = shop.add_till(), shop.add_goods()
        receipt = {"year": 2026, "number": 41}

        sale = record(manager, sale_of(till, (honey, 1), receipt=receipt))["sale"]
        [error] = record(manager, sale_of(till, (honey, 1), receipt=receipt))["errors"]

        assert (sale["receiptNumber"], sale["numberedBy"]) == (41, "TILL")
        assert (error["code"], error["path"]) == ("RECEIPT_NUMBER_TAKEN", ["receipt", "number"])

    @pytest.mark.parametrize(
        ("changes", "code", "path"),
        [
            ({"lines": []}, "EMPTY_SALE", ["lines"]),
            ({"tenders": []}, "WRONG_TENDERS", ["tenders"]),
            ({"tenders": [{"kind": "CASH", "receivedMinor": 10}]}, "WRONG_TENDERS", ["tenders"]),
            ({"tenders": [{"kind": "CARD", "amountMinor": 1_000}]}, "WRONG_TENDERS", ["tenders"]),
            ({"occurredAt": "2026-11-10T10:06:00Z"}, "IN_THE_FUTURE", ["occurredAt"]),
            ({"receipt": {"year": 2026, "number": 0}}, "INVALID_VALUE", ["receipt", "number"]),
            ({"tillId": Till.global_id(new_id(), "casablanca")}, "NOT_FOUND", ["tillId"]),
            ({"tillId": Till.global_id(new_id(), "marrakech")}, "NOT_FOUND", ["tillId"]),
            ({"tillId": "é"}, "NOT_FOUND", ["tillId"]),
        ],
    )
    def test_says_what_is_wrong_and_sells_nothing(
        self,
        shop: Any,
        manager: Any,
        nothing_sold: Callable[[], None],
        changes: Any,
        code: str,
        path: list[str],
    ) -> None:
        given = sale_of(shop.add_till(), (shop.add_goods(), 1), **changes)

        done = record(manager, given)

        assert done["sale"] is None
        assert [(error["code"], error["path"]) for error in done["errors"]] == [(code, path)]
        nothing_sold()

    def test_leads_to_the_line_that_is_wrong(
        self, shop: Any, manager: Any, nothing_sold: Callable[[], None]
    ) -> None:
        honey, oil, till = shop.add_goods(), shop.add_goods(quantity=1), shop.add_till()

        def wrong(*lines: dict[str, Any]) -> list[tuple[str, list[str]]]:
            errors = record(manager, sale_of(till, (honey, 1), lines=lines))["errors"]
            return [(error["code"], error["path"]) for error in errors]

        good = {"listingId": listing_id(honey), "quantity": 1}
        strangers = [Listing.global_id(honey.pk, "marrakech"), Listing.global_id(new_id(), "casablanca"), ""]
        assert wrong(good, good, {"listingId": listing_id(oil), "quantity": 2}) == [
            ("INSUFFICIENT_STOCK", ["lines", "2", "quantity"])
        ]
        assert wrong(good, good | {"quantity": -1}) == [("INVALID_VALUE", ["lines", "1", "quantity"])]
        for stranger in strangers:
            assert wrong(good, {"listingId": stranger, "quantity": 1}) == [
                ("NOT_FOUND", ["lines", "1", "listingId"])
            ]
        nothing_sold()

    def test_speaks_the_language_of_the_till(self, shop: Any, manager: Any) -> None:
        given = sale_of(shop.add_till(), (shop.add_goods(quantity=1), 5))

        answered = manager.ask(RECORD, language="fr", input=given)["data"]["recordSale"]

        [error] = answered["errors"]
        assert error["message"].startswith("5 demandés, 1 disponibles")
        assert {"name": "available", "value": "1"} in error["params"]

    @pytest.mark.parametrize(
        ("role", "codes"),
        [
            (Role.MARKET_MANAGER, []),
            (Role.CASHIER, []),
            (Role.INTEGRATOR, []),
            (Role.STOCK_KEEPER, ["FORBIDDEN"]),
            (Role.ACCOUNTANT, ["FORBIDDEN"]),
            (Role.AUDITOR, ["FORBIDDEN"]),
            (None, ["UNAUTHENTICATED"]),
        ],
    )
    def test_is_for_those_who_sell(
        self, shop: Any, sign_in: Callable[..., Any], anonymous: Any, role: Role | None, codes: list[str]
    ) -> None:
        given = sale_of(shop.add_till(), (shop.add_goods(), 1))
        anonymous.host = "casablanca"
        api = sign_in(role, scope="casablanca") if role else anonymous

        assert api.codes(RECORD, input=given) == codes
        with as_market("casablanca"):
            assert models.Sale.objects.count() == (0 if codes else 1)

    def test_is_not_for_headquarters(self, shop: Any, sign_in: Callable[..., Any]) -> None:
        given = sale_of(shop.add_till(), (shop.add_goods(), 1))

        assert sign_in(Role.HQ_ADMIN, host="casablanca").codes(RECORD, input=given) == ["FORBIDDEN"]

    def test_is_refused_at_another_markets_host(self, shop: Any, sign_in: Callable[..., Any]) -> None:
        given = sale_of(shop.add_till(), (shop.add_goods(), 1))
        here = sign_in(Role.CASHIER, scope="marrakech")
        stranger = sign_in(Role.CASHIER, scope="casablanca", host="marrakech")

        done = record(here, given)

        paths = [(error["code"], error["path"]) for error in done["errors"]]
        assert paths == [("NOT_FOUND", ["tillId"]), ("NOT_FOUND", ["lines", "0", "listingId"])]
        assert stranger.codes(RECORD, input=given) == ["UNAUTHENTICATED"]


class TestRefundSale:
    def test_takes_goods_back_once(self, shop: Any, manager: Any) -> None:
        sale = shop.sell((shop.add_goods(quantity=10), 3))
        given = refund_of(sale)

        done = manager.data(REFUND, input=given)["refundSale"]

        assert done == {
            "refund": {
                "uuid": given["refundId"],
                "amount": {"amountMinor": 1_000},
                "tenderKind": "CASH",
                "lines": {
                    "nodes": [
                        {
                            "quantity": 1,
                            "restocked": True,
                            "saleLine": {"position": 0, "refundedQuantity": 1, "listing": {"onHand": 8}},
                        }
                    ]
                },
                "sale": {"refunds": {"totalCount": 1}},
            },
            "errors": [],
        }
        assert manager.data(REFUND, input=given)["refundSale"] == done
        other = manager.data(REFUND, input=given | {"occurredAt": "2026-11-10T10:01:00Z"})["refundSale"]
        assert other["errors"] == [{"code": "REFUND_ID_REUSED", "path": ["refundId"]}]

    @pytest.mark.parametrize(
        ("changes", "code", "path"),
        [
            ({"lines": []}, "INVALID_VALUE", ["lines"]),
            ({"lines": [{"position": 0, "quantity": 4, "restock": True}]}, "MORE_THAN_SOLD", ["lines"]),
            ({"lines": [{"position": 7, "quantity": 1, "restock": True}]}, "NOT_FOUND", ["lines"]),
            ({"tenderKind": "CARD"}, "WRONG_TENDERS", []),
            ({"occurredAt": "2026-11-10T09:59:59Z"}, "REFUND_BEFORE_SALE", ["occurredAt"]),
            ({"saleId": Sale.global_id(new_id(), "casablanca")}, "NOT_FOUND", ["saleId"]),
            ({"saleId": Sale.global_id(new_id(), "marrakech")}, "NOT_FOUND", ["saleId"]),
            ({"tillId": Till.global_id(new_id(), "marrakech")}, "NOT_FOUND", ["tillId"]),
        ],
    )
    def test_says_what_is_wrong_and_takes_nothing_back(
        self, shop: Any, manager: Any, casablanca: str, changes: Any, code: str, path: list[str]
    ) -> None:
        given = refund_of(shop.sell((shop.add_goods(), 3)), **changes)

        done = manager.data(REFUND, input=given)["refundSale"]

        assert done == {"refund": None, "errors": [{"code": code, "path": path}]}
        assert not models.Refund.objects.exists()

    @pytest.mark.parametrize(
        ("role", "codes"),
        [(Role.CASHIER, []), (Role.INTEGRATOR, ["FORBIDDEN"]), (Role.STOCK_KEEPER, ["FORBIDDEN"])],
    )
    def test_is_for_those_who_stand_at_a_till(
        self, shop: Any, sign_in: Callable[..., Any], role: Role, codes: list[str]
    ) -> None:
        sale = shop.sell((shop.add_goods(), 1))

        assert sign_in(role, scope="casablanca").codes(REFUND, input=refund_of(sale)) == codes


class TestSales:
    def test_are_filtered(self, shop: Any, manager: Any) -> None:
        honey, oil, till = shop.add_goods(), shop.add_goods(), shop.add_till()
        first = shop.sell((honey, 1), (oil, 1), till=till)
        second = shop.sell((oil, 2))
        shop.refund(second)
        query = "query ($f: SaleFilter) { sales(filter: $f) { nodes { uuid } totalCount } }"
        makers = [Cooperative.global_id(key, None) for key in shop.nation.cooperatives]

        def found(**given: Any) -> set[str]:
            page = manager.data(query, f=given)["sales"]
            assert page["totalCount"] == len(page["nodes"])
            return {node["uuid"] for node in page["nodes"]}

        one, two = {str(first.pk)}, {str(second.pk)}
        assert found(till={"eq": Till.global_id(till.pk, "casablanca")}) == one
        assert found(cooperative={"eq": makers[0]}) == found(listing={"eq": listing_id(honey)}) == one
        assert found(cooperative={"oneOf": makers}) == found(cashier={"eq": "person:karim"}) == one | two
        assert found(cooperative={"oneOf": []}) == found(tenderKind={"eq": "CARD"}) == set()
        assert found(refunded=True) == found(uuid={"oneOf": [str(second.pk), str(new_id())]}) == two
        assert found(businessDate={"range": {"gte": "2026-11-10", "lt": "2026-11-11"}}) == one | two
        assert found(businessDate={"range": {"lt": "2026-11-10"}}) == found(period={"eq": 2026112}) == set()
        assert found(receiptNumber={"eq": 1}, receiptYear={"eq": 2026}, period={"eq": 2026111}) == one | two

    def test_come_newest_first_unless_told_otherwise(self, shop: Any, manager: Any, now: Any) -> None:
        honey = shop.add_goods()
        older, newer = (shop.sell((honey, 1), occurred_at=now.replace(hour=hour)) for hour in (8, 9))
        query = "query ($by: SaleOrder) { sales(orderBy: $by) { nodes { uuid } } }"

        def order(**given: Any) -> list[str]:
            return [node["uuid"] for node in manager.data(query, **given)["sales"]["nodes"]]

        assert order() == [str(newer.pk), str(older.pk)]
        assert order(by={"field": "OCCURRED_AT", "direction": "ASC"}) == [str(older.pk), str(newer.pk)]

    def test_show_a_delegate_the_lines_of_its_goods_and_nothing_else(
        self, shop: Any, sign_in: Callable[..., Any]
    ) -> None:
        honey, oil = shop.add_goods(price_minor=1_000), shop.add_goods(price_minor=2_000)
        sale = shop.sell((honey, 1), (oil, 3))
        shop.refund(sale)
        delegate = sign_in(
            Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=shop.nation.cooperatives[1]
        )

        seen = delegate.data(
            """{ sales { totalCount } refunds { totalCount }
                 saleLines { totalCount
                   nodes { quantity refundedQuantity sale { id } cooperative { code } } } }"""
        )

        assert seen == {
            "sales": {"totalCount": 0},
            "refunds": {"totalCount": 0},
            "saleLines": {
                "nodes": [
                    {"quantity": 3, "refundedQuantity": 0, "sale": None, "cooperative": {"code": "C0002"}}
                ],
                "totalCount": 1,
            },
        }
        one = "query ($id: ID!) { sale(id: $id) { id } }"
        assert delegate.codes(one, id=Sale.global_id(sale.pk, "casablanca")) == ["NOT_FOUND"]

    @pytest.mark.parametrize("market", ["marrakech", "casablanca"])
    def test_are_not_found_by_ids_that_lead_nowhere(self, manager: Any, market: str) -> None:
        query = "query ($id: ID!) { sale(id: $id) { id } }"

        assert manager.codes(query, id=Sale.global_id(new_id(), market)) == ["NOT_FOUND"]
