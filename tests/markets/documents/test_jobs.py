"""What the worker does for an event of the log, and that doing it twice comes to the same."""

from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from settling import pay_by_hand

from config.jobs import JOBS_OF_EVENTS, announce_payout, announce_period
from kernel.errors import NotFound
from markets.documents import jobs
from markets.documents.models import Message, StatementNames
from markets.events.models import Event
from markets.settlement.models import Statement


def position_of(name: str) -> int:
    """Give the events of the test their positions, and find the last one of a name."""
    for position, event in enumerate(Event.objects.order_by("id"), 1):
        Event.objects.filter(pk=event.pk).update(position=position)
    found = Event.objects.filter(name=name).order_by("position").last()
    assert found is not None and found.position is not None
    return found.position


class TestAnnouncePeriod:
    def test_fixes_the_names_and_queues_messages_once(self, statement: Statement, now: datetime) -> None:
        position = position_of("period.sealed")
        assert [jobs.announce_period(now=now, position=position) for _ in range(2)] == [2, 0]
        assert StatementNames.objects.get().statement_id == statement.pk

    def test_does_not_take_another_position_for_an_event(self, casablanca: str, now: datetime) -> None:
        with pytest.raises(NotFound):
            jobs.announce_period(now=now, position=10**9)


class TestAnnouncePayout:
    def test_tells_that_a_statement_was_paid(self, statement: Statement, now: datetime) -> None:
        pay_by_hand(statement, at=statement.issued_at)
        position = position_of("payout.paid")
        assert [jobs.announce_payout(now=now, position=position) for _ in range(2)] == [2, 0]
        message = Message.objects.get(channel="sms")
        assert message.kind == "payout_paid" and message.subject_id.endswith("/1")


def test_every_event_that_is_told_has_its_job() -> None:
    assert announce_period in JOBS_OF_EVENTS["period.sealed"]
    assert all(announce_payout in JOBS_OF_EVENTS[name] for name in jobs.KINDS)


def test_sending_goes_through_the_gateways_that_are_configured(
    statement: Statement, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MESSAGES_DIR", tmp_path)
    mail.outbox.clear()
    jobs.announce_period(now=now, position=position_of("period.sealed"))
    assert jobs.send_messages(now=now) == 2
    assert {message.state for message in Message.objects.all()} == {"sent"}
    assert len(mail.outbox) == 1
    assert len((tmp_path / "casablanca" / "sms.jsonl").read_bytes().splitlines()) == 1
