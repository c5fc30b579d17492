"""Codes of products: one code is one product's in the whole nation, however a scanner writes it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import identifiers
from kernel.errors import InvalidValue
from kernel.identifiers import Embedded, InvalidIdentifier
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import queries, rules
from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.types import BarcodeKind, Per, Unit, UnitPrice

EAN, CASE = "6111000000014", "16111000000011"


@pytest.fixture
def soap(nation: Any) -> Product:
    return drafted(nation, gtin=EAN)


def drafted(nation: Any, **changes: Any) -> Product:
    details = nation.product_details(**{"category_code": "solid-soap", **changes})
    maker = nation.eligible()
    return catalogue.draft_product(
        product_id=uuid4(), cooperative_id=maker.id, details=details, at=nation.at, actor="officer"
    )


def add(nation: Any, product: Product, kind: BarcodeKind, code: str = "", **more: Any) -> Any:
    given: dict[str, Any] = {"barcode_id": uuid4(), "at": nation.at, "actor": "officer", **more}
    return catalogue.add_barcode(product_id=product.id, kind=kind, code=code, **given)


def led_to(code: str) -> tuple[UUID, int] | None:
    found = queries.scan(code)
    return None if found is None else (found.product_id, found.quantity)


class TestCodes:
    def test_of_a_product_all_lead_to_it_with_what_one_scan_stands_for(
        self, nation: Any, soap: Product
    ) -> None:
        add(nation, soap, BarcodeKind.GTIN, CASE, quantity=12)
        add(nation, soap, BarcodeKind.SUPPLIER, "sav-01 b")
        six = add(nation, soap, BarcodeKind.INTERNAL, quantity=6)

        assert led_to(EAN) == led_to(f"0{EAN}") == led_to(f" {EAN} ") == (soap.id, 1)
        assert led_to(CASE) == (soap.id, 12)
        assert led_to("SAV-01B") == (soap.id, 1)
        assert six.code.startswith("29") and led_to(six.code) == (soap.id, 6)
        assert led_to("6111000000021") is None
        with pytest.raises(InvalidIdentifier):
            queries.scan("6111000000015")

    def test_in_force_belong_to_one_product_and_the_refusal_names_it(
        self, nation: Any, soap: Product
    ) -> None:
        other = drafted(nation)
        with pytest.raises(catalogue.BarcodeTaken) as refused:
            add(nation, other, BarcodeKind.GTIN, f"0{EAN}")
        assert refused.value.params == {"code": EAN, "product": soap.name_fr}
        with pytest.raises(catalogue.GtinTaken):
            drafted(nation, gtin=EAN)

        label = add(nation, other, BarcodeKind.SUPPLIER, "A1")
        with pytest.raises(catalogue.GtinTaken):
            case = add(nation, other, BarcodeKind.GTIN, CASE)
            drafted(nation, gtin=case.code)
        catalogue.end_barcode(barcode_id=label.id, at=nation.at, actor="officer")
        assert led_to("A1") is None
        assert add(nation, soap, BarcodeKind.SUPPLIER, "A1").product_id == soap.id

    def test_follow_a_draft_that_gets_another_gtin(self, nation: Any) -> None:
        soap = drafted(nation)
        details = nation.product_details(category_code="solid-soap", gtin=EAN)
        catalogue.edit_product(product_id=soap.id, details=details, at=nation.at, actor="officer")
        assert led_to(EAN) == (soap.id, 1)
        assert led_to(soap.code) is None

    def test_that_are_the_products_own_do_not_end(self, nation: Any, soap: Product) -> None:
        with pytest.raises(InvalidValue):
            own = soap.barcodes.get()
            catalogue.end_barcode(barcode_id=own.id, at=nation.at, actor="officer")

    @pytest.mark.parametrize(
        ("kind", "code", "refusal"),
        [
            (BarcodeKind.GTIN, "6111000000015", InvalidIdentifier),
            (BarcodeKind.GTIN, "2000012012501", InvalidIdentifier),
            (BarcodeKind.INTERNAL, "2900000000018", InvalidValue),
            (BarcodeKind.SUPPLIER, "2000012012501", InvalidValue),
            (BarcodeKind.SUPPLIER, "نص", InvalidValue),
        ],
    )
    def test_that_mean_something_else_are_refused(
        self, nation: Any, soap: Product, kind: BarcodeKind, code: str, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            add(nation, soap, kind, code)


class TestWeighedGoods:
    def test_are_scanned_with_their_weight_or_their_price(self, nation: Any, soap: Product) -> None:
        add(nation, soap, BarcodeKind.WEIGHED)
        by_weight = queries.scan(identifiers.embedded_code(Embedded(1, grams=1_250)))
        by_price = queries.scan(identifiers.embedded_code(Embedded(1, price_minor=3_790)))
        assert by_weight is not None and (by_weight.product_id, by_weight.grams) == (soap.id, 1_250)
        assert by_price is not None and (by_price.price_minor, by_price.grams) == (3_790, None)
        assert queries.scan(identifiers.embedded_code(Embedded(2, grams=1_250))) is None

    def test_are_counted_in_grams(self, nation: Any) -> None:
        with pytest.raises(InvalidValue):
            add(nation, drafted(nation, unit=Unit.PIECE, net_content=1), BarcodeKind.WEIGHED)

    def test_have_the_layout_that_was_decided(self) -> None:
        assert identifiers.embedded_code(Embedded(12, grams=1_250)) == "2000012012501"

    @given(st.integers(1, 99_999), st.integers(1, 99_999), st.booleans())
    def test_labels_say_what_was_put_into_them(self, item: int, amount: int, weighed: bool) -> None:
        label = Embedded(item, grams=amount) if weighed else Embedded(item, price_minor=amount)
        assert identifiers.embedded(identifiers.scanned(identifiers.embedded_code(label))) == label

    @pytest.mark.parametrize(
        "label", [Embedded(1), Embedded(0, grams=5), Embedded(1, grams=100_000), Embedded(1, 5, 5)]
    )
    def test_labels_of_nothing_are_refused(self, label: Embedded) -> None:
        with pytest.raises(InvalidValue):
            identifiers.embedded_code(label)


@pytest.mark.parametrize(
    ("price_minor", "unit", "content", "expected"),
    [
        (4_000, Unit.GRAM, 250, UnitPrice(16_000, Per.KILOGRAM)),
        (1_000, Unit.MILLILITRE, 300, UnitPrice(3_333, Per.LITRE)),
        (1_001, Unit.PIECE, 2, UnitPrice(501, Per.PIECE)),
    ],
)
def test_unit_prices_are_rounded_to_the_centime_a_half_upward(
    price_minor: int, unit: Unit, content: int, expected: UnitPrice
) -> None:
    assert rules.unit_price(price_minor, unit, content) == expected
