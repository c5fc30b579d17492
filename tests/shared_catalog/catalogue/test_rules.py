from dataclasses import replace
from typing import Any

import pytest

from kernel.errors import InvalidValue
from kernel.identifiers import InvalidIdentifier
from shared_catalog.catalogue import rules
from shared_catalog.catalogue.types import ProductDetails, Regime, TaxClass, Unit, VatHint
from shared_catalog.registry.types import Names

DETAILS = ProductDetails(
    category_code="amlou",
    names=Names(ar="أملو", fr="Amlou", en="Amlou"),
    unit=Unit.GRAM,
    net_content=250,
    recommended_price_minor=4_000,
)


class TestNeedsFoodAuthorisation:
    @pytest.mark.parametrize(
        ("regime", "packed", "food_use", "needed"),
        [
            (Regime.ONSSA, True, False, True),
            (Regime.ONSSA, False, False, True),
            (Regime.ONSSA_IF_PACKED, True, False, True),
            (Regime.ONSSA_IF_PACKED, False, False, False),
            (Regime.AMMPS_OR_ONSSA, True, True, True),
            (Regime.AMMPS_OR_ONSSA, True, False, False),
            (Regime.AMMPS, True, True, False),
            (Regime.NONE, True, True, False),
            (Regime.NONE_OR_AMMPS, True, True, False),
        ],
    )
    def test_follows_the_regime(self, regime: Regime, packed: bool, food_use: bool, needed: bool) -> None:
        assert rules.needs_food_authorisation(regime, packed=packed, food_use=food_use) is needed


class TestTaxClass:
    def test_knows_every_hint(self) -> None:
        assert {hint: rules.tax_class(hint) for hint in VatHint} == {
            VatHint.TAXABLE: TaxClass.STANDARD,
            VatHint.REDUCED: TaxClass.REDUCED,
            VatHint.EXEMPT: TaxClass.EXEMPT,
            VatHint.EXEMPT_TO_CONFIRM: TaxClass.EXEMPT,
            VatHint.OUT_OF_SCOPE: TaxClass.OUT_OF_SCOPE,
        }


class TestCheckedProduct:
    def test_writes_a_gtin_one_way(self) -> None:
        assert rules.checked_product(replace(DETAILS, gtin=" 611 1234 567895")).gtin == "6111234567895"

    @pytest.mark.parametrize("gtin", ["6111234567894", "2900000000018", "abc"])
    def test_refuses_a_gtin_that_is_none(self, gtin: str) -> None:
        with pytest.raises(InvalidIdentifier):
            rules.checked_product(replace(DETAILS, gtin=gtin))

    @pytest.mark.parametrize(
        "changes",
        [
            {"net_content": 0},
            {"recommended_price_minor": 0},
            {"recommended_price_minor": -100},
            {"net_content": 2**31},
            {"recommended_price_minor": 2**31},
            {"names": Names(ar="أملو", fr="x" * 161, en="Amlou")},
            {"names": Names(ar="", fr="Amlou", en="Amlou")},
            {"names": Names(ar="أملو", fr="  ", en="Amlou")},
        ],
    )
    def test_refuses_what_no_label_says(self, changes: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            rules.checked_product(replace(DETAILS, **changes))
