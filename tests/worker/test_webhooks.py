"""Webhooks by the real worker on real logins: from the log to the receiver, killed wherever it hurts."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from crashing import Nursery
from webhook_receiver.receiver import Got, Receiver, answer, hang, receiving

from api.webhooks.standing import may_be_told
from config.relay import relay_headquarters, relay_market, relay_webhooks
from config.worker import run_once
from kernel import clock
from kernel.ids import new_id
from markets.webhooks.books import MARKET_BOOKS
from markets.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from shared_catalog.calendar import operations as calendar
from tenants.access import SYSTEM
from tenants.database.session import as_hq, as_market, close_connections
from tenants.events.types import EventType, by_name
from tenants.network import operations as network
from tenants.network import queries as markets
from tenants.webhooks import jobs, operations, queries
from tenants.webhooks.books import HQ_BOOKS, Books
from tenants.webhooks.operations._deliver import LEASE
from tenants.webhooks.types import WebhookDetails

pytestmark = pytest.mark.usefixtures("alone")

Queued = Callable[..., Sequence[Mapping[str, Any]]]
Happen = Callable[..., None]
WaitUntil = Callable[[Callable[[], bool]], None]

LOOPBACK = (ip_network("127.0.0.0/8"),)
WORKER = [sys.executable, "-c", "from config.cli import main; main()", "worker"]
DELIVER_AND_HALT = Path(__file__).with_name("deliver_and_halt.py")
TYPES = by_name([EventType("webhook.test", "webhook", "A test.", {})])


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Receivers on this machine may be called, by this process and by those it starts."""
    monkeypatch.setattr("django.conf.settings.WEBHOOK_NETWORKS", LOOPBACK)
    monkeypatch.setenv("WEBHOOK_NETWORKS", "127.0.0.0/8")


