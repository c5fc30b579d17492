from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError

from kernel.errors import InvalidValue, NotFound
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import queries
from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.types import Grouping, ProductDetails, ProductEntry
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import Group, Names
from tenants.database.session import as_market

GTIN = "6111234567895"


def draft(nation: Any, cooperative_id: UUID, **changes: Any) -> Product:
    return catalogue.draft_product(
        product_id=uuid4(),
        cooperative_id=cooperative_id,
        details=nation.product_details(**changes),
        at=nation.at,
        actor="officer",
    )


def propose(nation: Any, product: Product) -> Product:
    return catalogue.propose_product(product_id=product.id, at=nation.at, actor="officer")


def approve(nation: Any, product: Product) -> Product:
    if product.status == "draft":
        product = propose(nation, product)
    return catalogue.approve_product(product_id=product.id, at=nation.at, actor="reviewer")


def edit(nation: Any, product: Product, details: ProductDetails) -> Product:
    return catalogue.edit_product(product_id=product.id, details=details, at=nation.at, actor="officer")


class TestDraftProduct:
    def test_mints_an_internal_code_where_there_is_no_gtin(self, nation: Any) -> None:
        known = nation.applicant()
        first, second = draft(nation, known.id), draft(nation, known.id)
        assert (first.status, first.gtin) == ("draft", None)
        assert (first.code, second.code) == ("2900000000018", "2900000000025")

    def test_is_scanned_by_its_own_gtin(self, nation: Any) -> None:
        product = draft(nation, nation.applicant().id, gtin=GTIN)
        assert product.code == GTIN

    def test_takes_its_tax_class_from_the_category(self, nation: Any) -> None:
        known = nation.applicant()
        classes = [
            draft(nation, known.id, category_code=code).tax_class
            for code in ("amlou", "couscous-wheat", "oil-olive", "pulses")
        ]
        assert classes == ["standard", "exempt", "exempt", "out_of_scope"]

    def test_gives_the_same_row_for_the_same_request(self, nation: Any) -> None:
        request = {
            "product_id": uuid4(),
            "cooperative_id": nation.applicant().id,
            "details": nation.product_details(),
            "actor": "officer",
        }
        first = catalogue.draft_product(**request, at=nation.at)
        again = catalogue.draft_product(**request, at=nation.at + timedelta(hours=1))
        assert (again.code, again.created_at, Product.objects.count()) == (first.code, nation.at, 1)

    def test_refuses_other_content_under_the_same_id(self, nation: Any) -> None:
        product = draft(nation, nation.applicant().id)
        with pytest.raises(registry.IdReused):
            catalogue.draft_product(
                product_id=product.id,
                cooperative_id=product.cooperative_id,
                details=nation.product_details(net_content=500),
                at=nation.at,
                actor="officer",
            )
        assert Product.objects.get().net_content == 250

    def test_refuses_a_gtin_that_another_carries(self, nation: Any) -> None:
        known = nation.applicant()
        draft(nation, known.id, gtin=GTIN)
        with pytest.raises(catalogue.GtinTaken):
            draft(nation, known.id, gtin=GTIN)
        assert Product.objects.count() == 1

    @pytest.mark.parametrize(
        ("category", "refusal"), [("terroir", catalogue.CategoryNotALeaf), ("fish", NotFound)]
    )
    def test_refuses_a_category_that_is_no_leaf(
        self, nation: Any, category: str, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            draft(nation, nation.applicant().id, category_code=category)
        assert not Product.objects.exists()

    def test_refuses_a_cooperative_that_is_unknown_or_retired(self, nation: Any) -> None:
        known = nation.applicant()
        registry.retire_cooperative(
            cooperative_id=known.id, reason="dissolved", at=nation.at, actor="officer"
        )
        with pytest.raises(registry.WrongCooperativeStep):
            draft(nation, known.id)
        with pytest.raises(NotFound):
            draft(nation, uuid4())
        assert not Product.objects.exists()


class TestApproveProduct:
    def test_needs_a_valid_certificate_for_food(self, nation: Any) -> None:
        product = draft(nation, nation.eligible().id)
        with pytest.raises(catalogue.FoodAuthorisationMissing):
            approve(nation, product)
        proposed = queries.product(product.id)
        assert proposed.status == "proposed"

        nation.authorise(product.cooperative_id)
        assert approve(nation, proposed).approved_at == nation.at

    def test_does_not_count_a_certificate_that_has_ended(self, nation: Any) -> None:
        product = draft(nation, nation.eligible().id)
        nation.authorise(product.cooperative_id, valid_until=date(2026, 11, 9))
        with pytest.raises(catalogue.FoodAuthorisationMissing):
            approve(nation, product)

    def test_does_not_count_the_certificate_of_another(self, nation: Any) -> None:
        product = draft(nation, nation.eligible().id)
        nation.authorise(nation.eligible().id)
        with pytest.raises(catalogue.FoodAuthorisationMissing):
            approve(nation, product)

    @pytest.mark.parametrize(
        "changes",
        [{"category_code": "solid-soap"}, {"category_code": "nuts-almond", "packed": False}],
    )
    def test_needs_none_for_soap_and_loose_almonds(self, nation: Any, changes: dict[str, Any]) -> None:
        product = draft(nation, nation.eligible(group=Group.COSMETICS).id, **changes)
        assert approve(nation, product).status == "published"

    def test_happens_once(self, nation: Any) -> None:
        product = approve(nation, draft(nation, nation.eligible().id, category_code="solid-soap"))
        with pytest.raises(catalogue.WrongProductStep):
            approve(nation, product)


class TestEditProduct:
    def test_changes_a_draft_even_in_its_barcode(self, nation: Any) -> None:
        product = draft(nation, nation.applicant().id)
        edited = edit(nation, product, nation.product_details(gtin=GTIN, net_content=500))
        assert (edited.code, edited.gtin, edited.net_content) == (GTIN, GTIN, 500)

    def test_is_for_drafts_and_what_was_rejected(self, nation: Any) -> None:
        details = nation.product_details(category_code="solid-soap")
        product = propose(nation, draft(nation, nation.eligible().id, category_code="solid-soap"))
        with pytest.raises(catalogue.WrongProductStep):
            edit(nation, product, replace(details, recommended_price_minor=4_500))
        catalogue.reject_product(product_id=product.id, at=nation.at, actor="reviewer")

        assert edit(nation, product, details).status == "rejected", "nothing was changed"
        with pytest.raises(catalogue.WrongProductStep):
            propose(nation, product)
        assert edit(nation, product, replace(details, recommended_price_minor=4_500)).status == "draft"
        published = approve(nation, propose(nation, product))
        with pytest.raises(catalogue.WrongProductStep):
            edit(nation, published, details)


class TestReviseProduct:
    def revise(self, nation: Any, product: Product, details: ProductDetails) -> Product:
        return catalogue.revise_product(
            product_id=product.id, details=details, at=nation.at, actor="reviewer"
        )

    def test_changes_the_price_of_a_published_one_and_keeps_its_code(self, nation: Any) -> None:
        details = nation.product_details(category_code="solid-soap")
        product = approve(nation, draft(nation, nation.eligible().id, category_code="solid-soap"))
        self.revise(nation, product, replace(details, recommended_price_minor=4_500))
        found = queries.product(product.id)
        assert (found.recommended_price_minor, found.code, found.status) == (4_500, product.code, "published")

    @pytest.mark.parametrize("change", [{"gtin": GTIN}, {"net_content": 500}])
    def test_refuses_another_pack_once_published(self, nation: Any, change: dict[str, Any]) -> None:
        details = nation.product_details(category_code="solid-soap")
        product = approve(nation, draft(nation, nation.eligible().id, category_code="solid-soap"))
        with pytest.raises(InvalidValue, match="fixed"):
            self.revise(nation, product, replace(details, **change))
        assert queries.product(product.id).net_content == 250

    def test_refuses_to_turn_a_published_soap_into_food(self, nation: Any) -> None:
        product = approve(nation, draft(nation, nation.eligible().id, category_code="solid-soap"))
        with pytest.raises(catalogue.FoodAuthorisationMissing):
            self.revise(nation, product, nation.product_details(category_code="amlou"))
        assert queries.product(product.id).category_id == "solid-soap"


class TestCompleteness:
    def test_counts_what_each_language_tells_of_published_products(self, nation: Any) -> None:
        known = nation.eligible()
        no_english = {"names": Names(ar="صابون", fr="Savon", en="")}
        told = {"descriptions": Names(ar="صابون بلدي", fr="", en="")}
        approve(nation, draft(nation, known.id, category_code="solid-soap", **no_english))
        approve(nation, draft(nation, known.id, category_code="solid-soap", **told))
        draft(nation, known.id, category_code="kohl")
        registry.admit_cooperative(
            participation_id=uuid4(),
            cooperative_id=known.id,
            market_schema="marrakech",
            joined_on=nation.at.date(),
            at=nation.at,
            actor="officer",
        )

        [soaps] = queries.completeness(by=Grouping.CATEGORY, on=nation.at.date())
        assert (soaps.category, soaps.products) == ("solid-soap", 2)
        assert (soaps.names, soaps.descriptions) == (
            {"ar": 2, "fr": 2, "en": 1},
            {"ar": 1, "fr": 0, "en": 0},
        )
        [there] = queries.completeness(by=Grouping.MARKET, on=nation.at.date())
        assert (there.market, there.products, there.names) == ("marrakech", 2, soaps.names)
        before = nation.at.date() - timedelta(days=1)
        assert queries.completeness(by=Grouping.MARKET, on=before) == []

    def test_finds_and_sorts_a_product_without_english_by_its_french_name(self, nation: Any) -> None:
        names = Names(ar="صابون", fr="Savon noir", en="")
        product = draft(nation, nation.applicant().id, category_code="solid-soap", names=names)
        assert (product.name_en, product.sort_en) == ("", "savon noir")
        assert queries.products(search="savon noir").get() == product


class TestRetireProduct:
    def test_is_for_good(self, nation: Any) -> None:
        product = draft(nation, nation.applicant().id)
        say = {"product_id": product.id, "at": nation.at, "actor": "officer"}
        assert catalogue.retire_product(**say).retired_at == nation.at
        with pytest.raises(catalogue.WrongProductStep):
            catalogue.retire_product(**say)
        with pytest.raises(catalogue.WrongProductStep):
            edit(nation, product, nation.product_details())
        with pytest.raises(catalogue.WrongProductStep):
            approve(nation, product)


class TestLoadProducts:
    def entries(self, nation: Any, *changes: dict[str, Any]) -> list[ProductEntry]:
        known = nation.eligible()
        return [
            ProductEntry(
                product_id=uuid4(), cooperative_id=known.id, details=nation.product_details(**change)
            )
            for change in changes
        ]

    def test_approves_all_with_the_codes_that_follow(self, nation: Any) -> None:
        draft(nation, nation.applicant().id)
        entries = self.entries(
            nation,
            {"category_code": "kohl"},
            {"category_code": "kohl", "gtin": GTIN},
            {"category_code": "scrub"},
        )
        loaded = catalogue.load_products(entries=entries, at=nation.at, actor="officer")
        codes = [queries.product(entry.product_id).code for entry in entries]
        assert loaded.added == 3
        assert codes == ["2900000000025", GTIN, "2900000000049"]

    @pytest.mark.parametrize(
        ("wrong", "refusal"),
        [
            ({"category_code": "amlou"}, catalogue.FoodAuthorisationMissing),
            ({"category_code": "cosmetics"}, catalogue.CategoryNotALeaf),
            ({"category_code": "fish"}, NotFound),
            ({"category_code": "kohl", "gtin": GTIN}, catalogue.GtinTaken),
            ({"category_code": "kohl", "net_content": 0}, InvalidValue),
        ],
    )
    def test_refuses_all_when_one_is_wrong(
        self, nation: Any, wrong: dict[str, Any], refusal: type[Exception]
    ) -> None:
        entries = self.entries(nation, {"category_code": "kohl", "gtin": GTIN}, wrong)
        with pytest.raises(refusal):
            catalogue.load_products(entries=entries, at=nation.at, actor="officer")
        assert not Product.objects.exists()


class TestProducts:
    def test_are_found_by_root_category_cooperative_and_words(self, nation: Any) -> None:
        known = nation.eligible()
        amlou, soap = draft(nation, known.id), draft(nation, known.id, category_code="solid-soap")
        assert queries.products(category_code="terroir").get() == amlou
        assert queries.products(category_code="solid-soap", cooperative_id=known.id).get() == soap
        assert queries.products(search="املو 250").count() == 2
        assert queries.products(search=soap.code).get() == soap

    def test_are_a_markets_to_read_and_not_to_write(self, nation: Any) -> None:
        product = draft(nation, nation.applicant().id)
        with as_market("marrakech"):
            assert queries.product(product.id).code == product.code
            with pytest.raises(ProgrammingError, match="permission denied"):
                Product.objects.filter(id=product.id).update(status="published")
