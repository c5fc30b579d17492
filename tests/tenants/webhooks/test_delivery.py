"""From events to receivers, in a market, hour by hour: nothing lost, nothing twice, everything in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Min
from webhook_receiver.receiver import (
    Behaviour,
    Got,
    Receiver,
    answer,
    break_off,
    drip,
    flood,
    raw,
    receiving,
    reset,
)

from kernel.errors import InvalidValue, NotFound
from kernel.ids import new_id
from markets.events import operations as events
from markets.events import queries as event_log
from markets.events.models import Event
from markets.webhooks.books import MARKET_BOOKS
from markets.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery, WebhookSecret
from tenants.events.types import EventType, by_name
from tenants.webhooks import operations, queries, rules
from tenants.webhooks.gateways import HttpSender
from tenants.webhooks.types import Answer, Replay, WebhookDetails

LOOPBACK = (ip_network("127.0.0.0/8"),)
NAMES = ("sale.recorded", "sale.refunded", "webhook.test")
TYPES = by_name(EventType(name, "sale", "Something.", {"a": 1}) for name in NAMES)
DOWN = answer(500, b"sorry")
OWNER = "client:a"


@dataclass(slots=True)
class World:
    """A market with its webhooks, and a clock that is set and never waited for."""

    now: datetime
    mails: list[dict[str, str]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    """Owners who may not be told of anything any more."""

    def clock(self) -> datetime:
        return self.now

    def told(self, webhook: Any, now: datetime) -> bool:
        return webhook.owner not in self.gone

    def pass_time(self, **time: float) -> None:
        self.now += timedelta(**time)

    def register(self, url: str, *types: str, owner: str = OWNER, **details: str) -> UUID:
        webhook, _ = operations.register_webhook(
            books=MARKET_BOOKS,
            webhook_id=new_id(),
            details=WebhookDetails(url=url, event_types=types or ("*",), **details),
            event_types=TYPES,
            owner=owner,
            at=self.now,
        )
        return UUID(str(webhook.pk))

    def update(self, webhook: UUID, **changes: Any) -> Any:
        return operations.update_webhook(
            books=MARKET_BOOKS, webhook_id=webhook, event_types=TYPES, at=self.now, **changes
        )

    def happen(self, *subjects: str, name: str = "sale.recorded") -> None:
        """One event about each, with its position: in a transaction that is rolled back nobody gives any."""
        for subject in subjects:
            events.append(
                name=name, subject_id=subject, payload={"n": 1}, occurred_at=self.now, recorded_at=self.now
            )
        waiting = Event.objects.filter(position__isnull=True).order_by("id")
        for position, event in enumerate(waiting, event_log.last_position() + 1):
            Event.objects.filter(pk=event.pk).update(position=position)

    def fan_out(self) -> int:
        return operations.fan_out(books=MARKET_BOOKS, limit=500, now=self.now)

    def deliver(self, webhook: UUID) -> int:
        """As the worker: make deliveries, and send what is due."""
        self.fan_out()
        return operations.deliver(
            books=MARKET_BOOKS,
            webhook_id=webhook,
            told=self.told,
            sender=HttpSender(networks=LOOPBACK, seconds=1.0),
            clock=self.clock,
            chance=lambda: 0.0,
        )

    def due(self) -> Sequence[UUID]:
        return queries.due_webhooks(MARKET_BOOKS, now=self.now)

    def work_through(self, webhook: UUID, *, days: int = 0, hours: int = 0) -> None:
        """Days of a worker: whatever is due is sent, and time goes on to whatever is due next."""
        until = self.now + timedelta(days=days, hours=hours)
        while self.now < until:
            self.fan_out()
            while webhook in self.due():
                self.deliver(webhook)
            self.now = min([until, *self.instants_to_come()])

    def instants_to_come(self) -> list[datetime]:
        resting = Webhook.objects.filter(not_before__gt=self.now).aggregate(at=Min("not_before"))["at"]
        waiting = WebhookDelivery.objects.filter(state="waiting", due_at__gt=self.now)
        found = resting or waiting.aggregate(at=Min("due_at"))["at"]
        return [] if found is None else [found]

    def mail(self, **message: str) -> None:
        self.mails.append(message)

    def states(self) -> list[str]:
        return list(WebhookDelivery.objects.order_by("position").values_list("state", flat=True))


@pytest.fixture
def world(casablanca: str, now: datetime, settings_of_webhooks: None) -> World:
    return World(now)


@pytest.fixture
def settings_of_webhooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Receivers on this machine may be called."""
    monkeypatch.setattr("django.conf.settings.WEBHOOK_NETWORKS", LOOPBACK)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


