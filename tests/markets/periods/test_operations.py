"""The half-month calendar of one market, through its operations."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.errors import InvalidValue, NotFound
from kernel.halfmonth import HalfMonth
from markets.periods import jobs, queries
from markets.periods import operations as periods
from markets.periods.models import ClosingRule, Period, PeriodTransition
from markets.periods.types import PeriodState
from shared_catalog.calendar import operations as bank_holidays
from shared_catalog.calendar.queries import HolidaysUnknown
from tenants.database.session import as_hq

FIRST = HalfMonth(2026, 11, 1)
AT = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)


def cut_off(half_month: HalfMonth, *, at: datetime | None = None) -> Period:
    at = at or Period.objects.get(id=half_month.key).cut_off_at
    return periods.cut_off(period_id=half_month.key, at=at, actor="tester", permission="periods:close")


@transaction.atomic
def step(half_month: HalfMonth, *states: PeriodState, **changed: Any) -> Period:
    period = periods.lock_period(period_id=half_month.key)
    for name, value in changed.items():
        setattr(period, name, value)
    for state in states:
        periods.pass_to(period=period, wanted=state, at=AT, actor="tester", permission="tests")
    return period


def rule(first: HalfMonth, hour: int = 20, *, grace: int = 90, at: datetime = AT) -> ClosingRule:
    return periods.set_closing_rule(
        first=first, cut_off_hour=hour, grace_minutes=grace, set_at=at, actor="tester"
    )


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
        assert period.cut_off_at == datetime(2026, 12, 1, 6, tzinfo=UTC)
        assert (period.starts_on, period.ends_on) == (date(2026, 11, 16), date(2026, 11, 30))

    def test_takes_pay_days_from_the_bank_holidays(self, calendar: None) -> None:
        new_year = Period.objects.get(id=HalfMonth(2026, 12, 2).key)

        assert (new_year.pay_on, new_year.pay_on_provisional) == (date(2027, 1, 4), False)

    def test_refuses_years_of_which_nobody_knows_the_holidays(self, calendar: None) -> None:
        with pytest.raises(HolidaysUnknown):
            periods.extend_calendar(today=date(2035, 12, 1))
        assert Period.objects.count() == 25

    def test_gives_later_half_months_the_rule_of_their_time(self, calendar: None) -> None:
        rule(HalfMonth(2027, 11, 1), hour=18)
        periods.extend_calendar(today=date(2026, 12, 1))

        last = Period.objects.get(id=HalfMonth(2027, 11, 2).key)
        assert last.starts_at == datetime(2027, 11, 15, 18, tzinfo=UTC)
        assert last.ends_at == datetime(2027, 11, 30, 18, tzinfo=UTC)


class TestTakePeriod:
    def test_finds_the_half_month_of_the_instant(self, calendar: None) -> None:
        assert periods.take_period(occurred_at=AT).id == FIRST.key

    def test_gives_the_end_to_the_next_half_month(self, calendar: None) -> None:
        ends_at = FIRST.ends_at

        assert periods.take_period(occurred_at=ends_at - timedelta(microseconds=1)).id == FIRST.key
        assert periods.take_period(occurred_at=ends_at).id == FIRST.next().key

    def test_gives_a_late_fact_to_the_oldest_one_still_open(self, calendar: None) -> None:
        cut_off(FIRST)

        assert periods.take_period(occurred_at=AT).id == FIRST.next().key

    def test_passes_over_imported_half_months(self, calendar: None) -> None:
        periods.add_past_period(half_month=HalfMonth(2026, 10, 2))

        assert periods.take_period(occurred_at=datetime(2026, 10, 20, tzinfo=UTC)).id == FIRST.key

    def test_refuses_what_lies_beyond_the_calendar(self, calendar: None) -> None:
        with pytest.raises(periods.NoOpenPeriod):
            periods.take_period(occurred_at=datetime(2028, 1, 1, tzinfo=UTC))


class TestAddPastPeriod:
    def test_opens_an_imported_half_month_once(self, calendar: None) -> None:
        with as_hq():
            bank_holidays.seed_years(years=[2017], at=AT)
        first = periods.add_past_period(half_month=HalfMonth(2017, 3, 2))
        again = periods.add_past_period(half_month=HalfMonth(2017, 3, 2))

        assert first == again
        assert (first.imported, first.state) == (True, PeriodState.OPEN)

    def test_refuses_the_market_s_own_time(self, calendar: None) -> None:
        with pytest.raises(periods.NotBeforeFirstPeriod):
            periods.add_past_period(half_month=FIRST)
        assert Period.objects.count() == 25

    def test_waits_for_no_cut_off_but_for_no_review_either(self, calendar: None) -> None:
        cut_off(FIRST)
        assert periods.add_past_period(half_month=HalfMonth(2026, 10, 2)).imported
        step(FIRST, PeriodState.REVIEWING)

        with pytest.raises(periods.NotBeforeFirstPeriod):
            periods.add_past_period(half_month=HalfMonth(2026, 10, 1))
        assert Period.objects.filter(imported=True).count() == 1


class TestSetClosingRule:
    def test_moves_the_end_and_the_beginning_of_what_follows(self, calendar: None) -> None:
        rule(HalfMonth(2026, 11, 2), hour=20, grace=90)

        first, second, third = Period.objects.filter(id__lt=HalfMonth(2026, 12, 2).key)
        assert first.ends_at == second.starts_at == datetime(2026, 11, 16, tzinfo=UTC)
        assert second.ends_at == third.starts_at == datetime(2026, 11, 30, 20, tzinfo=UTC)
        assert second.cut_off_at == datetime(2026, 11, 30, 21, 30, tzinfo=UTC)

    def test_leads_evening_sales_of_the_last_day_to_the_next_half_month(self, calendar: None) -> None:
        rule(HalfMonth(2026, 11, 2), hour=20)
        evening = datetime(2026, 11, 30, 20, tzinfo=UTC)

        assert periods.take_period(occurred_at=evening).id == HalfMonth(2026, 12, 1).key
        before = evening - timedelta(microseconds=1)
        assert periods.take_period(occurred_at=before).id == HalfMonth(2026, 11, 2).key

    def test_holds_until_the_next_rule(self, calendar: None) -> None:
        rule(HalfMonth(2027, 1, 1), hour=24, grace=0)
        rule(HalfMonth(2026, 11, 2), hour=18)

        ends = {period.id: period.ends_at.hour for period in Period.objects.filter(id__lte=2027011)}
        assert ends == {2026111: 0, 2026112: 18, 2026121: 18, 2026122: 18, 2027011: 0}

    def test_twice_is_once(self, calendar: None) -> None:
        assert rule(FIRST.next()) == rule(FIRST.next())
        with pytest.raises(InvalidValue):
            rule(FIRST.next(), hour=19)
        assert ClosingRule.objects.get().cut_off_hour == 20

    @pytest.mark.parametrize(
        ("first", "hour", "grace"),
        [
            (FIRST, 20, 90),  # it has begun
            (HalfMonth(2026, 10, 1), 20, 90),
            (FIRST.next(), 11, 90),
            (FIRST.next(), 25, 90),
            (FIRST.next(), 20, -1),
            (FIRST.next(), 20, 3 * 24 * 60 + 1),
        ],
    )
    def test_refused_changes_nothing(self, calendar: None, first: HalfMonth, hour: int, grace: int) -> None:
        before = list(Period.objects.values_list("id", "ends_at", "cut_off_at"))

        with pytest.raises(InvalidValue):
            rule(first, hour, grace=grace)
        assert list(Period.objects.values_list("id", "ends_at", "cut_off_at")) == before
        assert not ClosingRule.objects.exists()

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(1, 30), st.integers(12, 24), st.integers(0, 4320)),
            max_size=6,
            unique_by=lambda drawn: drawn[0],
        )
    )
    def test_leaves_a_calendar_that_tiles_time(
        self, calendar: None, drawn: list[tuple[int, int, int]]
    ) -> None:
        with transaction.atomic():
            for ahead, hour, grace in drawn:
                first = FIRST
                for _ in range(ahead):
                    first = first.next()
                rule(first, hour, grace=grace)
            periods.extend_calendar(today=date(2027, 6, 20))
            found = list(queries.periods())
            transaction.set_rollback(True)

        assert all(one.ends_at == two.starts_at for one, two in pairwise(found))


class TestRefreshPayDays:
    def holiday(self, day: date, *, provisional: bool = False) -> None:
        with as_hq():
            bank_holidays.set_holiday(
                day=day,
                name_ar="عيد",
                name_fr="Aïd",
                name_en="Eid",
                provisional=provisional,
                at=AT,
                actor="hq",
            )

    def test_follows_a_holiday_that_was_added_and_one_that_was_cancelled(self, calendar: None) -> None:
        self.holiday(date(2026, 11, 16), provisional=True)
        assert periods.refresh_pay_days() == 1
        period = Period.objects.get(id=FIRST.key)
        assert (period.pay_on, period.pay_on_provisional) == (date(2026, 11, 17), True)

        self.holiday(date(2026, 11, 16))
        assert periods.refresh_pay_days() == 1
        assert not Period.objects.get(id=FIRST.key).pay_on_provisional

        with as_hq():
            bank_holidays.cancel_holiday(day=date(2026, 11, 16), at=AT, actor="hq")
        assert periods.refresh_pay_days() == 1
        assert Period.objects.get(id=FIRST.key).pay_on == date(2026, 11, 16)
        assert periods.refresh_pay_days() == 0

    def test_leaves_what_is_sealed(self, calendar: None) -> None:
        cut_off(FIRST)
        step(
            FIRST, PeriodState.REVIEWING, PeriodState.APPROVED, PeriodState.SEALED, approved_digest=bytes(32)
        )
        self.holiday(date(2026, 11, 16))
        self.holiday(date(2026, 12, 1))

        assert periods.refresh_pay_days() == 1
        sealed, following = Period.objects.filter(id__lte=FIRST.next().key)
        assert (sealed.pay_on, following.pay_on) == (date(2026, 11, 16), date(2026, 12, 2))


class TestCutOff:
    def test_says_when_by_whom_and_by_which_permission(self, calendar: None) -> None:
        period = cut_off(FIRST)

        assert (period.state, period.sealed_at) == (PeriodState.CUT_OFF, None)
        row = PeriodTransition.objects.get()
        assert (row.before, row.after, row.at) == ("open", "cut_off", period.cut_off_at)
        assert (row.actor, row.permission) == ("tester", "periods:close")

    def test_keeps_the_calendar_a_year_ahead(self, calendar: None) -> None:
        cut_off(FIRST)

        assert queries.periods().last() == Period(id=HalfMonth(2027, 11, 2).key)

    def test_twice_is_once(self, calendar: None) -> None:
        cut_off(FIRST)
        assert cut_off(FIRST).state == PeriodState.CUT_OFF

        assert PeriodTransition.objects.count() == 1

    def test_waits_for_the_grace_of_offline_tills(self, calendar: None) -> None:
        grace_ends = Period.objects.get(id=FIRST.key).cut_off_at

        with pytest.raises(periods.PeriodNotOver):
            cut_off(FIRST, at=grace_ends - timedelta(microseconds=1))
        assert not PeriodTransition.objects.exists()
        late = periods.take_period(occurred_at=AT)  # a till that was offline, an instant before
        assert late.id == FIRST.key

    def test_follows_the_order_of_half_months(self, calendar: None) -> None:
        with pytest.raises(periods.EarlierPeriodOpen):
            cut_off(FIRST.next())

    def test_is_not_for_imported_ones_and_does_not_wait_for_them(self, calendar: None) -> None:
        past = HalfMonth(2026, 10, 2)
        periods.add_past_period(half_month=past)

        with pytest.raises(periods.WrongPeriodState):
            cut_off(past)
        assert cut_off(FIRST).state == PeriodState.CUT_OFF

    def test_refuses_an_unknown_period(self, calendar: None) -> None:
        with pytest.raises(NotFound):
            periods.cut_off(period_id=2040011, at=AT, actor="tester", permission="periods:close")


class TestPassTo:
    def test_goes_one_step_at_a_time(self, calendar: None) -> None:
        with pytest.raises(periods.WrongPeriodState):
            step(FIRST, PeriodState.PAID)
        assert Period.objects.get(id=FIRST.key).state == PeriodState.OPEN
        assert not PeriodTransition.objects.exists()

    def test_keeps_the_seal_when_a_payment_comes_back(self, calendar: None) -> None:
        cut_off(FIRST)
        path = (PeriodState.REVIEWING, PeriodState.APPROVED, PeriodState.SEALED, PeriodState.PAID)
        paid = step(FIRST, *path, approved_digest=bytes(32))
        assert paid.paid_at == AT

        back = step(FIRST, PeriodState.SEALED)
        assert (back.sealed_at, back.sealed_by, back.paid_at) == (AT, "tester", None)

    def test_writes_what_nobody_can_change(self, calendar: None) -> None:
        cut_off(FIRST)

        for change in (
            "DELETE FROM periods_periodtransition",
            "UPDATE periods_periodtransition SET actor = 'x'",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(change)


class TestJobs:
    def test_cut_off_everything_whose_grace_is_over_and_nothing_else(self, calendar: None) -> None:
        second = Period.objects.get(id=FIRST.next().key)

        assert jobs.cut_off_what_is_over(now=second.cut_off_at - timedelta(microseconds=1)) == 1
        assert jobs.cut_off_what_is_over(now=second.cut_off_at) == 1
        assert jobs.cut_off_what_is_over(now=second.cut_off_at) == 0
        assert list(PeriodTransition.objects.values_list("period_id", "actor", "permission")) == [
            (FIRST.key, "system", "system"),
            (second.id, "system", "system"),
        ]
