"""Messages to cooperatives: queued once, sent at least once, given up at last."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import orjson
import pytest
from django.core import mail

from kernel.errors import NotFound
from kernel.ids import new_id
from markets.documents import operations as documents
from markets.documents import queries
from markets.documents.models import Message
from markets.documents.types import MessageKind
from markets.settlement.models import Statement
from shared_catalog.registry.models import Cooperative, CooperativeContact
from tenants.database.session import as_hq
from tenants.messages import gateways, sending
from tenants.messages.gateways import EmailGateway, FileGateway, Gateway, NotDelivered
from tenants.messages.types import Channel, MessageState, Outgoing

BOTH = (Channel.EMAIL, Channel.SMS)


class Recording:
    """A gateway that notes what it is given, and takes it unless told that it is broken."""

    def __init__(self, *, broken: bool = False) -> None:
        self.taken: list[Outgoing] = []
        self.broken = broken

    def send(self, message: Outgoing) -> None:
        if self.broken:
            raise NotDelivered("SMTP 451")
        self.taken.append(message)


def announce(statement: Statement, now: datetime) -> int:
    return documents.announce_period(period_id=statement.period_id, channels=BOTH, queued_at=now)


def send(now: datetime, **given: Gateway) -> int:
    return documents.send_messages(
        gateways={Channel(name): gateway for name, gateway in given.items()}, now=now
    )


class TestAnnouncePeriod:
    def test_queues_one_message_a_channel_however_often_it_is_done(
        self, statement: Statement, now: datetime
    ) -> None:
        assert [announce(statement, now) for _ in range(3)] == [2, 0, 0]
        found = {message.channel: message for message in Message.objects.all()}
        assert found.keys() == {"email", "sms"}
        assert {message.state for message in found.values()} == {MessageState.QUEUED}
        assert "/s/1/" in found["sms"].text_ar and "CASABLANCA-000001" in found["email"].text_fr

    def test_copies_neither_name_nor_address_nor_account(
        self, statement: Statement, argan: Cooperative, now: datetime
    ) -> None:
        announce(statement, now)
        for message in Message.objects.values():
            written = " ".join(str(value) for value in message.values())
            for private in (argan.name_fr, argan.name_ar, argan.contact.email, argan.contact.phone, "•"):
                assert private not in written

    def test_takes_the_first_channel_where_there_is_no_address(
        self, statement: Statement, now: datetime
    ) -> None:
        with as_hq():
            CooperativeContact.objects.update(email="", phone="")
        assert announce(statement, now) == 1
        assert send(now, email=Recording(), sms=Recording()) == 0
        [message] = Message.objects.all()
        assert (message.channel, message.state, message.problem) == ("email", "failed", "no_address")

    def test_does_not_know_other_half_months(self, casablanca: str, now: datetime) -> None:
        with pytest.raises(NotFound):
            documents.announce_period(period_id=1999011, channels=BOTH, queued_at=now)


class TestAnnouncePayout:
    def tell(self, statement: Statement, now: datetime, *, kind: MessageKind, subject: str) -> int:
        return documents.announce_payout(
            kind=kind,
            statement_id=statement.pk,
            subject_id=subject,
            amount_minor=12_345,
            channels=BOTH,
            queued_at=now,
        )

    def test_tells_each_attempt_once(self, statement: Statement, now: datetime) -> None:
        payout, rejected = new_id(), MessageKind.PAYOUT_REJECTED
        told = [
            self.tell(statement, now, kind=rejected, subject=f"{payout}/1"),
            self.tell(statement, now, kind=rejected, subject=f"{payout}/1"),
            self.tell(statement, now, kind=rejected, subject=f"{payout}/2"),
            self.tell(statement, now, kind=MessageKind.PAYOUT_PAID, subject=f"{payout}/2"),
        ]
        assert told == [2, 0, 2, 2]
        assert all("123,45" in message.text_ar for message in Message.objects.all())


class TestSendMessages:
    def test_reads_the_address_when_it_sends(self, statement: Statement, now: datetime) -> None:
        announce(statement, now)
        with as_hq():
            CooperativeContact.objects.update(email="nouvelle@example.ma")
        email, sms = Recording(), Recording()
        assert send(now, email=email, sms=sms) == 2
        assert [message.recipient for message in email.taken] == ["nouvelle@example.ma"]
        assert [message.recipient for message in sms.taken] == ["+212600000001"]
        assert email.taken[0].text == "\n\n".join(
            Message.objects.values_list("text_ar", "text_fr").get(channel="email")
        )
        assert sms.taken[0].text == Message.objects.get(channel="sms").text_ar
        assert send(now, email=email, sms=sms) == 0 and len(email.taken) == 1

    def test_tries_again_later_and_gives_up_at_last(self, statement: Statement, now: datetime) -> None:
        announce(statement, now)
        broken, at = Recording(broken=True), now
        for attempt in range(1, sending.ATTEMPTS + 1):
            assert send(at, email=broken, sms=Recording()) <= 1
            assert send(at, email=broken, sms=Recording()) == 0  # it rests
            message = Message.objects.get(channel="email")
            assert (message.attempts, message.problem) == (attempt, "SMTP 451")
            at = message.due_at
        assert message.state == MessageState.FAILED
        assert send(at + timedelta(days=9), email=Recording(), sms=Recording()) == 0

    def test_sends_again_under_the_same_reference_after_a_crash_in_between(
        self, statement: Statement, now: datetime
    ) -> None:
        class Crash(BaseException):
            """The process is gone."""

        class Dying(Recording):
            def send(self, message: Outgoing) -> None:
                super().send(message)
                raise Crash

        documents.announce_period(period_id=statement.period_id, channels=[Channel.SMS], queued_at=now)
        dying, after = Dying(), Recording()
        with pytest.raises(Crash):
            send(now, sms=dying)
        assert send(now, sms=after) == 0, "it belongs to whoever began, for a while"
        assert send(now + sending.LEASE, sms=after) == 1
        assert dying.taken[0].reference == after.taken[0].reference

    def test_leaves_a_message_to_who_claimed_it_first(self, statement: Statement, now: datetime) -> None:
        documents.announce_period(period_id=statement.period_id, channels=[Channel.SMS], queued_at=now)

        class Meanwhile(Recording):
            def send(self, message: Outgoing) -> None:
                others.append(send(now, sms=other))
                super().send(message)

        other, others, mine = Recording(), [], Meanwhile()
        assert send(now, sms=mine) == 1
        assert others == [0] and other.taken == []

    def test_keeps_messages_of_a_channel_that_was_switched_off_from_going_out(
        self, statement: Statement, now: datetime
    ) -> None:
        announce(statement, now)
        assert send(now, sms=Recording()) == 1
        assert Message.objects.get(channel="email").problem == "channel_off"


class TestGateways:
    MESSAGE = Outgoing(reference="r1", recipient="a@example.ma", subject="كشف - Relevé", text="نص\n\ntexte")

    def test_send_mail_with_the_reference_as_its_id(self) -> None:
        mail.outbox.clear()
        EmailGateway().send(self.MESSAGE)
        [sent] = mail.outbox
        assert sent.to == ["a@example.ma"] and sent.subject == "كشف - Relevé"
        assert sent.message()["Message-ID"] == "<r1@testserver>"

    def test_refuse_a_subject_that_would_be_two_headers(self) -> None:
        with pytest.raises(ValueError):
            EmailGateway().send(Outgoing(reference="r", recipient="a@b.ma", subject="x\ny: z", text=""))

    def test_write_a_line_for_each_short_message(self, tmp_path: Path) -> None:
        gateway = FileGateway(tmp_path / "oasis" / "sms.jsonl")
        for _ in range(2):
            gateway.send(self.MESSAGE)
        lines = [orjson.loads(line) for line in gateway.path.read_bytes().splitlines()]
        assert lines == [{"reference": "r1", "to": "a@example.ma", "text": "نص\n\ntexte"}] * 2

    def test_say_that_a_file_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(NotDelivered):
            FileGateway(tmp_path / "file" / "sms.jsonl").send(self.MESSAGE)

    def test_are_those_of_the_channels_in_use(self) -> None:
        assert gateways.configured("casablanca").keys() == {Channel.EMAIL, Channel.SMS}


def test_due_messages_come_in_the_order_in_which_they_waited(
    statement: Statement, now: datetime, make_cooperative: Callable[..., Cooperative]
) -> None:
    announce(statement, now)
    later = now + timedelta(minutes=1)
    Message.objects.filter(channel="email").update(due_at=later)
    assert [m.channel for m in queries.due_messages(now=later, limit=9)] == ["sms", "email"]
    assert [m.channel for m in queries.due_messages(now=now, limit=9)] == ["sms"]
