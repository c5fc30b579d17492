"""The event log: one gapless order, in which a reader misses nothing."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from markets.events import operations as events
from markets.events import queries
from markets.events.models import Event
from tenants.database.session import as_market, close_connections

WAIT = 20


def say(name: str, now: datetime) -> None:
    events.append(name=name, subject_id="1", payload={"n": 1}, occurred_at=now, recorded_at=now)


def assign_all() -> int:
    """Give positions until every event has one, however long other transactions on the server hold it up."""
    done, patience = 0, time.monotonic() + WAIT
    while Event.objects.filter(position__isnull=True).exists():
        assert time.monotonic() < patience, "the horizon does not move"
        done += events.assign_positions(limit=2)
    return done


def drain(after: int = 0) -> list[str]:
    """What a reader finds after a position."""
    return [event.name for event in queries.events_after(after, 1000)]


class TestAppend:
    def test_keeps_what_was_said_and_gives_no_position_yet(self, casablanca: str, now: datetime) -> None:
        say("sale.recorded", now)

        event = Event.objects.get()
        assert (event.name, event.subject_id, event.payload) == ("sale.recorded", "1", {"n": 1})
        assert event.position is None and event.txid > 0
        assert drain() == []

    def test_is_undone_with_what_happened(self, casablanca: str, now: datetime) -> None:
        with transaction.atomic():
            say("sale.recorded", now)
            transaction.set_rollback(True)

        assert not Event.objects.exists()

    @pytest.mark.parametrize("statement", ["UPDATE events_event SET name = 'x'", "DELETE FROM events_event"])
    def test_is_for_good(self, casablanca: str, now: datetime, statement: str) -> None:
        say("sale.recorded", now)

        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
        assert Event.objects.get().name == "sale.recorded"


class TestAssignPositions:
    def test_leaves_an_unfinished_transaction_s_events_alone(self, casablanca: str, now: datetime) -> None:
        say("sale.recorded", now)

        assert events.assign_positions(limit=10) == 0

    def test_numbers_committed_events_from_one_without_gaps(self, live_market: str, now: datetime) -> None:
        with as_market(live_market):
            for name in ("a", "b", "c"):
                with transaction.atomic():
                    say(name, now)
                with transaction.atomic():
                    say("rolled back", now)
                    transaction.set_rollback(True)
            assign_all()

            assert drain() == ["a", "b", "c"]
            assert [event.position for event in queries.events_after(0, 10)] == [1, 2, 3]

    def test_hides_nothing_from_a_reader_when_a_slow_transaction_commits_late(
        self, live_market: str, now: datetime
    ) -> None:
        with slow_sale(live_market, now) as commit, as_market(live_market):
            with transaction.atomic():
                say("quick", now)
            events.assign_positions(limit=100)
            reached = queries.last_position()
            assert "quick" not in drain(), "an event above the horizon was given a position"

            commit()
            assign_all()

            assert drain(reached) == ["slow", "quick"]

    def test_lets_one_at_a_time_do_it(self, live_market: str, now: datetime) -> None:
        with as_market(live_market):
            for number in range(20):
                with transaction.atomic():
                    say(f"event {number}", now)

        def work() -> int:
            try:
                with as_market(live_market):
                    return sum(events.assign_positions(limit=3) for _ in range(10))
            finally:
                close_connections()

        with ThreadPoolExecutor(4) as pool:
            done = sum(job.result() for job in [pool.submit(work) for _ in range(4)])
        with as_market(live_market):
            done += assign_all()
            given = list(Event.objects.order_by("position").values_list("position", flat=True))
        assert given == list(range(1, done + 1))

    def test_puts_an_event_after_the_one_it_answers(self, live_market: str, now: datetime) -> None:
        """A transaction that has its number first, then waits, and then acts upon a later one's event."""

        def refund_after_the_sale() -> None:
            with transaction.atomic():
                connection.cursor().execute("SELECT pg_current_xact_id()")
                started.set()
                assert sold.wait(WAIT)
                say("sale.refunded", now)

        started, sold = threading.Event(), threading.Event()
        with in_thread(live_market, refund_after_the_sale), as_market(live_market):
            assert started.wait(WAIT)
            with transaction.atomic():
                say("sale.recorded", now)
            sold.set()
        with as_market(live_market):
            assign_all()
            assert [name for name in drain() if name.startswith("sale")] == ["sale.recorded", "sale.refunded"]


@contextmanager
def in_thread(market: str, work: Callable[[], None]) -> Iterator[None]:
    """`work` on a connection of its own, finished when the block ends."""

    def run() -> None:
        try:
            with as_market(market):
                work()
        finally:
            close_connections()

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(run)
        yield
        job.result(WAIT)


@contextmanager
def slow_sale(market: str, now: datetime) -> Iterator[Callable[[], None]]:
    """A transaction that has written its event and commits when it is told to."""
    written, wanted, committed = threading.Event(), threading.Event(), threading.Event()

    def sell() -> None:
        with transaction.atomic():
            say("slow", now)
            written.set()
            assert wanted.wait(WAIT)
        committed.set()

    def commit() -> None:
        wanted.set()
        assert committed.wait(WAIT)

    with in_thread(market, sell):
        assert written.wait(WAIT)
        try:
            yield commit
        finally:
            wanted.set()
