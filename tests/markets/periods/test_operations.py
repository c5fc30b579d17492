"""The half-month calendar of one market, through its operations."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from kernel.errors import NotFound
from kernel.halfmonth import HalfMonth
from markets.periods import operations as periods
from markets.periods import queries
from markets.periods.models import Period
from markets.periods.types import PeriodState

FIRST = HalfMonth(2026, 11, 1)
AT = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)


def close(half_month: HalfMonth) -> None:
    with transaction.atomic():
        period = periods.lock_to_close(period_id=half_month.key)
        periods.seal(period=period, sealed_at=period.ends_at, actor="tester")


@pytest.fixture
def calendar(casablanca: str) -> None:
    """The calendar that provisioning gave the market: from the first half of November 2026."""
    assert queries.periods()[0].id == FIRST.key


class TestExtendCalendar:
    def test_reaches_a_year_ahead(self, calendar: None) -> None:
        assert queries.periods().last() == Period(id=HalfMonth(2027, 11, 1).key)
        assert Period.objects.count() == 25

    def test_twice_is_once(self, calendar: None) -> None:
        assert periods.extend_calendar(today=date(2026, 11, 15)) == 0

    def test_adds_what_a_later_day_needs(self, calendar: None) -> None:
        assert periods.extend_calendar(today=date(2026, 12, 1)) == 2

    def test_stores_the_instants_of_true_moroccan_time(self, calendar: None) -> None:
        period = Period.objects.get(id=HalfMonth(2026, 11, 2).key)

        assert period.starts_at == datetime(2026, 11, 16, tzinfo=UTC)
        assert period.ends_at == datetime(2026, 12, 1, tzinfo=UTC)
        assert (period.starts_on, period.ends_on) == (date(2026, 11, 16), date(2026, 11, 30))


class TestTakePeriod:
    def test_finds_the_half_month_of_the_instant(self, calendar: None) -> None:
        assert periods.take_period(occurred_at=AT).id == FIRST.key

    def test_gives_the_end_to_the_next_half_month(self, calendar: None) -> None:
        ends_at = FIRST.ends_at

        assert periods.take_period(occurred_at=ends_at - timedelta(microseconds=1)).id == FIRST.key
        assert periods.take_period(occurred_at=ends_at).id == FIRST.next().key

    def test_gives_a_late_fact_to_the_oldest_one_still_open(self, calendar: None) -> None:
        close(FIRST)

        assert periods.take_period(occurred_at=AT).id == FIRST.next().key

    def test_passes_over_imported_half_months(self, calendar: None) -> None:
        periods.add_past_period(half_month=HalfMonth(2026, 10, 2))

        assert periods.take_period(occurred_at=datetime(2026, 10, 20, tzinfo=UTC)).id == FIRST.key

    def test_refuses_what_lies_beyond_the_calendar(self, calendar: None) -> None:
        with pytest.raises(periods.NoOpenPeriod):
            periods.take_period(occurred_at=datetime(2028, 1, 1, tzinfo=UTC))


class TestAddPastPeriod:
    def test_opens_an_imported_half_month_once(self, calendar: None) -> None:
        first = periods.add_past_period(half_month=HalfMonth(2017, 3, 2))
        again = periods.add_past_period(half_month=HalfMonth(2017, 3, 2))

        assert first == again
        assert (first.imported, first.state) == (True, PeriodState.OPEN)

    def test_refuses_the_market_s_own_time(self, calendar: None) -> None:
        with pytest.raises(periods.NotBeforeFirstPeriod):
            periods.add_past_period(half_month=FIRST)
        assert Period.objects.count() == 25

    def test_refuses_once_the_market_has_closed_a_half_month(self, calendar: None) -> None:
        close(FIRST)

        with pytest.raises(periods.NotBeforeFirstPeriod):
            periods.add_past_period(half_month=HalfMonth(2017, 3, 2))
        assert not Period.objects.filter(imported=True).exists()


class TestSeal:
    def test_says_when_and_by_whom_and_keeps_the_calendar_a_year_ahead(self, calendar: None) -> None:
        close(FIRST)

        period = Period.objects.get(id=FIRST.key)
        assert (period.state, period.sealed_at, period.sealed_by) == ("sealed", FIRST.ends_at, "tester")
        assert queries.periods().last() == Period(id=HalfMonth(2027, 11, 2).key)

    def test_refuses_a_second_time(self, calendar: None) -> None:
        close(FIRST)

        with pytest.raises(periods.WrongPeriodState):
            close(FIRST)

    def test_refuses_an_unknown_period(self, calendar: None) -> None:
        with pytest.raises(NotFound):
            close(HalfMonth(2040, 1, 1))


class TestMarkPaid:
    def test_follows_sealing(self, calendar: None) -> None:
        close(FIRST)
        period = periods.lock_period(period_id=FIRST.key)

        assert periods.mark_paid(period=period, paid_at=AT).state == PeriodState.PAID

    def test_refuses_an_open_period(self, calendar: None) -> None:
        period = periods.lock_period(period_id=FIRST.key)

        with pytest.raises(periods.WrongPeriodState):
            periods.mark_paid(period=period, paid_at=AT)
        assert Period.objects.get(id=FIRST.key).state == PeriodState.OPEN