class TestDelivery:
    def test_tells_of_what_happens_from_registration_on_once(self, world: World, receiver: Receiver) -> None:
        world.happen("before")
        webhook = world.register(receiver.url)
        world.happen("1", "2", "3")

        assert world.fan_out() == 3
        assert world.due() == [webhook]
        assert world.deliver(webhook) == 3
        assert sorted(receiver.positions) == [2, 3, 4]
        assert world.due() == [] and world.deliver(webhook) == 0
        assert world.states() == ["delivered"] * 3
        assert len(set(receiver.ids)) == 3

    def test_says_what_happened_and_what_to_ask_for(self, world: World, receiver: Receiver) -> None:
        webhook = world.register(receiver.url)
        world.happen("abc")
        world.pass_time(minutes=1)
        world.deliver(webhook)

        [got] = receiver.got
        assert got.said == {
            "type": "sale.recorded",
            "timestamp": "2026-11-10T10:00:00Z",
            "data": {"market": "casablanca", "position": 1, "subject_id": "abc"},
        }
        assert got.headers["content-type"] == "application/json"
        assert got.headers["webhook-timestamp"] == str(int(world.now.timestamp()))
        assert got.headers["webhook-signature"] == self.signed(got, secret_of(webhook, world.now))

    def signed(self, got: Got, secret: bytes) -> str:
        stamp = int(got.headers["webhook-timestamp"])
        return rules.signature(secret, message_id=got.id, timestamp=stamp, body=got.body)

    def test_tells_of_the_types_that_were_asked_for(self, world: World, receiver: Receiver) -> None:
        webhook = world.register(receiver.url, "sale.refunded")
        world.happen("1")
        world.happen("2", name="sale.refunded")
        world.deliver(webhook)
        assert [got.said["type"] for got in receiver.got] == ["sale.refunded"]

    def test_is_written_down_with_request_and_answer(self, world: World, receiver: Receiver) -> None:
        receiver.then = [answer(500, b"oh no")]
        webhook = world.register(receiver.url)
        world.happen("1")
        world.deliver(webhook)
        world.pass_time(seconds=5)
        world.deliver(webhook)

        first, second = WebhookAttempt.objects.order_by("number")
        assert (first.number, first.status, first.response_body, first.trouble) == (1, 500, "oh no", "")
        assert first.request_body.encode() == receiver.got[0].body
        assert first.address == "127.0.0.1" and first.url == receiver.url
        assert (second.number, second.status) == (2, 204)
        assert second.started_at - first.started_at == timedelta(seconds=5)

    def test_goes_to_every_webhook_and_none_waits_for_another(self, world: World, receiver: Receiver) -> None:
        with receiving() as other:
            other.otherwise = DOWN
            bad, good = world.register(other.url), world.register(receiver.url)
            world.happen("1", "2")
            world.deliver(bad)
            world.deliver(good)
            assert sorted(receiver.positions) == [1, 2]
            assert world.due() == []


def secret_of(webhook: UUID, now: datetime) -> bytes:
    [secret] = queries.signing_secrets(MARKET_BOOKS, webhook, now=now)
    return secret


