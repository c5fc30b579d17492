"""The worker as a process: run once, stopped, and killed."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from config import jobs
from config.relay import relay_market
from markets.events.models import Event
from tenants.database.session import as_market, as_worker
from tenants.outbox import queries as cursors

pytestmark = pytest.mark.usefixtures("alone")

Queued = Callable[..., Sequence[Mapping[str, Any]]]
Happen = Callable[..., None]
WaitUntil = Callable[[Callable[[], bool]], None]

DEADLINE_SECONDS = 60
WORKER = [sys.executable, "-c", "from config.cli import main; main()", "worker"]
RELAY_THAT_HALTS = [sys.executable, str(Path(__file__).with_name("relay_that_halts.py"))]


def cursor(market: str) -> int:
    with as_worker():
        return cursors.position_of(market)


def positions(market: str) -> list[int | None]:
    with as_market(market):
        return list(Event.objects.order_by("position").values_list("position", flat=True))


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[str]]:
    """The process while the block lasts; killed when it still runs then."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def run_once() -> None:
    subprocess.run([*WORKER, "--once"], check=True, timeout=DEADLINE_SECONDS)


class TestOnce:
    def test_relays_the_events_runs_the_jobs_and_exits(
        self, live_market: str, happen: Happen, queued: Queued
    ) -> None:
        happen(3)
        with as_worker():
            jobs.refresh_calendar.defer(market=live_market)
        run_once()
        assert cursor(live_market) == 3
        done = queued("periods.refresh_calendar", market=live_market)
        assert {job["status"] for job in done} == {"succeeded"}


class TestKilled:
    def test_between_the_jobs_and_the_commit_loses_and_doubles_nothing(
        self, live_market: str, happen: Happen, queued: Queued
    ) -> None:
        happen(5)
        with running(*RELAY_THAT_HALTS, live_market) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "halted\n"
        assert cursor(live_market) == 0
        assert queued("tests.note", market=live_market) == []

        def note(*, now: datetime, position: int) -> None:
            """Never run: what is in the queue is what counts."""

        task = jobs.app.tasks.get("tests.note") or jobs.market_task("tests.note", note)
        assert relay_market(live_market, jobs_of_events={"test.happened": [task]}) == 5
        assert positions(live_market) == [1, 2, 3, 4, 5]
        found = queued("tests.note", market=live_market)
        assert [job["args"]["position"] for job in found] == [1, 2, 3, 4, 5]
        run_once()
        assert cursor(live_market) == 5
        assert len(queued("tests.note", market=live_market)) == 5

    def test_while_events_arrive_loses_none(
        self, live_market: str, happen: Happen, wait_until: WaitUntil
    ) -> None:
        def moved_past(position: int) -> Callable[[], bool]:
            return lambda: cursor(live_market) > position

        for already in (0, 100):
            with running(*WORKER):
                happen(50)
                wait_until(moved_past(already))
                happen(50, wait=False)
        happen(0)
        run_once()
        assert positions(live_market) == list(range(1, 201))
        assert cursor(live_market) == 200


class TestStopped:
    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    def test_ends_cleanly(
        self, live_market: str, happen: Happen, queued: Queued, wait_until: WaitUntil, how: signal.Signals
    ) -> None:
        def done() -> bool:
            jobs_of_market = queued("periods.refresh_calendar", market=live_market)
            return {job["status"] for job in jobs_of_market} == {"succeeded"}

        with running(*WORKER) as process:
            happen(1)
            with as_worker():
                jobs.refresh_calendar.defer(market=live_market)
            # A finished job shows that the worker listens to signals.
            wait_until(lambda: done() and cursor(live_market) == 1)
            process.send_signal(how)
            assert process.wait(DEADLINE_SECONDS) == 0
