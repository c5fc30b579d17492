"""Money is split and rounded to the centime, and nothing is ever lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import InvalidValue
from kernel.money import CURRENCY, Money, allocate, round_cash, share, tax_within

AMOUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any)


class TestMoney:
    def test_adds_subtracts_and_negates(self) -> None:
        assert Money(1050) + Money(50) - Money(2000) == -Money(900)

    def test_is_ordered_by_amount(self) -> None:
        assert sorted([Money(3), Money(-1), Money(2)]) == [Money(-1), Money(2), Money(3)]

    @pytest.mark.parametrize(
        ("minor", "shown"),
        [(0, "0.00 MAD"), (5, "0.05 MAD"), (123450, "1234.50 MAD"), (-5, "-0.05 MAD"), (-1999, "-19.99 MAD")],
    )
    def test_shows_both_digits_of_the_centimes(self, minor: int, shown: str) -> None:
        assert str(Money(minor)) == shown
        assert shown.endswith(CURRENCY)

    @pytest.mark.parametrize("not_whole", [1.0, "1", True, None])
    def test_is_whole_centimes_only(self, not_whole: object) -> None:
        with pytest.raises(TypeError, match="whole number of centimes"):
            Money(not_whole)  # type: ignore[arg-type]

    def test_does_not_add_up_with_bare_numbers(self) -> None:
        with pytest.raises(TypeError):
            Money(1) + 1  # type: ignore[operator]


class TestShare:
    @pytest.mark.parametrize(
        ("total", "basis_points", "fee"),
        [
            (10_000, 250, 250),
            (9_999, 250, 249),  # 249.975: the odd centime is the cooperative's
            (1, 9_999, 0),
            (100, 0, 0),
            (100, 10_000, 100),
            (-9_999, 250, -249),
            (0, 250, 0),
        ],
    )
    def test_takes_the_fee_rounded_toward_zero(self, total: int, basis_points: int, fee: int) -> None:
        split = share(total, basis_points=basis_points)
        assert (split.fee_minor, split.rest_minor) == (fee, total - fee)

    @given(total=AMOUNTS, basis_points=st.integers(0, 10_000))
    def test_loses_nothing_and_gives_back_on_refund_what_it_took(self, total: int, basis_points: int) -> None:
        split = share(total, basis_points=basis_points)
        refund = share(-total, basis_points=basis_points)
        assert split.fee_minor + split.rest_minor == total
        assert (refund.fee_minor, refund.rest_minor) == (-split.fee_minor, -split.rest_minor)

    @given(total=AMOUNTS, basis_points=st.integers(0, 10_000))
    def test_never_takes_more_than_the_exact_fee(self, total: int, basis_points: int) -> None:
        fee = share(total, basis_points=basis_points).fee_minor
        assert 0 <= abs(total) * basis_points - abs(fee) * 10_000 < 10_000

    @pytest.mark.parametrize("basis_points", [-1, 10_001])
    def test_refuses_a_rate_outside_zero_to_the_whole(self, basis_points: int) -> None:
        with pytest.raises(InvalidValue):
            share(100, basis_points=basis_points)


class TestTaxWithin:
    @pytest.mark.parametrize(
        ("total", "basis_points", "tax"),
        [
            (12_000, 2_000, 2_000),
            (11_000, 1_000, 1_000),
            (9_999, 2_000, 1_667),  # 1666.5 goes away from zero
            (9_998, 2_000, 1_666),
            (-9_999, 2_000, -1_667),
            (1, 2_000, 0),
            (3, 2_000, 1),  # half a centime
            (100, 0, 0),
            (100, 10_000, 50),
            (0, 2_000, 0),
        ],
    )
    def test_is_contained_in_the_amount(self, total: int, basis_points: int, tax: int) -> None:
        assert tax_within(total, basis_points=basis_points) == tax

    @given(total=AMOUNTS, basis_points=st.integers(0, 10_000))
    def test_is_the_nearest_centime_to_the_exact_tax(self, total: int, basis_points: int) -> None:
        tax = tax_within(total, basis_points=basis_points)
        exact = total * basis_points
        assert 2 * abs(tax * (10_000 + basis_points) - exact) <= 10_000 + basis_points
        assert 0 <= abs(tax) <= abs(total)

    @pytest.mark.parametrize("basis_points", [-1, 10_001])
    def test_refuses_a_rate_outside_zero_to_the_whole(self, basis_points: int) -> None:
        with pytest.raises(InvalidValue):
            tax_within(100, basis_points=basis_points)


class TestAllocate:
    @pytest.mark.parametrize(
        ("total", "weights", "parts"),
        [
            (100, [1, 1, 1], (34, 33, 33)),
            (-100, [1, 1, 1], (-34, -33, -33)),
            (10, [50, 30, 20], (5, 3, 2)),
            (1, [1, 2], (0, 1)),
            (5, [0, 7, 0], (0, 5, 0)),
            (0, [3, 4], (0, 0)),
            (2, [1, 1, 1, 1], (1, 1, 0, 0)),
        ],
    )
    def test_gives_the_left_over_centimes_to_the_largest_remainders(
        self, total: int, weights: list[int], parts: tuple[int, ...]
    ) -> None:
        assert allocate(total, weights) == parts

    @given(total=AMOUNTS, weights=WEIGHTS)
    def test_sums_to_the_whole(self, total: int, weights: list[int]) -> None:
        parts = allocate(total, weights)
        assert sum(parts) == total
        assert len(parts) == len(weights)

    @given(total=AMOUNTS, weights=WEIGHTS)
    def test_is_within_a_centime_of_the_exact_part(self, total: int, weights: list[int]) -> None:
        for part, weight in zip(allocate(total, weights), weights, strict=True):
            assert abs(part * sum(weights) - total * weight) < sum(weights)
            assert weight or part == 0

    @pytest.mark.parametrize("weights", [[], [0, 0], [2, -1], [-1, -1]])
    def test_refuses_weights_that_say_nothing(self, weights: list[int]) -> None:
        with pytest.raises(InvalidValue):
            allocate(100, weights)


class TestRoundCash:
    @pytest.mark.parametrize(
        ("amount", "rounded"),
        [
            (0, 0),
            (4, 0),
            (5, 10),
            (1234, 1230),
            (1235, 1240),
            (1240, 1240),
            (-4, 0),
            (-5, -10),
            (-1236, -1240),
        ],
    )
    def test_pays_the_nearest_coin(self, amount: int, rounded: int) -> None:
        assert round_cash(amount) == rounded

    @given(AMOUNTS)
    def test_stays_within_five_centimes_on_whole_coins(self, amount: int) -> None:
        assert round_cash(amount) % 10 == 0
        assert abs(round_cash(amount) - amount) <= 5
        assert round_cash(-amount) == -round_cash(amount)
        assert round_cash(round_cash(amount)) == round_cash(amount)