class TestHostileReceiver:
    def test_that_is_down_for_a_day_loses_nothing_and_gets_everything_in_order(
        self, world: World, receiver: Receiver
    ) -> None:
        receiver.otherwise = DOWN
        webhook = world.register(receiver.url)
        for hour in range(24):
            world.happen("a", "b", f"sale {hour}")
            world.work_through(webhook, hours=1)
        receiver.got.clear()
        receiver.otherwise = answer(200)
        world.work_through(webhook, days=2)

        assert sorted(receiver.positions) == list(range(1, 73))
        assert world.states() == ["delivered"] * 72
        for subject in ("a", "b"):
            mine = [got.position for got in receiver.got if got.subject == subject]
            assert mine == sorted(mine) and len(mine) == 24

    def test_that_lies_gets_the_same_again(self, world: World, receiver: Receiver) -> None:
        """It says 200 and hangs up in the middle of its answer: that is no answer."""
        receiver.then = [break_off, reset, drip, flood]
        webhook = world.register(receiver.url)
        world.happen("1")
        for wait in (0, 5, 300, 1800):
            world.pass_time(seconds=wait)
            assert world.deliver(webhook) == 1
        assert len(receiver.ids) == 4 and len(set(receiver.ids)) == 1
        assert world.states() == ["delivered"]
        world.pass_time(days=2)
        assert world.deliver(webhook) == 0

    @pytest.mark.parametrize(
        "lie",
        [
            answer(503, retry_after="Mon, 01 Jan 99999999999 00:00:00 GMT"),
            answer(503, server="a\0b"),
            raw(b"HTTP/1.1 503 \xff\r\nserver: \0\xed\xa0\x80\r\nretry-after: \0\r\n"),
        ],
    )
    def test_that_answers_nonsense_is_written_down_with_its_neighbours(
        self, world: World, receiver: Receiver, lie: Behaviour
    ) -> None:
        receiver.otherwise = lambda handler, got: (lie if got.position == 1 else answer(204))(handler, got)
        webhook = world.register(receiver.url)
        world.happen("1", "2", "3")
        assert world.deliver(webhook) == 3
        assert world.states() == ["waiting", "delivered", "delivered"]
        assert sorted(WebhookAttempt.objects.values_list("status", flat=True)) == [204, 204, 503]

        world.pass_time(seconds=5)
        world.deliver(webhook)
        assert sorted(receiver.positions) == [1, 1, 2, 3]

    @pytest.mark.parametrize("said", [{"server": "\0"}, {"server": "\ud800"}])
    def test_whose_answer_cannot_be_kept_leaves_a_bare_attempt(
        self, world: World, receiver: Receiver, said: dict[str, str]
    ) -> None:
        """Whatever the door to receivers let through."""

        class Careless(HttpSender):
            def send(self, outgoing: Any) -> Any:
                return Answer(status=503, headers=said, body="\0", address="127.0.0.1")

        webhook = world.register(receiver.url)
        world.happen("1", "2")
        world.fan_out()
        operations.deliver(
            books=MARKET_BOOKS,
            webhook_id=webhook,
            told=world.told,
            sender=Careless(),
            clock=world.clock,
            chance=lambda: 0.0,
        )
        assert world.states() == ["waiting", "waiting"] and Webhook.objects.get().streak == 2
        for attempt in WebhookAttempt.objects.all():
            assert (attempt.status, attempt.address) == (503, "127.0.0.1")
            assert (attempt.response_headers, attempt.response_body) == ({}, "")

    def test_that_redirects_is_not_followed(self, world: World, receiver: Receiver) -> None:
        with receiving() as elsewhere:
            receiver.otherwise = answer(302, location=elsewhere.url)
            webhook = world.register(receiver.url)
            world.happen("1")
            world.deliver(webhook)
            assert elsewhere.got == [] and world.states() == ["waiting"]
        [attempt] = WebhookAttempt.objects.all()
        assert attempt.response_headers["location"] == elsewhere.url

    def test_that_is_gone_is_told_nothing_more(self, world: World, receiver: Receiver) -> None:
        receiver.otherwise = answer(410)
        webhook = world.register(receiver.url, contact_email="it@example.ma")
        world.happen("1")
        world.deliver(webhook)

        row = Webhook.objects.get()
        assert (row.disabled_because, row.disabled_position) == ("gone", 1)
        told = Event.objects.get(name="webhook.disabled")
        assert (told.subject_id, told.payload) == (
            str(webhook),
            {"webhook": str(webhook), "because": "gone"},
        )
        assert operations.send_notices(books=MARKET_BOOKS, mail=world.mail) == 1
        assert operations.send_notices(books=MARKET_BOOKS, mail=world.mail) == 0
        [mail] = world.mails
        assert mail["to"] == "it@example.ma" and receiver.url in mail["text"]
        world.happen("2")
        world.pass_time(days=3)
        assert world.due() == [] and world.deliver(webhook) == 0 and len(receiver.got) == 1

    @pytest.mark.parametrize("status", [429, 503])
    def test_that_asks_to_be_left_alone_is(self, world: World, receiver: Receiver, status: int) -> None:
        receiver.then = [answer(status, retry_after="600")]
        webhook = world.register(receiver.url)
        world.happen("1")
        world.deliver(webhook)
        world.happen("2")
        world.pass_time(seconds=599)
        assert world.due() == [] and world.deliver(webhook) == 0
        world.pass_time(seconds=1)
        assert world.deliver(webhook) == 2
        assert receiver.positions[0] == 1 and sorted(receiver.positions) == [1, 1, 2]

    def test_that_is_private_is_not_called(self, world: World, receiver: Receiver) -> None:
        webhook = world.register(receiver.url)
        world.happen("1")
        world.fan_out()
        operations.deliver(
            books=MARKET_BOOKS,
            webhook_id=webhook,
            told=world.told,
            sender=HttpSender(),
            clock=world.clock,
            chance=lambda: 0.0,
        )
        assert receiver.got == [] and world.states() == ["waiting"]
        assert WebhookAttempt.objects.get().trouble == "address_refused"

    def test_that_is_dead_costs_little(self, world: World, receiver: Receiver) -> None:
        """A hundred events wait; it is tried now and then with one of them."""
        receiver.otherwise = DOWN
        webhook = world.register(receiver.url)
        world.happen(*(f"sale {number}" for number in range(100)))
        world.work_through(webhook, days=1)
        assert len(receiver.got) < 24 * 60 / 5 + 20
        receiver.got.clear()
        receiver.otherwise = answer(200)
        world.work_through(webhook, days=2)
        assert sorted(receiver.positions) == list(range(1, 101))

    def test_that_fails_for_three_days_is_given_up_and_nothing_is_lost(
        self, world: World, receiver: Receiver
    ) -> None:
        receiver.otherwise = DOWN
        webhook = world.register(receiver.url, contact_email="it@example.ma")
        world.happen("1")
        world.work_through(webhook, days=2)
        assert Webhook.objects.get().disabled_at is None
        world.happen("2")
        world.work_through(webhook, days=2)

        row = Webhook.objects.get()
        assert row.disabled_because == "failing" and row.notice_due
        assert Event.objects.get(name="webhook.disabled").payload["because"] == "failing"
        world.happen("3", "4")
        receiver.got.clear()
        receiver.otherwise = answer(200)
        world.update(webhook, enabled=True)
        world.happen("5")
        replay(webhook, world, after=0, undelivered_only=True)
        world.work_through(webhook, days=1)
        assert {got.subject for got in receiver.got} == {"1", "2", str(webhook), "3", "4", "5"}
        assert len(receiver.got) == 6


