"""What is said of products by attribute, and what must be said before they are approved."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from kernel.errors import NotFound
from kernel.versions import VersionConflict
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import queries, rules
from shared_catalog.catalogue.models import AttributeSheet, Product
from shared_catalog.catalogue.types import (
    AttributeDefinition,
    AttributeType,
    Choice,
    Demand,
    ProductEntry,
    Span,
)
from shared_catalog.registry.types import Names
from shared_catalog.seed import reference

SAID = {
    "ingredients": Names(ar="لوز", fr="Amandes, miel", en=""),
    "allergens": ("sesame", "nuts"),
    "origin": Names(ar="سوس", fr="Souss", en="Souss"),
    "shelf_life": 270,
    "storage": "ambient",
    "lot_tracking": True,
}


def definition(type_: AttributeType, **more: Any) -> AttributeDefinition:
    return AttributeDefinition(code="x", names=Names(ar="x", fr="x", en="x"), type=type_, **more)


CHOICES = tuple(Choice(code, Names(ar=code, fr=code, en=code)) for code in ("a", "b"))


class TestRules:
    @pytest.mark.parametrize(
        ("asked", "value"),
        [
            (definition(AttributeType.TEXT), Names(ar="ع", fr=" ", en="x")),
            (definition(AttributeType.TEXT), "text"),
            (definition(AttributeType.LINE), " "),
            (definition(AttributeType.CHOICE, choices=CHOICES), "c"),
            (definition(AttributeType.CHOICES, choices=CHOICES), ("a", "c")),
            (definition(AttributeType.INTEGER, least=1, most=36), 37),
            (definition(AttributeType.INTEGER, least=0, most=36), True),
            (definition(AttributeType.BOOLEAN), 1),
            (definition(AttributeType.PERIOD), Span(date(2026, 2, 1), date(2026, 1, 1))),
        ],
    )
    def test_refuse_what_is_no_value_of_the_type(self, asked: AttributeDefinition, value: Any) -> None:
        with pytest.raises(rules.InvalidAttribute):
            rules.checked_attribute(asked, value)

    def test_a_category_asks_in_the_place_of_its_root(self) -> None:
        demands = [Demand("agri", "lot", True), Demand("agri", "origin", True), Demand("fruit", "lot", False)]
        asked = rules.asked_of(demands, root="agri", category="fruit")
        assert asked == {"lot": False, "origin": True}
        assert rules.missing(asked, {"grade"}) == ("origin",)

    @pytest.mark.parametrize(
        ("type_", "value"),
        [
            (AttributeType.TEXT, Names(ar="ع", fr="f", en="")),
            (AttributeType.CHOICES, ("a",)),
            (AttributeType.PERIOD, Span(date(2026, 1, 1), date(2026, 2, 1))),
            (AttributeType.INTEGER, 3),
        ],
    )
    def test_what_is_stored_is_read_back(self, type_: AttributeType, value: Any) -> None:
        assert rules.of_json(type_, rules.as_json(value)) == value


@pytest.fixture
def amlou(nation: Any) -> Product:
    """A draft of food whose category asks six things."""
    catalogue.load_attributes(data=reference.attributes(), at=nation.at)
    maker = nation.eligible()
    nation.authorise(maker.id)
    return catalogue.draft_product(
        product_id=uuid4(),
        cooperative_id=maker.id,
        details=nation.product_details(),
        at=nation.at,
        actor="officer",
    )


class TestAttributes:
    def test_that_are_required_stand_between_a_draft_and_its_approval(
        self, nation: Any, amlou: Product
    ) -> None:
        said: dict[str, Any] = {"product_id": amlou.id, "at": nation.at, "actor": "officer"}
        catalogue.set_attributes(values={**SAID, "storage": None}, **said)
        catalogue.propose_product(**said)
        with pytest.raises(catalogue.AttributesMissing) as refused:
            catalogue.approve_product(**said)
        assert refused.value.params["attributes"] == "storage"

        with pytest.raises(catalogue.WrongProductStep):
            catalogue.set_attributes(values={"storage": "ambient"}, **said)
        catalogue.reject_product(**said)
        assert catalogue.set_attributes(values={"storage": "ambient"}, **said).status == "draft"
        catalogue.propose_product(**said)
        assert catalogue.approve_product(**said).status == "published"
        details = queries.details_of(queries.product(amlou.id))
        with pytest.raises(catalogue.AttributesMissing):
            catalogue.revise_product(details=details, attributes={"allergens": None}, **said)
        with pytest.raises(catalogue.WrongProductStep):
            catalogue.set_attributes(values={"shelf_life": 90}, **said)

    def test_keep_their_history_and_are_written_once(self, nation: Any, amlou: Product) -> None:
        said: dict[str, Any] = {"product_id": amlou.id, "at": nation.at, "actor": "officer"}
        for _ in range(2):
            catalogue.set_attributes(values=SAID, **said)
        catalogue.set_attributes(values={"shelf_life": 90}, expected_version=1, **said)
        with pytest.raises(VersionConflict):
            catalogue.set_attributes(values={"shelf_life": 80}, expected_version=1, **said)

        versions = AttributeSheet.objects.order_by("version").values_list("version", "values__shelf_life")
        assert list(versions) == [(1, 270), (2, 90)]
        assert queries.attribute_sheets([amlou.id])[amlou.id].values["allergens"] == ["nuts", "sesame"]

    @pytest.mark.parametrize(
        ("values", "refusal"),
        [({"colour": "red"}, NotFound), ({"inci": "Aqua"}, rules.InvalidAttribute)],
    )
    def test_of_another_category_are_refused(
        self, nation: Any, amlou: Product, values: Any, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            catalogue.set_attributes(product_id=amlou.id, values=values, at=nation.at, actor="officer")
        assert not AttributeSheet.objects.exists()

    def test_are_asked_of_a_bulk_load_too(self, nation: Any, amlou: Product) -> None:
        entry = ProductEntry(
            product_id=uuid4(),
            cooperative_id=amlou.cooperative_id,
            details=nation.product_details(),
            attributes={"allergens": ()},
        )
        with pytest.raises(catalogue.AttributesMissing):
            catalogue.load_products(entries=[entry], at=nation.at, actor="officer")
