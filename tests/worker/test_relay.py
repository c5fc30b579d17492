"""From events to jobs: nothing lost, nothing twice, whatever fails in between."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.db import transaction

from config import jobs
from config.relay import relay_market, relay_network
from markets.events import operations as events
from markets.events.models import Event as MarketEvent
from tenants.database.session import as_market, as_worker, close_connections
from tenants.network import queries as network
from tenants.outbox import queries as cursors

Happen = Callable[..., None]
Queued = Callable[..., Sequence[Mapping[str, Any]]]
WaitUntil = Callable[[Callable[[], bool]], None]


def _note(*, now: datetime, position: int) -> None:
    """What the job would do is of no interest here."""


note = jobs.market_task("tests.note", _note)
JOBS_OF_EVENTS = {"test.happened": [note]}


def relay(market: str) -> int:
    return relay_market(market, jobs_of_events=JOBS_OF_EVENTS)


def cursor(market: str) -> int:
    with as_worker():
        return cursors.position_of(market)


def positions(market: str) -> list[int | None]:
    with as_market(market):
        return list(MarketEvent.objects.order_by("position").values_list("position", flat=True))


class TestRelay:
    def jobs(self, queued: Queued, market: str) -> list[int]:
        return [job["args"]["position"] for job in queued("tests.note", market=market)]

    def test_makes_a_job_of_each_event_in_order_and_none_when_it_comes_again(
        self, live_market: str, happen: Happen, queued: Queued
    ) -> None:
        happen(3)
        assert relay(live_market) == 3
        assert relay(live_market) == 0
        assert positions(live_market) == [1, 2, 3]
        assert self.jobs(queued, live_market) == [1, 2, 3]
        assert cursor(live_market) == 3

    def test_goes_on_from_batch_to_batch(
        self,
        live_market: str,
        happen: Happen,
        queued: Queued,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("config.relay.BATCH", 2)
        happen(5)
        assert relay(live_market) == 5
        assert self.jobs(queued, live_market) == [1, 2, 3, 4, 5]

    def test_passes_over_events_that_ask_for_nothing(self, live_market: str, happen: Happen) -> None:
        happen(2)
        assert relay_market(live_market, jobs_of_events={}) == 2
        assert cursor(live_market) == 2

    @pytest.mark.parametrize("after_the_insert", [False, True])
    def test_moves_the_cursor_and_adds_the_jobs_together_or_not_at_all(
        self,
        live_market: str,
        happen: Happen,
        queued: Queued,
        monkeypatch: pytest.MonkeyPatch,
        after_the_insert: bool,
    ) -> None:
        insert = jobs.app.job_manager.batch_defer_jobs

        def fail(drafts: Any) -> None:
            if after_the_insert:
                insert(drafts)
            raise RuntimeError("the worker is lost here")

        happen(3)
        with monkeypatch.context() as broken:
            broken.setattr(jobs.app.job_manager, "batch_defer_jobs", fail)
            with pytest.raises(RuntimeError):
                relay(live_market)
        assert cursor(live_market) == 0
        assert self.jobs(queued, live_market) == []
        assert relay(live_market) == 3
        assert self.jobs(queued, live_market) == [1, 2, 3]

    def test_may_be_done_by_several_workers_at_once(
        self, live_market: str, happen: Happen, queued: Queued, wait_until: WaitUntil
    ) -> None:
        workers, rounds, events_each_round = 3, 5, 20
        start = Barrier(workers + 1)
        relayed: list[int] = []

        def work() -> None:
            try:
                for _ in range(rounds):
                    start.wait(30)
                    relayed.append(relay(live_market))
            finally:
                close_connections()

        threads = [Thread(target=work) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for _ in range(rounds):
            happen(events_each_round, wait=False)
            start.wait(30)
        for thread in threads:
            thread.join(60)
        everything = list(range(1, rounds * events_each_round + 1))

        def finished() -> bool:
            relayed.append(relay(live_market))
            return cursor(live_market) == len(everything)

        wait_until(finished)
        assert positions(live_market) == everything
        assert self.jobs(queued, live_market) == everything
        assert sum(relayed) == len(everything)

    def test_waits_for_a_slow_transaction_instead_of_missing_its_event(
        self, live_market: str, happen: Happen, queued: Queued, now: datetime, wait_until: WaitUntil
    ) -> None:
        written, may_commit = Event(), Event()

        def slow() -> None:
            try:
                with as_market(live_market), transaction.atomic():
                    events.append(
                        name="test.happened", subject_id="slow", payload={}, occurred_at=now, recorded_at=now
                    )
                    written.set()
                    assert may_commit.wait(60)
            finally:
                close_connections()

        thread = Thread(target=slow)
        thread.start()
        assert written.wait(30)
        happen(2, wait=False)
        assert relay(live_market) == 0
        may_commit.set()
        thread.join(30)
        wait_until(lambda: relay(live_market) == 3)
        with as_market(live_market):
            in_order = list(MarketEvent.objects.order_by("position").values_list("subject_id", flat=True))
        assert in_order == ["slow", "0", "1"]
        assert self.jobs(queued, live_market) == [1, 2, 3]


class TestNetwork:
    def test_is_relayed_although_one_market_cannot_be(
        self, live_market: str, happen: Happen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(network, "market_schemas", lambda: ["nowhere", live_market])
        happen(2)
        assert relay_network(jobs_of_events=JOBS_OF_EVENTS) == ["nowhere"]
        assert cursor(live_market) == 2
