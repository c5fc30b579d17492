"""Which state may follow which, and on which day a half-month is paid."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.halfmonth import HalfMonth
from markets.periods import rules
from markets.periods.types import PeriodState

days = st.dates(min_value=date(2017, 1, 1), max_value=date(2035, 12, 31))


class TestNextStates:
    def test_follow_one_another_from_open_to_reconciled(self) -> None:
        path = list(PeriodState)

        assert all(rules.may_follow(state, following) for state, following in pairwise(path))

    def test_never_lead_back(self) -> None:
        order = list(PeriodState)

        for state, followers in rules.NEXT_STATES.items():
            assert all(order.index(following) > order.index(state) for following in followers)

    def test_lead_from_open_to_sealed_where_nobody_approves(self) -> None:
        assert rules.may_follow(PeriodState.OPEN, PeriodState.SEALED)

    def test_cover_every_state(self) -> None:
        assert set(rules.NEXT_STATES) == set(PeriodState)


class TestPayOn:
    @pytest.mark.parametrize(
        ("half_month", "paid"),
        [
            (HalfMonth(2026, 11, 1), date(2026, 11, 16)),  # a Monday
            (HalfMonth(2026, 10, 2), date(2026, 11, 2)),  # 1 November is a Sunday
            (HalfMonth(2026, 12, 2), date(2027, 1, 4)),  # New Year's Day is a Friday
            (HalfMonth(2026, 4, 2), date(2026, 5, 4)),  # Labour Day is a Friday
        ],
    )
    def test_is_the_nominal_day_or_the_next_on_which_banks_work(
        self, half_month: HalfMonth, paid: date
    ) -> None:
        assert rules.pay_on(half_month) == paid

    @given(days, st.sets(days, max_size=5))
    def test_is_never_a_closed_day_and_skips_no_open_one(self, day: date, closed_days: set[date]) -> None:
        found = rules.next_business_day(day, closed_days=closed_days)

        assert found >= day
        assert found.weekday() < 5 and found not in closed_days
        skipped = [date.fromordinal(ordinal) for ordinal in range(day.toordinal(), found.toordinal())]
        assert all(one.weekday() >= 5 or one in closed_days for one in skipped)


class TestPublicHolidays:
    def test_know_the_fixed_ones(self) -> None:
        assert {date(2026, 1, 14), date(2026, 7, 30), date(2026, 11, 18)} <= rules.public_holidays(2026)

    def test_know_unity_day_since_2026(self) -> None:
        assert date(2026, 10, 31) in rules.public_holidays(2026)
        assert date(2025, 10, 31) not in rules.public_holidays(2025)
