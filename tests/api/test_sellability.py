"""Sellability and recalls through the API: what may be sold, why not, and what would change it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from papers import accepted, withdraw_certificates
from recalling import lift_recall, open_recall, recalled

from api.catalogue.types import Product
from api.listings.types import Listing
from api.recalls.types import Recall
from api.tills.types import Till
from kernel.ids import new_id
from markets.listings.models import Listing as ListingRow
from shared_catalog.documents import operations as documents
from shared_catalog.documents import rules
from shared_catalog.documents.types import DocumentType
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Participation
from tenants.database.session import as_hq, as_market
from tenants.permissions import Role

VERDICT = """{ sellable recalledLots
  refusals { code since document message { ar fr en } wayOut { ar fr en } } }"""
PAGE = f"""query ($on: Date) {{ listings {{ nodes {{ id sellability(on: $on) {VERDICT}
  product {{ sellability(on: $on) {VERDICT} }} }} }} }}"""
MARKET = """query ($on: Date) { marketSellability(on: $on) { on asOf marketSells activeListings
  stopped { listingId sellability { sellable recalledLots refusals { code since } } } } }"""
LIST = """mutation ($input: ListProductInput!) { listProduct(input: $input) {
  listing { id } errors { code path message params { name value } } } }"""
LISTS = """mutation ($input: ListProductsInput!) { listProducts(input: $input) {
  count results { errors { code path } } } }"""
RESUME = """mutation ($input: ResumeListingInput!) { resumeListing(input: $input) {
  listing { state } errors { code } } }"""
SELL = """mutation ($input: RecordSaleInput!) { recordSale(input: $input) {
  sale { uuid } errors { code path message params { name value } } } }"""
SELLS = """mutation ($input: RecordSalesInput!) { recordSales(input: $input) {
  count results { sale { uuid } errors { code path } } } }"""
OPEN = """mutation ($input: OpenRecallInput!) { openRecall(input: $input) {
  recall { id lotCode dueAt openedBy } errors { code path } } }"""
LIFT = """mutation ($input: LiftRecallInput!) { liftRecall(input: $input) {
  recall { liftedBy } errors { code } } }"""
ACKNOWLEDGE = """mutation ($input: AcknowledgeRecallInput!) { acknowledgeRecall(input: $input) {
  acknowledgement { market note } errors { code } } }"""
ANSWERS = """query ($id: ID!) { recall(id: $id) {
  answers { market acknowledgedAt note overdueHours } acknowledgements { totalCount } } }"""
AFFECTED = """query ($recall: ID!) {
  deposits(filter: {recall: {eq: $recall}}) { nodes { lotCode recalled } }
  saleLines(filter: {recall: {eq: $recall}}) { nodes { quantity sale { receiptNumber } } totalCount } }"""


def statements(api: Any, query: str, **given: Any) -> int:
    """How many statements a request takes, of whatever kind."""
    with as_hq(), CaptureQueriesContext(connection) as captured:
        api.data(query, **given)
    return len(captured)


def params(error: Any) -> dict[str, str]:
    return {one["name"]: one["value"] for one in error["params"]}


def sale_of(shop: Any, listing: ListingRow, **changes: Any) -> dict[str, Any]:
    with as_market("casablanca"):
        till = shop.make_till()
    return {
        "saleId": str(new_id()),
        "tillId": Till.global_id(till.pk, "casablanca"),
        "lines": [{"listingId": Listing.global_id(listing.pk, "casablanca"), "quantity": 1}],
        "tenders": [{"kind": "CASH", "receivedMinor": 1_000_000}],
        "occurredAt": "2026-11-10T10:00:00Z",
        **changes,
    }


class TestFoodWithoutCertificate:
    def test_is_listed_by_no_mutation(self, shop: Any, food: Any, manager: Any, now: Any) -> None:
        listing = food()
        with as_market("casablanca"):
            ListingRow.objects.filter(pk=listing.pk).update(state="paused")
        withdraw_certificates(listing.product.cooperative_id, at=now)
        with as_hq():
            other = shop.nation.add_product(listing.product.cooperative_id)
            listing.product.__class__.objects.filter(pk=other).update(
                category_id="honey", status="published", approved_at=now
            )
        given = {"productId": Product.global_id(other, None), "price": {"amountMinor": 4_000}}

        one = manager.data(LIST, input=given)["listProduct"]
        many = manager.data(LISTS, input={"rows": [given]})["listProducts"]
        resumed = manager.data(RESUME, input={"listingId": Listing.global_id(listing.pk, "casablanca")})

        assert [error["code"] for error in one["errors"]] == ["PRODUCT_NOT_LISTABLE"]
        assert one["errors"][0]["path"] == ["productId"]
        assert "withdrawn (since 2026-11-10)" in one["errors"][0]["message"]
        assert many["count"] == 0
        assert many["results"][0]["errors"][0]["code"] == "PRODUCT_NOT_LISTABLE"
        assert resumed["resumeListing"]["errors"] == [{"code": "PRODUCT_NOT_LISTABLE"}]

    def test_is_sold_by_no_mutation(
        self, shop: Any, food: Any, sign_in: Callable[..., Any], now: Any
    ) -> None:
        listing = food()
        cashier = sign_in(Role.CASHIER, scope="casablanca")
        assert cashier.data(SELL, input=sale_of(shop, listing))["recordSale"]["errors"] == []
        withdraw_certificates(listing.product.cooperative_id, at=now)

        one = cashier.data(SELL, input=sale_of(shop, listing))["recordSale"]
        rows = [sale_of(shop, listing), sale_of(shop, shop.add_goods())]
        many = cashier.data(SELLS, input={"rows": rows, "errorPolicy": "IGNORE_FAILED"})["recordSales"]

        [error] = one["errors"]
        assert (error["code"], error["path"]) == ("LISTING_NOT_SELLABLE", ["lines", "0", "listingId"])
        assert params(error)["refusal"] == "DOCUMENT_WITHDRAWN"
        assert params(error)["since"] == "2026-11-10"
        assert params(error)["wayOut"]
        assert many["count"] == 1
        assert [len(row["errors"]) for row in many["results"]] == [1, 0]


class TestVerdicts:
    def test_say_why_and_the_way_out_in_three_languages(self, food: Any, manager: Any, now: Any) -> None:
        listing = food()
        assert manager.data(PAGE)["listings"]["nodes"][0]["sellability"]["sellable"]
        withdraw_certificates(listing.product.cooperative_id, at=now)

        [node] = manager.data(PAGE)["listings"]["nodes"]
        assert node["sellability"] == node["product"]["sellability"]
        [refusal] = node["sellability"]["refusals"]
        assert (refusal["code"], refusal["since"], refusal["document"]) == (
            "DOCUMENT_WITHDRAWN",
            "2026-11-10",
            "ONSSA_CERTIFICATE",
        )
        for texts in (refusal["message"], refusal["wayOut"]):
            assert len({*texts.values()}) == 3

    def test_are_asked_of_tomorrow_today(self, food: Any, manager: Any, now: Any) -> None:
        listing = food()
        with as_hq():
            [part] = Participation.objects.filter(cooperative=listing.product.cooperative_id)
            registry.end_participation(
                participation_id=part.pk, ended_on=date(2026, 11, 11), at=now, actor="test"
            )
        codes = [
            [one["code"] for one in node["sellability"]["refusals"]]
            for on in ("2026-11-10", "2026-11-11")
            for node in manager.data(PAGE, on=on)["listings"]["nodes"]
        ]
        assert codes == [[], ["PARTICIPATION_ENDED"]]

    def test_follow_the_requirements_that_are_published(self, food: Any, manager: Any, now: Any) -> None:
        listing = food()
        with as_hq():
            documents.load_requirement_sets(sets=rules.FIRST_SETS, at=now, actor="test")
        [node] = manager.data(PAGE)["listings"]["nodes"]
        missing = {one["document"] for one in node["sellability"]["refusals"]}
        assert missing == {"REGISTER_EXTRACT", "LABEL_CHECKLIST"}
        assert {one["code"] for one in node["sellability"]["refusals"]} == {"DOCUMENT_MISSING"}

        with as_hq():
            maker = listing.product.cooperative_id
            accepted(maker, at=now)
            accepted(maker, DocumentType.LABEL_CHECKLIST, at=now, category_codes=["honey"])
        assert manager.data(PAGE)["listings"]["nodes"][0]["sellability"]["sellable"]

    def test_of_a_page_take_as_many_statements_as_of_one(self, food: Any, manager: Any, now: Any) -> None:
        food()
        manager.data(PAGE)  # so that who asks is known
        few = statements(manager, PAGE)
        for _ in range(4):
            withdraw_certificates(food().product.cooperative_id, at=now)
        assert statements(manager, PAGE) == few

    def test_need_the_permission_of_listings(self, food: Any, sign_in: Callable[..., Any]) -> None:
        analyst = sign_in(Role.HQ_ANALYST, host="casablanca")
        assert analyst.codes(MARKET) == ["FORBIDDEN"]


class TestMarket:
    def test_names_what_is_stopped_and_nothing_else(
        self, shop: Any, food: Any, manager: Any, now: Any
    ) -> None:
        stopped, paused = food(), food()
        shop.add_goods()
        withdraw_certificates(stopped.product.cooperative_id, at=now)
        withdraw_certificates(paused.product.cooperative_id, at=now)
        with as_market("casablanca"):
            ListingRow.objects.filter(pk=paused.pk).update(state="paused")
        found = manager.data(MARKET)["marketSellability"]
        few = statements(manager, MARKET)
        assert (found["on"], found["marketSells"], found["activeListings"]) == ("2026-11-10", True, 2)
        assert [one["listingId"] for one in found["stopped"]] == [Listing.global_id(stopped.pk, "casablanca")]
        for _ in range(3):
            withdraw_certificates(food().product.cooperative_id, at=now)
        assert len(manager.data(MARKET)["marketSellability"]["stopped"]) == 4
        assert statements(manager, MARKET) == few


class TestRecalls:
    def test_stop_a_product_everywhere_until_another_person_lifts_it(
        self, shop: Any, food: Any, sign_in: Callable[..., Any], manager: Any, admin: Any
    ) -> None:
        listing, officer = food(), sign_in(Role.REGISTRY_OFFICER)
        cashier = sign_in(Role.CASHIER, scope="casablanca")
        given = {"id": str(new_id()), "details": recalled(Product.global_id(listing.product_id, None))}

        opened = officer.data(OPEN, input=given)["openRecall"]
        refused = cashier.data(SELL, input=sale_of(shop, listing))["recordSale"]["errors"]
        again = officer.data(OPEN, input=given | {"id": str(new_id())})["openRecall"]["errors"]
        asked = {"recallId": opened["recall"]["id"], "reason": "analyses conformes"}
        own = officer.data(LIFT, input=asked)["liftRecall"]["errors"]
        lifted = admin.data(LIFT, input=asked)["liftRecall"]

        assert opened["errors"] == []
        assert opened["recall"]["dueAt"] == "2026-11-10T12:00:00Z"
        assert [params(one)["refusal"] for one in refused] == ["RECALLED"]
        assert again == [{"code": "ALREADY_RECALLED", "path": ["details", "productId"]}]
        assert own == [{"code": "RECALL_NEEDS_SECOND_PERSON"}]
        assert lifted["errors"] == []
        assert admin.data(LIFT, input=asked)["liftRecall"]["errors"] == [{"code": "RECALL_LIFTED"}]
        assert cashier.data(SELL, input=sale_of(shop, listing))["recordSale"]["errors"] == []

    def test_of_a_lot_freeze_its_deposits_and_leave_the_others(
        self, shop: Any, food: Any, make_deposit: Any, manager: Any, now: Any
    ) -> None:
        listing = food(quantity=2)  # on which no lot is written
        with as_market("casablanca"):
            make_deposit(listing, quantity=3, lot_code="l-1")
            make_deposit(listing, quantity=4, lot_code="L-2")
        sold = shop.sell((listing, 1))
        recall = open_recall(listing.product_id, at=now, lot_code="L-1")
        asked = {"recall": Recall.global_id(recall.pk, None)}

        found = manager.data(AFFECTED, **asked)
        few = statements(manager, AFFECTED, **asked)
        frozen = {one["lotCode"]: one["recalled"] for one in found["deposits"]["nodes"]}
        assert frozen == {None: True, "l-1": True}
        assert found["saleLines"]["totalCount"] == 1
        assert found["saleLines"]["nodes"][0]["sale"]["receiptNumber"] == sold.receipt_number

        too_many = manager.data(SELL, input=sale_of(shop, listing, lines=self.line(listing, 5)))
        taken = manager.data(SELL, input=sale_of(shop, listing, lines=self.line(listing, 4)))
        assert [one["code"] for one in too_many["recordSale"]["errors"]] == ["INSUFFICIENT_STOCK"]
        assert taken["recordSale"]["errors"] == []
        assert manager.data(PAGE)["listings"]["nodes"][0]["sellability"] == {
            "sellable": True,
            "recalledLots": ["L-1"],
            "refusals": [],
        }
        assert manager.data(AFFECTED, **asked)["saleLines"]["totalCount"] == 2
        assert statements(manager, AFFECTED, **asked) == few

        lift_recall(recall, at=now)
        rest = manager.data(SELL, input=sale_of(shop, listing, lines=self.line(listing, 4)))
        assert rest["recordSale"]["errors"] == []

    @staticmethod
    def line(listing: ListingRow, quantity: int) -> list[dict[str, Any]]:
        return [{"listingId": Listing.global_id(listing.pk, "casablanca"), "quantity": quantity}]

    def test_are_acknowledged_by_each_market_and_seen_by_headquarters(
        self, food: Any, manager: Any, admin: Any, sign_in: Callable[..., Any], now: Any
    ) -> None:
        listing = food()
        with as_hq():
            registry.admit_cooperative(
                participation_id=new_id(),
                cooperative_id=listing.product.cooperative_id,
                market_schema="marrakech",
                joined_on=date(2026, 1, 1),
                at=now,
                actor="test",
            )
        early = now.replace(hour=5)
        recall = open_recall(listing.product_id, at=early)
        key = Recall.global_id(recall.pk, None)
        given = {"id": str(new_id()), "recallId": key, "note": "trois pots isolés"}

        done = manager.data(ACKNOWLEDGE, input=given)["acknowledgeRecall"]
        again = manager.data(ACKNOWLEDGE, input=given | {"id": str(new_id())})["acknowledgeRecall"]
        elsewhere = sign_in(Role.MARKET_MANAGER, scope="marrakech")

        assert done["acknowledgement"] == {"market": "casablanca", "note": "trois pots isolés"}
        assert again["errors"] == [{"code": "ALREADY_ACKNOWLEDGED"}]
        own = "query ($id: ID!) { recall(id: $id) { acknowledgements { totalCount } } }"
        assert elsewhere.data(own, id=key)["recall"]["acknowledgements"]["totalCount"] == 0
        # Due at 7, and it is 10.
        assert admin.data(ANSWERS, id=key)["recall"] == {
            "answers": [
                {
                    "market": "casablanca",
                    "acknowledgedAt": "2026-11-10T10:00:00Z",
                    "note": "trois pots isolés",
                    "overdueHours": 3,
                },
                {"market": "marrakech", "acknowledgedAt": None, "note": None, "overdueHours": 3},
            ],
            "acknowledgements": {"totalCount": 1},
        }
