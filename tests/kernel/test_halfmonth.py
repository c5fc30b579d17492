"""Half-months tile time in the markets' zone, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import InvalidValue
from kernel.halfmonth import HalfMonth, business_date

INSTANTS = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001 - hypothesis wants it so, and adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
HALF_MONTHS = st.builds(HalfMonth, st.integers(1971, 2100), st.integers(1, 12), st.integers(1, 2))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestWindows:
    @pytest.mark.parametrize(
        ("half_month", "starts_at", "ends_at"),
        [
            (HalfMonth(2026, 2, 1), "2026-01-31T23:00", "2026-02-16T00:00"),
            (HalfMonth(2026, 3, 2), "2026-03-16T00:00", "2026-03-31T23:00"),
            (HalfMonth(2026, 9, 2), "2026-09-15T23:00", "2026-10-01T00:00"),
            (HalfMonth(2026, 10, 1), "2026-10-01T00:00", "2026-10-16T00:00"),
            (HalfMonth(2026, 11, 2), "2026-11-16T00:00", "2026-12-01T00:00"),
        ],
        ids=str,
    )
    def test_are_those_of_the_present_law(self, half_month: HalfMonth, starts_at: str, ends_at: str) -> None:
        assert (half_month.starts_at, half_month.ends_at) == (utc(starts_at), utc(ends_at))

    @given(INSTANTS)
    def test_hold_every_instant_exactly_once(self, instant: datetime) -> None:
        home = HalfMonth.containing(business_date(instant))
        assert home.starts_at <= instant < home.ends_at
        assert not home.previous().starts_at <= instant < home.previous().ends_at
        assert not home.next().starts_at <= instant < home.next().ends_at

    @given(HALF_MONTHS)
    def test_leave_no_gap_and_no_overlap(self, half_month: HalfMonth) -> None:
        assert half_month.ends_at == half_month.next().starts_at
        assert half_month.starts_at < half_month.ends_at

    @given(HALF_MONTHS)
    def test_begin_and_end_on_their_own_days(self, half_month: HalfMonth) -> None:
        assert business_date(half_month.starts_at) == half_month.first_day
        assert business_date(half_month.ends_at - timedelta(microseconds=1)) == half_month.last_day


class TestBusinessDate:
    @pytest.mark.parametrize(
        ("instant", "day"),
        [
            ("2026-01-15T22:59:59", date(2026, 1, 15)),
            ("2026-01-15T23:00:00", date(2026, 1, 16)),
            ("2026-03-01T23:30:00", date(2026, 3, 1)),  # Ramadan
            ("2026-09-15T23:30:00", date(2026, 9, 16)),
            ("2026-10-15T23:30:00", date(2026, 10, 15)),  # UTC for good since 20 September
            ("2017-03-17T09:00:00", date(2017, 3, 17)),
        ],
    )
    def test_is_the_day_in_the_markets(self, instant: str, day: date) -> None:
        assert business_date(utc(instant)) == day

    def test_does_not_depend_on_the_zone_an_instant_is_written_in(self) -> None:
        instant = utc("2026-01-15T23:00:00")
        assert business_date(instant.astimezone(timezone(timedelta(hours=-8)))) == business_date(instant)

    def test_refuses_an_instant_without_a_zone(self) -> None:
        with pytest.raises(InvalidValue):
            business_date(datetime(2026, 1, 1))  # noqa: DTZ001


class TestHalfMonth:
    def test_is_named_shown_and_paid_as_people_expect(self) -> None:
        first, second = HalfMonth(2026, 11, 1), HalfMonth(2026, 12, 2)
        assert (str(first), first.key, first.pay_day) == ("2026-11/1", 2026111, date(2026, 11, 16))
        assert (str(second), second.key, second.pay_day) == ("2026-12/2", 2026122, date(2027, 1, 1))

    @pytest.mark.parametrize(
        ("half_month", "days"),
        [
            (HalfMonth(2026, 2, 1), 15),
            (HalfMonth(2026, 2, 2), 13),
            (HalfMonth(2028, 2, 2), 14),
            (HalfMonth(2026, 4, 2), 15),
            (HalfMonth(2026, 1, 2), 16),
        ],
        ids=str,
    )
    def test_knows_its_days(self, half_month: HalfMonth, days: int) -> None:
        assert len(half_month.days()) == days
        assert (half_month.days()[0], half_month.days()[-1]) == (half_month.first_day, half_month.last_day)
        assert {HalfMonth.containing(day) for day in half_month.days()} == {half_month}

    @given(HALF_MONTHS)
    def test_goes_forth_and_back(self, half_month: HalfMonth) -> None:
        assert half_month.next().previous() == half_month == half_month.previous().next()
        assert HalfMonth.from_key(half_month.key) == half_month

    @given(HALF_MONTHS, HALF_MONTHS)
    def test_and_its_key_are_ordered_as_time(self, one: HalfMonth, other: HalfMonth) -> None:
        assert (one < other) == (one.key < other.key) == (one.starts_at < other.starts_at)

    @pytest.mark.parametrize("key", [0, -1, 2026110, 2026113, 2026001, 2026131, 20261, 99991221])
    def test_refuses_a_key_that_names_none(self, key: int) -> None:
        with pytest.raises(InvalidValue):
            HalfMonth.from_key(key)
