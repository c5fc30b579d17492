"""A balance is paid or carried, over any number of half-months, and never a centime is lost."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.settlement.rules import settle
from markets.settlement.types import Movement, Totals

ARGAN = UUID(int=1)

amounts = st.integers(0, 10**9)
movements = st.builds(
    Movement,
    cooperative_id=st.just(ARGAN),
    sales_minor=amounts,
    returns_minor=amounts,
    fees_minor=amounts,
    adjustments_minor=st.integers(-(10**9), 10**9),
)


class TestSettle:
    @pytest.mark.parametrize(
        ("opening_minor", "sales_minor", "minimum_minor", "payable_minor", "carried_minor"),
        [
            (0, 10_000, 0, 10_000, 0),
            (0, 0, 0, 0, 0),
            (-300, 200, 0, 0, -100),
            (-300, 300, 0, 0, 0),
            (4_999, 0, 5_000, 0, 4_999),
            (4_999, 1, 5_000, 5_000, 0),
            (0, 1, 0, 1, 0),
        ],
    )
    def test_pays_from_the_minimum_on_and_carries_the_rest(
        self, opening_minor: int, sales_minor: int, minimum_minor: int, payable_minor: int, carried_minor: int
    ) -> None:
        outcome = settle(
            opening_minor=opening_minor,
            movement=Movement(cooperative_id=ARGAN, sales_minor=sales_minor),
            minimum_minor=minimum_minor,
        )

        assert (outcome.payable_minor, outcome.carried_minor) == (payable_minor, carried_minor)

    @given(st.lists(movements, max_size=100), st.integers(0, 10**7))
    def test_loses_no_centime_over_many_half_months(
        self, half_months: list[Movement], minimum_minor: int
    ) -> None:
        paid_minor = carried_minor = 0
        for movement in half_months:
            outcome = settle(opening_minor=carried_minor, movement=movement, minimum_minor=minimum_minor)
            assert outcome.payable_minor == 0 or outcome.payable_minor >= minimum_minor
            assert outcome.payable_minor == 0 or outcome.carried_minor == 0
            assert outcome.carried_minor < max(minimum_minor, 1)
            paid_minor, carried_minor = paid_minor + outcome.payable_minor, outcome.carried_minor

        assert paid_minor + carried_minor == sum(movement.total_minor for movement in half_months)


class TestTotals:
    def test_differ_by_what_is_not_explained(self) -> None:
        totals = Totals(
            sales_minor=10_000,
            returns_minor=1_000,
            fees_minor=450,
            adjustments_minor=0,
            paid_minor=8_000,
            open_minor=549,
        )

        assert totals.difference_minor == 1
