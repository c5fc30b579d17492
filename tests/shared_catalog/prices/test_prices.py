"""Corridors and the history of recommended prices, through the nation's operations."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kernel.errors import InvalidValue, NotFound
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import RecommendedPrice
from shared_catalog.prices import operations as prices
from shared_catalog.prices.models import Corridor
from shared_catalog.prices.types import CorridorTerms
from tenants.database.session import as_market

TODAY = CorridorTerms(
    market=None,
    category=None,
    effective_from=date(2026, 11, 10),
    below_basis_points=1_000,
    above_basis_points=None,
)


def set_corridor(nation: Any, terms: CorridorTerms) -> Corridor:
    return prices.set_corridor(
        corridor_id=uuid4(), terms=terms, reason="prix solidaires", at=nation.at, actor="officer"
    )


class TestSetCorridor:
    def test_is_set_once_for_a_day(self, nation: Any) -> None:
        set_corridor(nation, TODAY)
        set_corridor(nation, replace(TODAY, effective_from=date(2026, 11, 11)))
        with pytest.raises(prices.CorridorAlreadySet):
            set_corridor(nation, replace(TODAY, below_basis_points=0))
        assert Corridor.objects.count() == 2

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"effective_from": date(2026, 11, 9)}, InvalidValue),
            ({"below_basis_points": 10_001}, InvalidValue),
            ({"above_basis_points": -1}, InvalidValue),
            ({"market": "atlantis"}, NotFound),
            ({"category": "atlantis"}, NotFound),
        ],
    )
    def test_refuses_what_makes_no_sense(self, nation: Any, change: Any, refusal: Any) -> None:
        with pytest.raises(refusal):
            set_corridor(nation, replace(TODAY, **change))
        assert not Corridor.objects.exists()

    def test_shows_a_market_its_own_and_those_for_all(self, nation: Any) -> None:
        for market in (None, "casablanca", "marrakech"):
            set_corridor(nation, replace(TODAY, market=market))
        with as_market("casablanca"):
            seen = set(Corridor.objects.values_list("market_id", flat=True))
        assert seen == {None, "casablanca"}


def test_a_recommended_price_keeps_its_history(nation: Any) -> None:
    maker, details = nation.eligible(), nation.product_details(packed=False, category_code="fresh-fruit")
    said = {"product_id": uuid4(), "at": nation.at, "actor": "officer"}
    catalogue.draft_product(cooperative_id=maker.pk, details=details, **said)
    dearer, later = replace(details, recommended_price_minor=5_000), nation.at + timedelta(hours=1)
    for _ in range(2):
        catalogue.edit_product(details=dearer, **{**said, "at": later})
    renamed = replace(dearer, net_content=300)
    catalogue.edit_product(details=renamed, **{**said, "at": later})

    rows = RecommendedPrice.objects.order_by("set_at").values_list("price_minor", "set_at")
    assert list(rows) == [(4_000, nation.at), (5_000, later)]