class TestOwner:
    def test_who_may_not_be_told_is_not_and_the_webhook_is_disabled(
        self, world: World, receiver: Receiver
    ) -> None:
        webhook = world.register(receiver.url, contact_email="it@example.ma")
        world.happen("1")
        world.gone.add(OWNER)
        assert world.deliver(webhook) == 0 and receiver.got == []

        row = Webhook.objects.get()
        assert (row.disabled_because, row.disabled_position, row.lease) == ("rights_ended", 1, None)
        assert Event.objects.get(name="webhook.disabled").payload["because"] == "rights_ended"
        assert operations.send_notices(books=MARKET_BOOKS, mail=world.mail) == 1
        assert "its owner may no longer read events" in world.mails[0]["text"]
        assert world.due() == [] and world.deliver(webhook) == 0
        assert Event.objects.filter(name="webhook.disabled").count() == 1

        world.gone.clear()
        world.update(webhook, enabled=True)
        assert world.deliver(webhook) == 1


class TestOrder:
    def test_of_a_subject_is_kept_while_others_go_on(self, world: World, receiver: Receiver) -> None:
        receiver.then = [DOWN]
        webhook = world.register(receiver.url)
        world.happen("a", "a", "b")
        assert world.deliver(webhook) >= 2
        assert [(got.subject, got.position) for got in receiver.got if got.subject == "a"] in (
            [("a", 1)],
            [("a", 1), ("a", 2)],
        )
        world.pass_time(seconds=5)
        world.deliver(webhook)
        mine = [got.position for got in receiver.got if got.subject == "a"]
        assert mine in ([1, 1, 2], [1, 2])
        assert world.states() == ["delivered"] * 3

    def test_is_kept_through_failures_of_any_kind(self, world: World, receiver: Receiver) -> None:
        """Every request of every other moment fails; each subject's events are taken in their order."""
        behaviours = [DOWN, answer(200), break_off, answer(200), reset, answer(429, retry_after="30")]
        taken: list[Got] = []

        def moody(handler: Any, got: Got) -> None:
            chosen = behaviours[len(receiver.got) % len(behaviours)]
            if chosen is behaviours[1] or chosen is behaviours[3]:
                taken.append(got)
            chosen(handler, got)

        receiver.otherwise = moody
        webhook = world.register(receiver.url)
        for _ in range(5):
            world.happen("a", "b", "c")
        world.work_through(webhook, days=3)
        assert world.states() == ["delivered"] * 15
        for subject in ("a", "b", "c"):
            mine = [got.position for got in taken if got.subject == subject]
            assert mine == sorted(set(mine)) and len(mine) == 5

    def test_does_not_let_a_blocked_event_wake_the_worker(self, world: World, receiver: Receiver) -> None:
        receiver.then = [DOWN]
        webhook = world.register(receiver.url)
        world.happen("a")
        world.deliver(webhook)
        world.happen("a")
        world.fan_out()
        assert world.due() == []

    def test_goes_on_after_an_event_that_was_given_up(self, world: World, receiver: Receiver) -> None:
        receiver.otherwise = lambda handler, got: (DOWN if got.position == 1 else answer(200))(handler, got)
        webhook = world.register(receiver.url)
        world.happen("a", "a")
        for _ in range(5):
            world.happen("b")
            world.work_through(webhook, days=1)
        assert world.states() == ["failed", *["delivered"] * 6]
        assert Webhook.objects.get().disabled_at is None
        assert WebhookAttempt.objects.filter(delivery__position=1).count() == 10


