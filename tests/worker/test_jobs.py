"""Jobs: whose they are, how often they are tried, and the calendar that one of them keeps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from procrastinate.jobs import Job

from config import jobs
from config.worker import run_once
from kernel import clock
from kernel.halfmonth import HalfMonth, business_date
from markets.periods.models import Period, PeriodTransition
from shared_catalog.calendar.models import HolidayYear
from tenants.database.session import as_hq, as_market, as_worker, close_connections, current_login
from tenants.network import queries as network

Queued = Callable[..., Sequence[Mapping[str, Any]]]

seen: list[tuple[str, datetime]] = []


def _see(*, now: datetime) -> None:
    login = current_login()
    assert login is not None
    seen.append((login.schema, now))


def _fail(*, now: datetime) -> None:
    raise RuntimeError("this job always fails")


see = jobs.market_task("tests.see", _see)
fail = jobs.market_task("tests.fail", _fail)

NETWORK_TASKS = ("hq.", "queue.", "calendar.", "builtin:", "procrastinate.")
MARKET_TASKS = [
    name
    for name in jobs.app.tasks
    if not name.startswith(NETWORK_TASKS) and not name.endswith(".for_every_market")
]


@pytest.fixture
def only_live_market(live_market: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The network has one market, so that a run of the worker leaves the others as they are."""
    monkeypatch.setattr(network, "market_schemas", lambda: [live_market])
    yield live_market
    close_connections()


class TestMarketTask:
    @pytest.mark.parametrize("name", MARKET_TASKS)
    @pytest.mark.parametrize("arguments", [{}, {"market": None}, {"market": ""}, {"market": "public"}])
    def test_does_not_run_without_a_market(self, name: str, arguments: dict[str, Any]) -> None:
        with pytest.raises(jobs.JobWithoutMarket):
            jobs.app.tasks[name](**arguments)

    def test_is_done_as_its_market_s_login(self, only_live_market: str, queued: Queued) -> None:
        seen.clear()
        with as_worker():
            see.defer(market=only_live_market)
        assert run_once()
        assert [market for market, _ in seen] == [only_live_market]
        assert [job["status"] for job in queued("tests.see", market=only_live_market)] == ["succeeded"]

    def test_fails_at_once_and_for_good_when_it_was_queued_without_one(
        self, only_live_market: str, queued: Queued
    ) -> None:
        seen.clear()
        with as_worker():
            see.defer(of_nobody=only_live_market)
        assert run_once()
        assert seen == []
        assert [job["status"] for job in queued("tests.see", of_nobody=only_live_market)] == ["failed"]

    def test_is_tried_again_later_when_it_fails(self, only_live_market: str, queued: Queued) -> None:
        with as_worker():
            fail.defer(market=only_live_market)
        assert run_once()
        (job,) = queued("tests.fail", market=only_live_market)
        assert (job["status"], job["attempts"]) == ("todo", 1)


class TestRetry:
    def waits(self, error: Exception) -> list[timedelta | None]:
        found: list[timedelta | None] = []
        for attempts in range(jobs.ATTEMPTS):
            job = Job(queue="default", lock=None, queueing_lock=None, task_name="t", attempts=attempts)
            decision = jobs.Retry().get_retry_decision(exception=error, job=job)
            found.append(decision.retry_at - clock.now() if decision and decision.retry_at else None)
        return found

    def test_waits_longer_each_time_but_never_more_than_an_hour_and_then_gives_up(
        self, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)
        *waits, last = self.waits(RuntimeError())
        seconds = [wait.total_seconds() for wait in waits if wait]
        assert seconds == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]
        assert last is None

    def test_is_none_for_a_job_that_has_no_market(self) -> None:
        assert set(self.waits(jobs.JobWithoutMarket("t"))) == {None}


class TestCalendar:
    def periods(self, market: str) -> list[int]:
        with as_market(market):
            return list(Period.objects.order_by("id").values_list("id", flat=True))

    def test_reaches_a_year_ahead_after_a_run_and_is_the_same_after_another(
        self, only_live_market: str, queued: Queued, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        later = now + timedelta(days=60)
        monkeypatch.setattr(clock, "now", lambda: later)
        before = self.periods(only_live_market)
        assert run_once()
        extended = self.periods(only_live_market)
        assert len(extended) == len(before) + 4
        here = HalfMonth.containing(business_date(later))
        assert extended[-1] == HalfMonth(here.year + 1, here.month, here.half).key
        with as_worker():
            jobs.refresh_calendar.defer(market=only_live_market)
        assert run_once()
        assert self.periods(only_live_market) == extended
        done = queued("periods.refresh_calendar", market=only_live_market)
        assert {job["status"] for job in done} == {"succeeded"}

    def test_has_the_bank_holidays_of_the_years_ahead(
        self, rollback: None, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        later = now + timedelta(days=20 * 365)
        monkeypatch.setattr(clock, "now", lambda: later)

        def known() -> set[int]:
            with as_hq():
                return set(HolidayYear.objects.values_list("year", flat=True))

        wanted = {later.year, later.year + 1, later.year + 2}
        assert not wanted <= known()
        for day in range(2):
            jobs.app.tasks["calendar.seed_coming_years"](timestamp=day)
        assert wanted <= known()

    def test_is_cut_off_once_the_grace_is_over(
        self, only_live_market: str, queued: Queued, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = HalfMonth.containing(business_date(now))
        with as_market(only_live_market):
            grace_ends = Period.objects.get(pk=first.key).cut_off_at

        def state_at(at: datetime) -> str:
            monkeypatch.setattr(clock, "now", lambda: at)
            with as_worker():
                jobs.cut_off_periods.defer(market=only_live_market)
            assert run_once()
            with as_market(only_live_market):
                return str(Period.objects.get(pk=first.key).state)

        assert state_at(grace_ends - timedelta(seconds=1)) == "open"
        assert [state_at(grace_ends) for _ in range(2)] == ["cut_off", "cut_off"]
        with as_market(only_live_market):
            step = PeriodTransition.objects.get()
            assert (step.after, step.actor, step.at) == ("cut_off", "system", grace_ends)
        done = queued("periods.cut_off", market=only_live_market)
        assert {job["status"] for job in done} == {"succeeded"}

    def test_is_asked_for_in_every_market_once_however_often_the_day_comes_round(
        self, live_market: str, queued: Queued, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(network, "market_schemas", lambda: [live_market, f"{live_market}b"])
        for day in range(3):
            jobs.app.tasks["periods.refresh_calendar.for_every_market"](timestamp=day)
        for market in (live_market, f"{live_market}b"):
            assert [job["status"] for job in queued("periods.refresh_calendar", market=market)] == ["todo"]
