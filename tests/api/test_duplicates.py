"""Products that look alike, and merging them: what was known by the old one leads to the one that stays."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from recalling import open_recall

from api.catalogue.types import Product
from kernel.ids import new_id
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import queries
from shared_catalog.catalogue.types import BarcodeKind
from shared_catalog.duplicates.models import ProductDistinction, ProductMerge
from shared_catalog.moderation import operations as moderation
from shared_catalog.open_data import operations as open_data
from shared_catalog.registry.types import Names
from tenants.audit.models import AuditEntry
from tenants.database.session import as_hq
from tenants.events.models import NetworkEvent
from tenants.permissions import Role

FIND = """query ($first: Int!, $of: ID) { productDuplicates(first: $first, cooperativeId: $of) {
  more pairs { reasons one { id code mergedInto { mergedAt } } other { id } } } }"""
APART = """mutation ($one: ID!, $other: ID!) {
  declareProductsDifferent(input: {productId: $one, otherId: $other}) {
    distinction { id saidBy one { id } other { id } } errors { code path } } }"""
MERGE = """mutation ($input: MergeProductsInput!) { mergeProducts(input: $input) {
  merge { id dropped { id status } kept { id status barcodes { nodes { code endedAt } } } }
  errors { code path params { name value } } } }"""
LED = """query ($id: ID!) { product(id: $id) {
  status mergedInto { mergedAt product { id code mergedInto { mergedAt } } } } }"""
SCAN = "query ($code: String!) { scan(code: $code) { quantity product { id } } }"
SOLD = """{ listings { nodes { product { mergedInto { product { id } } }
  sellability { refusals { code } } } } }"""


def gid(key: UUID) -> str:
    return str(Product.global_id(key, None))


@pytest.fixture
def twin(nation: Any, now: Any) -> Callable[..., UUID]:
    """Describes a product once more, with changes, and publishes it."""

    def draft(of: UUID, *, published: bool = True, **changes: Any) -> UUID:
        key = new_id()
        with as_hq():
            known = queries.product(of)
            catalogue.draft_product(
                product_id=key,
                cooperative_id=changes.pop("cooperative_id", known.cooperative_id),
                details=replace(queries.details_of(known), **changes),
                at=now,
                actor="test",
            )
        if published:
            nation.publish(key)
        return key

    return draft


@pytest.fixture
def basket(nation: Any) -> UUID:
    """A published product."""
    nation.add_cooperative(products=1)
    nation.publish(nation.products[0])
    return UUID(str(nation.products[0]))


def version(key: UUID) -> int:
    with as_hq():
        return queries.product(key).version


def code(key: UUID) -> str:
    with as_hq():
        return queries.product(key).code


def asked(keep: UUID, drop: UUID, **changes: Any) -> dict[str, Any]:
    versions = {"expectedKeepVersion": version(keep), "expectedDropVersion": version(drop)}
    return {"id": str(new_id()), "keepId": gid(keep), "dropId": gid(drop), **versions, **changes}


def merge(api: Any, keep: UUID, drop: UUID, **changes: Any) -> Any:
    return api.data(MERGE, input=asked(keep, drop, **changes))["mergeProducts"]


class TestDuplicates:
    def test_are_found_with_their_reasons_until_told_apart(
        self, nation: Any, basket: UUID, twin: Any, admin: Any
    ) -> None:
        same = twin(basket, published=False)
        french = twin(basket, names=Names("شيء آخر", "PRODUIT  0", ""))
        twin(basket, net_content=2)
        elsewhere = nation.add_cooperative(products=0)
        twin(basket, cooperative_id=elsewhere)
        found = admin.data(FIND, first=2)["productDuplicates"]

        assert found["more"] and [pair["reasons"] for pair in found["pairs"]] == [
            ["NAME_AR", "NAME_FR"],
            ["NAME_FR"],
        ]
        assert {pair["one"]["code"] for pair in found["pairs"]} == {code(basket)}
        assert not any(pair["one"]["mergedInto"] for pair in found["pairs"])
        said = [
            admin.data(APART, one=one, other=other)["declareProductsDifferent"]
            for one, other in ((gid(same), gid(basket)), (gid(basket), gid(same)))
        ]
        assert said[0] == said[1] and said[0]["errors"] == []
        left = admin.data(FIND, first=100)["productDuplicates"]
        assert not left["more"]
        assert {pair["other"]["id"] for pair in left["pairs"]} == {gid(french)}
        assert len(left["pairs"]) == 2
        with as_hq():
            assert ProductDistinction.objects.count() == 1

    def test_are_found_by_a_code_that_both_had(self, basket: UUID, twin: Any, admin: Any, now: Any) -> None:
        other = twin(basket, names=Names("شيء آخر", "Autre chose", ""), net_content=2)
        with as_hq():
            said: dict[str, Any] = {"kind": BarcodeKind.SUPPLIER, "code": "A-12", "at": now, "actor": "test"}
            before = catalogue.add_barcode(barcode_id=new_id(), product_id=basket, **said)
            catalogue.end_barcode(barcode_id=before.pk, at=now, actor="test")
            catalogue.add_barcode(barcode_id=new_id(), product_id=other, **said)

        [pair] = admin.data(FIND, first=100)["productDuplicates"]["pairs"]
        assert pair["reasons"] == ["BARCODE"]

    def test_cost_as_many_statements_for_one_as_for_many(
        self, basket: UUID, twin: Any, admin: Any, nation: Any
    ) -> None:
        twin(basket)
        admin.data(FIND, first=100)
        admin.data(FIND, first=100)
        of_one = len(admin.statements)
        for _ in range(4):
            twin(basket)
        found = admin.data(FIND, first=100)["productDuplicates"]

        assert len(found["pairs"]) == 15
        assert len(admin.statements) == of_one

    @pytest.mark.parametrize("first", [0, 101])
    def test_are_asked_for_by_the_page(self, admin: Any, first: int) -> None:
        assert admin.codes(FIND, first=first) == ["BAD_USER_INPUT"]

    def test_are_two_products(self, basket: UUID, admin: Any) -> None:
        done = admin.data(APART, one=gid(basket), other=gid(basket))["declareProductsDifferent"]
        assert done["errors"] == [{"code": "INVALID_VALUE", "path": ["otherId"]}]


class TestAMerge:
    def test_retires_one_and_leads_to_the_other(
        self, basket: UUID, twin: Any, admin: Any, sign_in: Any, now: Any
    ) -> None:
        drop = twin(basket)
        with as_hq():
            case = catalogue.add_barcode(
                barcode_id=new_id(),
                product_id=drop,
                kind=BarcodeKind.SUPPLIER,
                code="CASE-6",
                quantity=6,
                at=now,
                actor="test",
            )
        done = merge(admin, basket, drop)

        assert done["errors"] == []
        assert done["merge"]["dropped"] == {"id": gid(drop), "status": "RETIRED"}
        kept = done["merge"]["kept"]
        assert {row["code"] for row in kept["barcodes"]["nodes"] if row["endedAt"] is None} == {
            code(basket),
            code(drop),
            case.code,
        }
        for api in (admin, sign_in(Role.MARKET_MANAGER, scope="casablanca")):
            led = api.data(LED, id=gid(drop))["product"]
            assert led["mergedInto"]["product"] == {
                "id": gid(basket),
                "code": code(basket),
                "mergedInto": None,
            }
            assert api.data(SCAN, code=code(drop))["scan"] == {"quantity": 1, "product": {"id": gid(basket)}}
            assert api.data(SCAN, code="case-6")["scan"]["quantity"] == 6
        assert admin.data(FIND, first=9)["productDuplicates"] == {"more": False, "pairs": []}
        with as_hq():
            told = NetworkEvent.objects.get(name="product.merged")
            assert (told.subject_id, told.payload["kept"]) == (str(drop), str(basket))
            assert AuditEntry.objects.filter(action="mergeProducts", outcome="done").count() == 1

    def test_is_one_under_its_id(self, basket: UUID, twin: Any, admin: Any) -> None:
        drop, other = twin(basket), twin(basket)
        said = asked(basket, drop)
        first, again = (admin.data(MERGE, input=said)["mergeProducts"] for _ in range(2))
        [error] = admin.data(MERGE, input=said | {"dropId": gid(other)})["mergeProducts"]["errors"]

        assert first == again
        assert error["code"] == "ID_REUSED"

    def test_stops_what_markets_list_of_it(self, shop: Any, twin: Any, admin: Any, manager: Any) -> None:
        drop = shop.add_goods().product_id
        keep = twin(drop)
        merge(admin, keep, drop)

        [listing] = manager.data(SOLD)["listings"]["nodes"]
        assert listing["product"]["mergedInto"]["product"]["id"] == gid(keep)
        assert "PRODUCT_RETIRED" in {one["code"] for one in listing["sellability"]["refusals"]}

    def test_is_followed_to_the_end_of_a_chain_and_never_in_a_circle(
        self, basket: UUID, twin: Any, admin: Any
    ) -> None:
        second, third = twin(basket), twin(basket)
        merge(admin, second, basket)
        for keep, drop in ((basket, second), (basket, third), (third, basket)):
            [error] = merge(admin, keep, drop)["errors"]
            assert error["code"] == "PRODUCT_MERGED"
            assert {"name": "kept", "value": code(second)} in error["params"]
        assert merge(admin, third, second)["errors"] == []

        led = admin.data(LED, id=gid(basket))["product"]["mergedInto"]
        assert led["product"]["id"] == gid(third)
        assert admin.data(SCAN, code=code(basket))["scan"]["product"]["id"] == gid(third)

    @pytest.mark.parametrize(
        ("changes", "fields"),
        [
            ({"net_content": 2, "packed": False}, "NET_CONTENT, PACKED"),
            ({"food_use": True}, "FOOD_USE"),
        ],
    )
    def test_is_of_one_pack_and_use(
        self, basket: UUID, twin: Any, admin: Any, changes: Any, fields: str
    ) -> None:
        [error] = merge(admin, basket, twin(basket, **changes))["errors"]
        assert error["code"] == "PRODUCTS_DIFFER"
        assert {"name": "fields", "value": fields} in error["params"]

    def test_is_of_one_cooperative_and_not_of_drafts_recalled_or_retired_goods(
        self, basket: UUID, twin: Any, admin: Any, nation: Any, now: Any
    ) -> None:
        foreign = twin(basket, cooperative_id=nation.add_cooperative(products=0))
        draft, recalled, retired = twin(basket, published=False), twin(basket), twin(basket)
        open_recall(recalled, at=now)
        with as_hq():
            moderation.retire_product(product_id=retired, at=now, actor="test")
        refused = [
            merge(admin, *pair)["errors"][0]["code"]
            for pair in ((basket, foreign), (draft, basket), (basket, recalled), (basket, retired))
        ]

        assert refused == ["PRODUCTS_DIFFER", "WRONG_PRODUCT_STEP", "PRODUCT_RECALLED", "WRONG_PRODUCT_STEP"]
        [same] = merge(admin, basket, basket)["errors"]
        [stale] = merge(admin, basket, draft, expectedDropVersion=9)["errors"]
        assert (same["code"], same["path"]) == ("INVALID_VALUE", ["dropId"])
        assert (stale["code"], stale["path"]) == ("VERSION_CONFLICT", ["expectedDropVersion"])
        with as_hq():
            assert not ProductMerge.objects.exists()
        # Nothing on the shelf gives way: a draft goes into what is published.
        assert merge(admin, basket, draft)["errors"] == []

    def test_is_kept_from_circles_of_one_by_the_table(self, basket: UUID, now: Any) -> None:
        with as_hq(), pytest.raises(IntegrityError), transaction.atomic():
            ProductMerge.objects.create(
                id=new_id(), dropped_id=basket, kept_id=basket, merged_at=now, merged_by="test"
            )

    def test_moves_the_page_of_open_data(self, nation: Any, basket: UUID, twin: Any, admin: Any) -> None:
        drop = twin(basket)
        merge(admin, basket, drop)

        def get() -> Any:
            return Client(headers={"host": f"hq.{settings.DOMAIN}"}).get(f"/open/products/{code(drop)}")

        assert get().status_code == 404
        with as_hq():
            kept = queries.product(basket)
            open_data.record_consent(
                consent_id=new_id(),
                cooperative_id=kept.cooperative_id,
                consented_on=kept.created_at.date(),
                evidence="formulaire signé",
                at=kept.created_at,
                actor="test",
            )
        moved = get()
        assert (moved.status_code, moved["Cache-Control"]) == (301, "public, no-cache")
        assert moved["Location"] == f"{settings.OAUTH_ISSUER}/open/products/{kept.code}"
        assert moved["Access-Control-Allow-Origin"] == "*"

    def test_takes_who_approves(self, basket: UUID, twin: Any, sign_in: Any) -> None:
        drop = twin(basket)
        assert sign_in(Role.HQ_ANALYST).codes(MERGE, input=asked(basket, drop)) == ["FORBIDDEN"]
