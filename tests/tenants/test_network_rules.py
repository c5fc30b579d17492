"""When a market takes a sale, and what it may be called."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tenants.network import rules
from tenants.network.types import MarketDescription, Stage

FES = MarketDescription(
    slug="fes",
    name_ar="سوق فاس",
    name_fr="Marché de Fès",
    name_en="Fez market",
    city="Fès",
    region_code="MA-03",
)


def on(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


class TestWasSelling:
    @pytest.mark.parametrize(
        ("stage", "at", "selling"),
        [
            (Stage.PLANNED, on(20), False),
            (Stage.CLOSED, on(5), False),
            (Stage.OPEN, on(1), False),
            (Stage.OPEN, on(2), True),
            (Stage.OPEN, on(9), True),
            (Stage.OPEN, on(10), False),
            (Stage.OPEN, on(11), False),
            (Stage.OPEN, on(12), True),
        ],
    )
    def test_opened_on_the_2nd_and_suspended_from_the_10th_to_the_12th(
        self, stage: Stage, at: datetime, selling: bool
    ) -> None:
        assert selling is rules.was_selling(
            stage=stage, opened_at=on(2), suspended_at=on(10), resumed_at=on(12), at=at
        )

    @pytest.mark.parametrize(("at", "selling"), [(on(9), True), (on(10), False), (on(30), False)])
    def test_a_suspension_that_lasts(self, at: datetime, selling: bool) -> None:
        assert selling is rules.was_selling(
            stage=Stage.SUSPENDED, opened_at=on(2), suspended_at=on(10), resumed_at=None, at=at
        )


class TestSlug:
    @pytest.mark.parametrize("slug", ["fes", "casablanca", "rabat2"])
    def test_may_be(self, slug: str) -> None:
        assert rules.slug_is_usable(slug)

    @pytest.mark.parametrize(
        "slug", ["", "hq", "public", "Fes", "2fes", "fe", "fès", "fes-1", "a;drop", "pg_x", "x" * 31, "www"]
    )
    def test_may_not_be(self, slug: str) -> None:
        assert not rules.slug_is_usable(slug)


class TestDescription:
    @pytest.mark.parametrize(
        ("field", "text"),
        [("name_fr", ""), ("name_ar", " "), ("city", ""), ("region_code", "MA-99"), ("region_code", "")],
    )
    def test_lacks_what_is_empty_or_unknown(self, field: str, text: str) -> None:
        assert rules.missing_in(replace(FES, **{field: text})) == field

    def test_lacks_nothing(self) -> None:
        assert rules.missing_in(FES) is None
