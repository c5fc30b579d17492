from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kernel.errors import NotFound
from shared_catalog.catalogue.models import Product
from shared_catalog.qualification import queries as qualification
from shared_catalog.registry import queries as registry
from shared_catalog.registry.models import (
    Authorisation,
    Cooperative,
    CooperativeHistory,
    Participation,
    PayeeAccount,
)
from shared_catalog.registry.operations import CooperativeNotEligible
from shared_catalog.registry.types import CooperativeStatus
from shared_catalog.seed import operations as seed

AT = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)


class TestLoad:
    def test_loads_the_nation_and_a_second_time_changes_nothing(self, hq: None) -> None:
        counts = seed.load(at=AT, actor="demo")
        before = list(Product.objects.order_by("id").values())
        again = seed.load(at=AT + timedelta(days=1), actor="somebody else")

        assert (counts.regions, counts.provinces, counts.categories) == (12, 75, 58)
        assert (counts.cooperatives, counts.products, counts.enrolments) == (356, 8_872, 178 + 190)
        assert again == replace(counts, added=0)
        assert list(Product.objects.order_by("id").values()) == before

    def test_leaves_everybody_eligible_authorised_approved_and_ready_to_be_admitted(self, hq: None) -> None:
        seed.load(at=AT, actor="demo")
        assert Cooperative.objects.filter(status=CooperativeStatus.ELIGIBLE).count() == 356
        assert CooperativeHistory.objects.filter(status_after=CooperativeStatus.ELIGIBLE).count() == 356
        assert PayeeAccount.objects.filter(verified_at=AT, superseded_at=None).count() == 356
        assert registry.valid_authorisations(AT.date()).count() == 159 + 122
        assert Authorisation.objects.count() == 159 + 122 + 105
        assert Product.objects.filter(status="published", approved_at=AT).count() == 8_872
        assert Product.objects.filter(gtin=None, code__startswith="2900").exists()
        assert Cooperative.objects.get(code="C0001").name_fr == "Coopérative Al Karama – Marrakech"

        first = seed.admit_all(market_schema="casablanca", at=AT, actor="demo")
        again = seed.admit_all(market_schema="casablanca", at=AT, actor="demo")
        assert (first.added, again.added, again.present) == (356, 0, 356)
        opening = registry.participations(on=date(2017, 3, 17), market_schema="casablanca")
        assert opening.count() == 150
        assert_programmes_tell_what_was_published()


class TestAdmitAll:
    @pytest.mark.parametrize(
        ("market", "refusal"), [("atlantis", NotFound), ("casablanca", CooperativeNotEligible)]
    )
    def test_refuses_without_a_market_or_without_cooperatives(
        self, hq: None, market: str, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            seed.admit_all(market_schema=market, at=AT, actor="demo")
        assert not Participation.objects.exists()


def assert_programmes_tell_what_was_published() -> None:
    in_2019, in_2021 = (
        qualification.report(qualification.programme(code).pk, as_of=day)
        for code, day in (("ONSSA-2018", date(2019, 12, 31)), ("ONSSA-2020", date(2021, 3, 31)))
    )
    assert (in_2019.funnel.authorised, in_2019.funnel.active) == (166, 0)
    assert sum(one.authorised for one in in_2019.by_region.values()) == 166
    assert set(in_2019.by_group) == {"agri", "terroir"}
    assert in_2021.funnel.enrolled == 190 and in_2021.funnel.active > 150
    for report in (in_2019, in_2021):
        assert all(one.left_minor >= 0 for one in report.spending)
        assert report.spent_minor == report.own_minor + sum(one.spent_minor for one in report.spending)
        assert report.days_to_authorisation is not None
