"""Which corridor holds for a product, and what it allows to the centime."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_catalog.prices import rules
from shared_catalog.prices.types import CorridorTerms

DAY = date(2026, 11, 10)
PATH = ("terroir", "honey")


def terms(
    market: str | None = None,
    category: str | None = None,
    *,
    day: date = date(2026, 11, 1),
    below: int | None = 1_000,
    above: int | None = 1_000,
) -> CorridorTerms:
    return CorridorTerms(
        market=market,
        category=category,
        effective_from=day,
        below_basis_points=below,
        above_basis_points=above,
    )


class TestTheCorridorOfAProduct:
    def test_is_the_most_particular_one(self) -> None:
        by_rank = [
            terms("casablanca", "honey"),
            terms("casablanca", "terroir"),
            terms("casablanca"),
            terms(None, "honey"),
            terms(None, "terroir"),
            terms(),
        ]
        for rank, expected in enumerate(by_rank):
            table = rules.CorridorTable(reversed(by_rank[rank:]), on=DAY)
            assert table.of("casablanca", PATH) == expected
        assert rules.CorridorTable(by_rank[:3], on=DAY).of("marrakech", PATH) is None

    def test_is_the_one_set_last_until_the_day(self) -> None:
        old, new, to_come = (terms(day=date(2026, month, 1), above=month) for month in (9, 11, 12))
        assert rules.CorridorTable([to_come, new, old], on=DAY).of("casablanca", PATH) == new
        assert not rules.CorridorTable([to_come], on=DAY)


@pytest.mark.property
@given(
    st.integers(1, 10_000_000),
    st.none() | st.integers(0, 10_000),
    st.none() | st.integers(0, 100_000),
    st.integers(1, 100_000_000),
)
def test_bounds_hold_exactly_what_the_corridor_says(
    recommended: int, below: int | None, above: int | None, price: int
) -> None:
    exactly = (below is None or price * 10_000 >= recommended * (10_000 - below)) and (
        above is None or price * 10_000 <= recommended * (10_000 + above)
    )
    bounds = rules.bounds(terms(below=below, above=above), recommended_minor=recommended)

    assert bounds.hold(price) is exactly
    assert bounds.hold(recommended)