class TestLease:
    def test_lets_one_worker_send_at_a_time(self, world: World, receiver: Receiver) -> None:
        webhook = world.register(receiver.url)
        world.happen("1")
        lease = new_id()
        Webhook.objects.update(lease=lease, leased_until=world.now + timedelta(minutes=3))
        world.fan_out()
        assert world.due() == [] and world.deliver(webhook) == 0
        world.pass_time(minutes=3)
        assert world.due() == [webhook] and world.deliver(webhook) == 1
        assert Webhook.objects.get().lease is None

    def test_that_a_dead_worker_held_ends_and_the_delivery_is_made_once_more_with_its_id(
        self, world: World, receiver: Receiver
    ) -> None:
        class Dying(HttpSender):
            def send(self, outgoing: Any) -> Any:
                super().send(outgoing)
                raise KeyboardInterrupt

        webhook = world.register(receiver.url)
        world.happen("1")
        world.fan_out()
        with pytest.raises(KeyboardInterrupt):
            operations.deliver(
                books=MARKET_BOOKS,
                webhook_id=webhook,
                told=world.told,
                sender=Dying(networks=LOOPBACK),
                clock=world.clock,
                chance=lambda: 0.0,
            )
        world.pass_time(minutes=4)
        world.deliver(webhook)
        assert len(receiver.ids) == 2 and len(set(receiver.ids)) == 1


def replay(webhook: UUID, world: World, **which: Any) -> Any:
    return operations.replay_deliveries(
        books=MARKET_BOOKS, webhook_id=webhook, replay=Replay(**which), now=world.now
    )


