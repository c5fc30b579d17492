"""Decisions about Stripe, without Stripe."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from markets.stripe_account import rules
from markets.stripe_account.gateways import Pace, Patience

FIRST = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
ages = some.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400))


class TestKey:
    @given(one=ages, other=ages)
    def test_is_the_same_only_while_stripe_still_knows_it(self, one: timedelta, other: timedelta) -> None:
        keys = [rules.key_on("k", first_at=FIRST, now=FIRST + age) for age in (one, other)]
        if keys[0] == keys[1]:
            assert abs(one - other) < timedelta(hours=24)

    @given(age=ages)
    def test_is_only_used_again_unseen_while_it_is_trusted(self, age: timedelta) -> None:
        key = rules.key_on("k", first_at=FIRST, now=FIRST + age)
        assert (key == "k") is not rules.must_look_first(first_at=FIRST, now=FIRST + age)

    @pytest.mark.parametrize(
        ("hours", "key"), [(0, "k"), (22, "k"), (23, "k:1"), (46, "k:1"), (47, "k:2"), (71, "k:3")]
    )
    def test_changes_every_day_after_the_first(self, hours: int, key: str) -> None:
        assert rules.key_on("k", first_at=FIRST, now=FIRST + timedelta(hours=hours)) == key


class TestSignature:
    @pytest.mark.parametrize(
        ("header", "timestamp"),
        [
            ("t=12,v1=ab", 12),
            ("v1=ab,t=12,t=13", 12),
            ("", None),
            ("t=", None),
            ("t=-5", None),
            ("t=١٢", None),
            ("T=12", None),
        ],
    )
    def test_says_when_it_was_made(self, header: str, timestamp: int | None) -> None:
        assert rules.signed_at(header) == timestamp

    @pytest.mark.parametrize(
        ("seconds", "timely"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)]
    )
    def test_is_good_for_five_minutes_on_either_side(self, seconds: int, timely: bool) -> None:
        assert rules.is_timely(int(FIRST.timestamp()) + seconds, now=FIRST) is timely


class TestPlatformCountry:
    @pytest.mark.parametrize("country", ["US", "GB", "CA", "CH", "FR", "NO"])
    def test_may_pay_into_morocco(self, country: str) -> None:
        assert country in rules.PLATFORM_COUNTRIES

    @pytest.mark.parametrize("country", ["MA", "DZ", "KE", "AE", "TR", "us", ""])
    def test_may_not(self, country: str) -> None:
        assert country not in rules.PLATFORM_COUNTRIES

    def test_of_the_economic_area_are_thirty(self) -> None:
        assert len(rules.EEA) == 30


class TestHandlerName:
    NAMES = {"transfer.": 1, "transfer.reversed": 2, "payout.": 3}

    @pytest.mark.parametrize(
        ("kind", "name"),
        [
            ("transfer.created", "transfer."),
            ("transfer.reversed", "transfer.reversed"),
            ("payout.paid", "payout."),
            ("payoutx", None),
            ("invoice.paid", None),
        ],
    )
    def test_is_the_longest_that_fits(self, kind: str, name: str | None) -> None:
        assert rules.handler_name(kind, self.NAMES) == name


class TestPace:
    @given(gaps=some.lists(some.floats(min_value=0, max_value=2), max_size=60))
    def test_never_lets_ten_through_in_a_second(self, gaps: list[float]) -> None:
        at, let_through = [0.0], []

        def sleep(seconds: float) -> None:
            at[0] += seconds

        pace = Pace(clock=lambda: at[0], sleep=sleep)
        for gap in gaps:
            at[0] += gap
            pace.wait()
            let_through.append(at[0])
        for first in let_through:
            assert sum(first <= moment < first + 1 for moment in let_through) < 10

    def test_does_not_make_the_first_wait(self) -> None:
        slept: list[float] = []
        Pace(clock=lambda: 5.0, sleep=slept.append).wait()
        assert slept == []


class TestPatience:
    @given(attempt=some.integers(min_value=1, max_value=60), draw=some.floats(min_value=0, max_value=1))
    def test_waits_longer_each_time_within_bounds(self, attempt: int, draw: float) -> None:
        patience = Patience(first_wait=0.5, longest_wait=20, draw=lambda: draw)
        step = min(20.0, 0.5 * 2 ** (attempt - 1))
        assert step / 2 <= patience.wait_after(attempt) <= step
