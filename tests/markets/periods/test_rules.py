"""Which state may follow which, when a half-month ends, and on which day it is paid."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.halfmonth import HalfMonth
from markets.periods import rules
from markets.periods.rules import DEFAULT_CLOSING
from markets.periods.types import Closing, PayDay, PeriodState

days = st.dates(min_value=date(2017, 1, 1), max_value=date(2035, 12, 31))
closings = st.builds(
    Closing,
    cut_off_hour=st.integers(rules.EARLIEST_CUT_OFF_HOUR, rules.MIDNIGHT),
    grace_minutes=st.integers(0, rules.LONGEST_GRACE_MINUTES),
)
half_months = st.builds(HalfMonth.containing, days)


class TestNextStates:
    def test_follow_one_another_from_open_to_reconciled(self) -> None:
        assert all(rules.may_follow(state, following) for state, following in pairwise(PeriodState))

    def test_lead_back_from_approval_and_from_payment_only(self) -> None:
        order = list(PeriodState)
        back = {
            (state.value, following.value)
            for state, followers in rules.NEXT_STATES.items()
            for following in followers
            if order.index(following) < order.index(state)
        }

        assert back == {("approved", "reviewing"), ("paid", "sealed"), ("reconciled", "sealed")}

    def test_never_unseal(self) -> None:
        for state in rules.CLOSED_STATES:
            assert rules.NEXT_STATES[state] <= rules.CLOSED_STATES

    def test_skip_nothing(self) -> None:
        assert not rules.may_follow(PeriodState.OPEN, PeriodState.SEALED)
        assert not rules.may_follow(PeriodState.REVIEWING, PeriodState.SEALED)

    def test_lead_an_imported_half_month_from_open_to_sealed(self) -> None:
        assert rules.may_follow(PeriodState.OPEN, PeriodState.SEALED, imported=True)
        assert not rules.may_follow(PeriodState.OPEN, PeriodState.CUT_OFF, imported=True)

    def test_cover_every_state(self) -> None:
        assert set(rules.NEXT_STATES) == set(PeriodState)


class TestSpanOf:
    def test_ends_at_midnight_and_waits_six_hours_unless_told_otherwise(self) -> None:
        span = rules.span_of(HalfMonth(2026, 11, 1), closing=DEFAULT_CLOSING, before=DEFAULT_CLOSING)

        assert (span.starts_at, span.ends_at) == (
            datetime(2026, 11, 1, tzinfo=UTC),
            datetime(2026, 11, 16, tzinfo=UTC),
        )
        assert span.cut_off_at == datetime(2026, 11, 16, 6, tzinfo=UTC)

    def test_ends_at_the_hour_of_the_last_day_in_the_market_s_zone(self) -> None:
        # Until 20 September 2026 Morocco is an hour ahead of UTC.
        before = rules.end_of(HalfMonth(2026, 9, 1), Closing(20, 0))
        after = rules.end_of(HalfMonth(2026, 9, 2), Closing(20, 0))

        assert before == datetime(2026, 9, 15, 19, tzinfo=UTC)
        assert after == datetime(2026, 9, 30, 20, tzinfo=UTC)

    @given(half_months, st.lists(closings, min_size=2, max_size=30))
    def test_tiles_time_whatever_the_rules(self, first: HalfMonth, rules_in_turn: list[Closing]) -> None:
        half_month, spans = first.next(), []
        for before, closing in pairwise(rules_in_turn):
            spans.append(rules.span_of(half_month, closing=closing, before=before))
            half_month = half_month.next()

        for span, following in pairwise(spans):
            assert span.ends_at == following.starts_at
        for span in spans:
            assert span.starts_at < span.ends_at <= span.cut_off_at
            assert timedelta(days=12) < span.ends_at - span.starts_at < timedelta(days=18)


class TestPayDay:
    def test_is_the_nominal_day_where_banks_work(self) -> None:
        assert rules.pay_day(HalfMonth(2026, 11, 1), closed_days={}) == PayDay(date(2026, 11, 16), False)

    @pytest.mark.parametrize(
        ("half_month", "closed", "paid"),
        [
            (HalfMonth(2026, 10, 2), {}, date(2026, 11, 2)),  # 1 November is a Sunday
            (HalfMonth(2026, 12, 2), {date(2027, 1, 1): False}, date(2027, 1, 4)),  # a Friday
            (HalfMonth(2026, 4, 2), {date(2026, 5, 1): False}, date(2026, 5, 4)),  # a Friday
        ],
    )
    def test_moves_to_the_next_day_on_which_banks_work(
        self, half_month: HalfMonth, closed: dict[date, bool], paid: date
    ) -> None:
        assert rules.pay_day(half_month, closed_days=closed) == PayDay(paid, False)

    @pytest.mark.parametrize(
        ("holiday", "provisional"),
        [
            (date(2026, 11, 14), False),
            (date(2026, 11, 15), True),  # a day later it would close the 16th
            (date(2026, 11, 16), True),
            (date(2026, 11, 17), True),  # a day earlier it would close the 16th
            (date(2026, 11, 18), False),
        ],
    )
    def test_is_provisional_while_the_moon_may_still_move_it(self, holiday: date, provisional: bool) -> None:
        found = rules.pay_day(HalfMonth(2026, 11, 1), closed_days={holiday: True})

        assert found.provisional is provisional

    def test_is_certain_beside_a_holiday_that_is_certain(self) -> None:
        found = rules.pay_day(HalfMonth(2026, 11, 1), closed_days={date(2026, 11, 16): False})

        assert found == PayDay(date(2026, 11, 17), False)

    @given(days, st.dictionaries(days, st.booleans(), max_size=5))
    def test_is_never_a_closed_day_and_skips_no_open_one(self, day: date, closed: dict[date, bool]) -> None:
        found = rules.next_business_day(day, closed_days=closed).day

        assert found >= day
        assert found.weekday() < 5 and found not in closed
        skipped = [date.fromordinal(ordinal) for ordinal in range(day.toordinal(), found.toordinal())]
        assert all(one.weekday() >= 5 or one in closed for one in skipped)

    @given(half_months)
    def test_lies_in_a_year_that_is_asked_for(self, half_month: HalfMonth) -> None:
        years = rules.pay_years(half_month)
        closed = {half_month.pay_day + timedelta(days=n): False for n in range(-1, 15)}

        assert rules.pay_day(half_month, closed_days=closed).day.year in years
        assert (half_month.pay_day - timedelta(days=1)).year in years