class TestReplay:
    @pytest.fixture
    def webhook(self, world: World, receiver: Receiver) -> UUID:
        world.happen("0")
        webhook = world.register(receiver.url, "sale.recorded")
        world.happen("1", "2", "3")
        world.happen("r", name="sale.refunded")
        world.deliver(webhook)
        self.ids = dict(zip(receiver.positions, receiver.ids, strict=True))
        receiver.got.clear()
        return webhook

    def test_of_one_sends_it_again_with_its_id(self, world: World, receiver: Receiver, webhook: UUID) -> None:
        one = WebhookDelivery.objects.get(position=3)
        assert replay(webhook, world, deliveries=[one.pk]).count == 1
        world.deliver(webhook)
        assert receiver.ids == [self.ids[3]]

    def test_of_a_range_or_all_since_sends_what_was_never_sent_too(
        self, world: World, receiver: Receiver, webhook: UUID
    ) -> None:
        done = replay(webhook, world, after=0, up_to=3)
        assert (done.count, done.reached, done.complete) == (3, 3, True)
        world.deliver(webhook)
        sent = dict(zip(receiver.positions, receiver.ids, strict=True))
        assert set(sent) == {1, 2, 3} and (sent[2], sent[3]) == (self.ids[2], self.ids[3])
        receiver.got.clear()
        assert replay(webhook, world, after=2).count == 2
        world.deliver(webhook)
        assert sorted(receiver.positions) == [3, 4]

    def test_of_the_undelivered_leaves_the_rest(
        self, world: World, receiver: Receiver, webhook: UUID
    ) -> None:
        world.update(webhook, enabled=False)
        world.happen("4", "5")
        world.fan_out()
        world.update(webhook, enabled=True)
        assert replay(webhook, world, after=0, undelivered_only=True).count == 3
        world.deliver(webhook)
        assert sorted(got.subject for got in receiver.got) == ["0", "4", "5"]

    def test_goes_on_where_it_stopped(
        self, world: World, webhook: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tenants.webhooks.operations._replay.MOST_EVENTS", 2)
        reached, counts, complete = 0, [], False
        while not complete:
            done = replay(webhook, world, after=reached)
            counts.append(done.count)
            reached, complete = done.reached, done.complete
        assert counts == [2, 2, 0] and reached == 5

    @pytest.mark.parametrize("wrong", [{"after": -1}, {"after": 3, "up_to": 2}])
    def test_refuses_what_is_no_range(self, world: World, webhook: UUID, wrong: dict[str, int]) -> None:
        with pytest.raises(InvalidValue):
            replay(webhook, world, **wrong)

    def test_refuses_deliveries_of_another_webhook(
        self, world: World, receiver: Receiver, webhook: UUID
    ) -> None:
        other = world.register(receiver.url)
        with pytest.raises(NotFound):
            replay(other, world, deliveries=[WebhookDelivery.objects.get(position=3).pk])
        assert world.states() == ["delivered"] * 3


class TestRegistration:
    def details(self, **changes: Any) -> WebhookDetails:
        return WebhookDetails(**{"url": "https://example.ma/", "event_types": ("*",), **changes})

    def register(self, world: World, webhook_id: UUID, **changes: Any) -> tuple[Any, str]:
        return operations.register_webhook(
            books=MARKET_BOOKS,
            webhook_id=webhook_id,
            details=self.details(**changes),
            event_types=TYPES,
            owner=OWNER,
            at=world.now,
        )

    def test_made_twice_is_made_once_and_answers_the_same_secret(self, world: World) -> None:
        key = new_id()
        assert self.register(world, key)[1] == self.register(world, key)[1]
        assert Webhook.objects.count() == WebhookSecret.objects.count() == 1
        with pytest.raises(operations.WebhookIdReused):
            self.register(world, key, url="https://other.ma/")

    def test_keeps_the_secret_sealed(self, world: World) -> None:
        _, secret = self.register(world, new_id())
        row = WebhookSecret.objects.get()
        assert secret.startswith("whsec_")
        assert secret.encode() not in bytes(row.sealed) and queries.opened(row) not in bytes(row.sealed)

    def test_refuses_what_it_does_not_know(self, world: World) -> None:
        with pytest.raises(operations.UnknownEventType):
            self.register(world, new_id(), event_types=["sale.invented"])
        with pytest.raises(InvalidValue):
            self.register(world, new_id(), event_types=[])
        assert not Webhook.objects.exists()

    def test_has_a_limit_for_each_client(self, world: World) -> None:
        for _ in range(20):
            self.register(world, new_id())
        with pytest.raises(operations.TooManyWebhooks):
            self.register(world, new_id())
        operations.end_webhook(books=MARKET_BOOKS, webhook_id=Webhook.objects.first().pk, at=world.now)  # type: ignore[union-attr]
        self.register(world, new_id())

    def test_refuses_plain_http_where_nothing_allows_it(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("django.conf.settings.WEBHOOK_NETWORKS", ())
        for url in ("http://example.ma/", "https://127.0.0.1/"):
            with pytest.raises(InvalidValue):
                self.register(world, new_id(), url=url)

    def test_does_not_go_over_what_happened_before_anybody_listened(
        self, world: World, receiver: Receiver
    ) -> None:
        world.happen(*map(str, range(50)))
        assert world.fan_out() == 0
        world.register(receiver.url)
        assert world.fan_out() == 0
        world.happen("new")
        assert world.fan_out() == 1

    def test_ends_for_good(self, world: World, receiver: Receiver) -> None:
        webhook = world.register(receiver.url, contact_email="it@example.ma")
        world.happen("1")
        for _ in range(2):
            operations.end_webhook(books=MARKET_BOOKS, webhook_id=webhook, at=world.now)
        assert world.deliver(webhook) == 0 and receiver.got == []
        assert Webhook.objects.get().contact_email == ""
        with pytest.raises(operations.WebhookEnded):
            world.update(webhook, enabled=True)


class TestRotation:
    def rotate(self, world: World, webhook: UUID, secret_id: UUID, hours: int = 24) -> str:
        return operations.rotate_secret(
            books=MARKET_BOOKS,
            webhook_id=webhook,
            secret_id=secret_id,
            overlap=timedelta(hours=hours),
            at=world.now,
        )[1]

    def test_signs_with_both_until_the_overlap_is_over(self, world: World, receiver: Receiver) -> None:
        webhook = world.register(receiver.url)
        old, key = secret_of(webhook, world.now), new_id()
        new = self.rotate(world, webhook, key)
        assert self.rotate(world, webhook, key) == new
        world.happen("1")
        world.deliver(webhook)
        world.pass_time(hours=24)
        world.happen("2")
        world.deliver(webhook)

        both, one = (got.headers["webhook-signature"].split(" ") for got in receiver.got)
        got = receiver.got[0]
        stamp = int(got.headers["webhook-timestamp"])
        assert both[1] == rules.signature(old, message_id=got.id, timestamp=stamp, body=got.body)
        assert len(both) == 2 and len(one) == 1 and rules.secret_text(secret_of(webhook, world.now)) == new

    def test_without_overlap_ends_the_old_at_once(self, world: World, receiver: Receiver) -> None:
        webhook = world.register(receiver.url)
        new = self.rotate(world, webhook, new_id(), hours=0)
        assert rules.secret_text(secret_of(webhook, world.now)) == new

    def test_has_limits(self, world: World, receiver: Receiver) -> None:
        webhook = world.register(receiver.url)
        for wrong in (-1, 169):
            with pytest.raises(InvalidValue):
                self.rotate(world, webhook, new_id(), hours=wrong)
        for _ in range(3):
            self.rotate(world, webhook, new_id())
        with pytest.raises(operations.TooManySecrets):
            self.rotate(world, webhook, new_id())


class TestTrying:
    def trying(self, world: World, webhook: UUID, run: Any, event_type: str = "webhook.test") -> Any:
        return run(
            books=MARKET_BOOKS,
            webhook_id=webhook,
            event_type=event_type,
            event_types=TYPES,
            now=world.now,
        )

    def test_sends_an_event_that_did_not_happen(self, world: World, receiver: Receiver) -> None:
        webhook = world.register(receiver.url, "sale.refunded")
        made = self.trying(world, webhook, operations.send_test)
        assert world.due() == [webhook]
        world.deliver(webhook)
        [got] = receiver.got
        assert got.id == str(made.pk)
        assert got.said["type"] == "webhook.test" and got.said["data"]["test"] is True
        assert not Event.objects.exists()

    def test_shows_the_request_and_sends_nothing(self, world: World, receiver: Receiver) -> None:
        webhook = world.register(receiver.url)
        shown = self.trying(world, webhook, operations.dry_run, "sale.recorded")
        assert not WebhookDelivery.objects.exists() and receiver.got == []
        signed = rules.signature(
            secret_of(webhook, world.now),
            message_id=shown.headers["webhook-id"],
            timestamp=int(world.now.timestamp()),
            body=shown.body,
        )
        assert shown.headers["webhook-signature"] == signed

    def test_knows_only_what_there_is(self, world: World, receiver: Receiver) -> None:
        webhook = world.register(receiver.url)
        for run in (operations.send_test, operations.dry_run):
            with pytest.raises(operations.UnknownEventType):
                self.trying(world, webhook, run, "sale.invented")
