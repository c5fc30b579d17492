"""VAT as dated data: rates hold from a day to come, and say by which law."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from kernel.errors import InvalidValue
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import queries
from shared_catalog.catalogue.models import TaxRate
from shared_catalog.catalogue.rules import TaxRateMissing
from shared_catalog.catalogue.types import GoodsTax, TaxClass
from shared_catalog.registry.types import VatRegime
from shared_catalog.seed import reference

AT = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
SOLD = date(2017, 3, 17)
LATER = date(2027, 1, 1)


def add(nation: Any, **changes: Any) -> TaxRate:
    rate = {
        "tax_class": TaxClass.STANDARD,
        "effective_from": LATER,
        "basis_points": 1_900,
        "legal_reference": " loi de finances 2027 ",
    }
    return catalogue.add_tax_rate(**(rate | changes), at=nation.at, actor=nation.actor)


class TestLoadTaxRates:
    def test_has_a_rate_for_every_class_before_anything_was_sold(self, nation: Any) -> None:
        table = queries.tax_table()
        rates = {tax_class: table.rate(tax_class, SOLD).basis_points for tax_class in TaxClass}
        assert rates == {
            TaxClass.STANDARD: 2_000,
            TaxClass.REDUCED: 1_000,
            TaxClass.EXEMPT: 0,
            TaxClass.OUT_OF_SCOPE: 0,
            TaxClass.EXEMPT_COOP: 0,
            TaxClass.COMMISSION: 2_000,
        }

    def test_changes_nothing_the_second_time(self, nation: Any) -> None:
        again = catalogue.load_tax_rates(data=reference.tax_rates(), at=nation.at, actor="somebody else")
        assert (again.added, again.present) == (0, 6)
        assert set(TaxRate.objects.values_list("set_by", flat=True)) == {nation.actor}


class TestAddTaxRate:
    def test_holds_from_its_day_and_leaves_the_days_before(self, nation: Any) -> None:
        rate = add(nation)
        assert rate.legal_reference == "loi de finances 2027"
        table = queries.tax_table()
        days = (date(2026, 12, 31), LATER, date(2028, 1, 1))
        assert [table.rate(TaxClass.STANDARD, day).basis_points for day in days] == [2_000, 1_900, 1_900]

    def test_is_once_however_often_and_never_another(self, nation: Any) -> None:
        assert add(nation) == add(nation)
        with pytest.raises(catalogue.TaxRateAlreadySet):
            add(nation, basis_points=1_800)
        assert TaxRate.objects.filter(effective_from=LATER).count() == 1

    @pytest.mark.parametrize("day", [date(2026, 11, 10), SOLD])
    def test_needs_a_day_to_come(self, nation: Any, day: date) -> None:
        with pytest.raises(catalogue.TaxRateInThePast):
            add(nation, effective_from=day)
        assert not TaxRate.objects.filter(effective_from=day).exists()

    def test_takes_the_first_rate_of_a_class_from_any_day(self, hq: None) -> None:
        with pytest.raises(TaxRateMissing):
            queries.tax_table().rate(TaxClass.STANDARD, SOLD)
        catalogue.add_tax_rate(
            tax_class=TaxClass.STANDARD,
            effective_from=SOLD,
            basis_points=1_900,
            legal_reference="loi",
            at=AT,
            actor="officer",
        )
        assert queries.tax_table().rate(TaxClass.STANDARD, SOLD).basis_points == 1_900

    @pytest.mark.parametrize(
        "changes",
        [
            {"basis_points": -1},
            {"basis_points": 10_001},
            {"legal_reference": " "},
            {"legal_reference": "x" * 121},
            {"tax_class": TaxClass.EXEMPT},
            {"tax_class": TaxClass.EXEMPT_COOP},
        ],
    )
    def test_refuses_what_is_no_rate(self, nation: Any, changes: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            add(nation, **changes)
        assert TaxRate.objects.count() == 6

    def test_is_never_changed(self, nation: Any) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            TaxRate.objects.update(basis_points=0)


class TestGoods:
    @pytest.mark.parametrize(
        ("tax_class", "seller", "expected"),
        [
            (TaxClass.STANDARD, VatRegime.LIABLE, GoodsTax(2_000, "")),
            (TaxClass.REDUCED, VatRegime.LIABLE, GoodsTax(1_000, "")),
            (TaxClass.EXEMPT, VatRegime.LIABLE, GoodsTax(0, "art. 91-I-A CGI")),
            (TaxClass.STANDARD, VatRegime.EXEMPT_COOP, GoodsTax(0, "art. 91-IV CGI")),
            (TaxClass.EXEMPT, VatRegime.OUT_OF_SCOPE, GoodsTax(0, "hors champ de la TVA")),
        ],
    )
    def test_are_taxed_by_who_sells_them(
        self, nation: Any, tax_class: TaxClass, seller: VatRegime, expected: GoodsTax
    ) -> None:
        assert queries.tax_table().goods(tax_class, seller, SOLD) == expected