@pytest.fixture
def receiver(loopback: None) -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def market(live_market: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A market alone in its network."""
    monkeypatch.setattr(markets, "market_schemas", lambda: [live_market])
    yield live_market
    close_connections()


def register(books: Books, url: str) -> UUID:
    webhook, _ = operations.register_webhook(
        books=books,
        webhook_id=new_id(),
        details=WebhookDetails(url=url, event_types=("*",)),
        event_types=TYPES,
        owner=SYSTEM.id,
        at=clock.now(),
    )
    return UUID(str(webhook.pk))


def relay(market: str) -> None:
    relay_market(market, jobs_of_events={})
    relay_webhooks(market)


def deliver_later(market: str, webhook: UUID) -> None:
    """As the worker that comes once the lease of a dead one is over."""
    with as_market(market):
        jobs.deliver(
            now=clock.now(),
            webhook=str(webhook),
            books=MARKET_BOOKS,
            told=may_be_told,
            clock=lambda: clock.now() + LEASE + timedelta(seconds=1),
        )


class TestRelay:
    def test_brings_each_event_to_the_receiver_once(
        self, market: str, receiver: Receiver, happen: Happen, queued: Queued
    ) -> None:
        with as_market(market):
            webhook = register(MARKET_BOOKS, receiver.url)
        happen(20)
        relay(market)
        relay(market)
        [job] = queued("webhooks.deliver", market=market)
        assert job["args"]["webhook"] == str(webhook) and job["status"] == "todo"
        for _ in range(2):
            assert run_once()
        assert sorted(receiver.positions) == list(range(1, 21))

    def test_asks_for_nothing_where_nobody_listens(self, market: str, happen: Happen, queued: Queued) -> None:
        happen(3)
        relay(market)
        assert queued("webhooks.deliver", market=market) == []
        with as_market(market):
            assert not WebhookDelivery.objects.exists()

    def test_brings_headquarters_events_too(
        self, market: str, receiver: Receiver, queued: Queued, now: datetime, wait_until: WaitUntil
    ) -> None:
        with as_hq():
            register(HQ_BOOKS, receiver.url)
            network.suspend_market(slug=market, at=now)
            calendar.set_holiday(
                day=now.date(), name_ar="ع", name_fr="F", name_en="H", provisional=True, at=now, actor="a"
            )
            calendar.cancel_holiday(day=now.date(), at=now, actor="a")

        def told() -> bool:
            assert relay_headquarters() and run_once()
            return len(receiver.got) >= 3

        # The horizon is the whole server's: another test's transaction may hold a position up.
        wait_until(told)
        told_of = [(got.said["type"], got.subject, got.said["data"]["market"]) for got in receiver.got]
        assert ("market.suspended", market, "hq") in told_of
        assert [kind for kind, subject, _ in told_of if subject == now.date().isoformat()] == [
            "holiday.set",
            "holiday.cancelled",
        ]
        assert len(set(receiver.ids)) == len(receiver.ids)


class TestWorkers:
    def test_at_the_same_webhook_send_nothing_twice(
        self, market: str, receiver: Receiver, happen: Happen
    ) -> None:
        with as_market(market):
            webhook = register(MARKET_BOOKS, receiver.url)
        happen(60)
        relay(market)
        start = Barrier(3)

        def work() -> None:
            try:
                start.wait(30)
                with as_market(market):
                    for _ in range(10):
                        jobs.deliver(
                            now=clock.now(),
                            webhook=str(webhook),
                            books=MARKET_BOOKS,
                            told=may_be_told,
                            clock=clock.now,
                        )
            finally:
                close_connections()

        threads = [Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(receiver.positions) == list(range(1, 61))

    def test_are_not_kept_by_a_slow_receiver_from_the_others(
        self, market: str, receiver: Receiver, happen: Happen
    ) -> None:
        """The worker is a real one; the slow receiver never answers, and the other has everything long
        before.
        """
        with receiving() as slow:
            slow.otherwise = hang
            with as_market(market):
                register(MARKET_BOOKS, slow.url)
                register(MARKET_BOOKS, receiver.url)
            happen(5)
            with worker() as process:
                self.until(lambda: len(receiver.got) == 5 and len(slow.got) >= 1, process)
                assert slow.closing.is_set() is False
                with as_market(market):
                    slow_attempts = WebhookAttempt.objects.filter(delivery__webhook__url=slow.url)
                    assert not slow_attempts.exists()

    def until(self, condition: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
        deadline = clock.now() + timedelta(seconds=60)
        while not condition():
            assert clock.now() < deadline and process.poll() is None


class worker:
    """A real `tadamun worker` while the block lasts; killed when it still runs then."""

    def __enter__(self) -> "subprocess.Popen[bytes]":
        self.process = subprocess.Popen(WORKER, start_new_session=True)
        return self.process

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


class TestKilled:
    def test_anywhere_loses_nothing_and_repeats_at_most_once_with_the_same_id(
        self, market: str, receiver: Receiver, happen: Happen
    ) -> None:
        with as_market(market):
            webhook = register(MARKET_BOOKS, receiver.url)
        killed = 0
        with Nursery(DELIVER_AND_HALT) as nursery:
            place, places = 1, None
            while places is None:
                happen(1)
                relay(market)
                places = nursery.killed_at(place, market, str(webhook))
                killed += places is None
                place += 1
                deliver_later(market, webhook)
                with as_market(market):
                    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"delivered"}
        sent = Counter(receiver.ids)
        assert killed > 20 and len(sent) == killed + 1
        assert set(sent.values()) == {1, 2}
        with as_market(market):
            for delivery in WebhookDelivery.objects.all():
                written = WebhookAttempt.objects.filter(delivery=delivery).count()
                # What was written down as taken was not sent again.
                assert written == 1 and sent[str(delivery.pk)] <= 2

    def test_as_a_real_worker_while_it_waits_for_the_answer(
        self, market: str, receiver: Receiver, happen: Happen
    ) -> None:
        """The receiver has the delivery, kills the worker, and answers nobody."""
        victims: list[int] = []

        def kill(handler: Any, got: Got) -> None:
            if len(receiver.got) == 1:
                os.kill(victims[0], signal.SIGKILL)
                handler.close_connection = True
                return
            answer(200)(handler, got)

        receiver.otherwise = kill
        with as_market(market):
            webhook = register(MARKET_BOOKS, receiver.url)
        happen(1)
        with worker() as process:
            victims.append(process.pid)
            assert process.wait(60) == -signal.SIGKILL
        with as_market(market):
            assert not WebhookAttempt.objects.exists()
            assert queries.due_webhooks(MARKET_BOOKS, now=clock.now()) == []
        deliver_later(market, webhook)
        assert len(receiver.ids) == 2 and len(set(receiver.ids)) == 1
        deliver_later(market, webhook)
        assert len(receiver.ids) == 2
        with as_market(market):
            assert Webhook.objects.get().lease is None
