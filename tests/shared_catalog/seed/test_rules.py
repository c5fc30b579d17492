from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_catalog.seed import reference, rules

LEAVES = [leaf for root in reference.categories() for leaf in root["children"]]


class TestScale:
    @pytest.mark.parametrize(
        ("price_per", "net_content", "times"),
        [
            ("kg", 250, Fraction(1, 4)),
            ("litre", 5_000, Fraction(5)),
            ("gram", 2, Fraction(2)),
            ("100 g", 50, Fraction(1, 2)),
            ("55 ml", 110, Fraction(2)),
            ("jar 500 g", 250, Fraction(1, 2)),
            ("dozen", 30, Fraction(5, 2)),
            ("jar", 370, Fraction(1)),
            ("set", 1, Fraction(1)),
        ],
    )
    def test_says_how_many_times_the_priced_amount_a_pack_holds(
        self, price_per: str, net_content: int, times: Fraction
    ) -> None:
        assert rules.scale({"price_per": price_per}, net_content=net_content) == times


class TestPriceAt:
    @given(leaf=st.sampled_from(LEAVES), net_content=st.integers(1, 5_000), level=st.integers(0, 100))
    def test_never_leaves_the_range(self, leaf: dict[str, object], net_content: int, level: int) -> None:
        lowest, highest = rules.price_range(leaf, net_content=net_content)
        if lowest <= highest:
            assert lowest <= rules.price_at(leaf, net_content=net_content, level=level) <= highest
