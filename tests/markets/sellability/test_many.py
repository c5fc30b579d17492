"""A market's worth of goods is asked about by a statement of its own, which says what a sale's does."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from recalling import open_recall

from markets.sellability import queries
from shared_catalog.catalogue.models import Product


@pytest.mark.usefixtures("casablanca")
def test_many_goods_are_known_as_a_few_are(
    make_product: Callable[..., Product],
    make_food: Callable[..., tuple[Product, Any]],
    make_cooperative: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    now: datetime,
) -> None:
    elsewhere = make_product(cooperative=make_cooperative(takes_part=False))
    food, _ = make_food(valid_until=date(2026, 11, 1))
    recalled = make_product()
    open_recall(recalled.pk, at=now - timedelta(days=1))
    goods = [each.pk for each in (make_product(), elsewhere, food, recalled)]
    few = queries.facts_of(goods, on=now.date())
    monkeypatch.setattr(queries, "_FEW", 0)
    assert queries.facts_of(goods, on=now.date()) == few
    assert {bool(facts.recalls) for facts in few.values()} == {True, False}
    assert few[elsewhere.pk].part is None
