"""The nightly look: on record whatever it finds, told as an event and to Sentry when it finds something."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sentry_sdk
from django.db import IntegrityError, ProgrammingError, connection, transaction

from markets.events.models import Event
from markets.ledger.types import Violation
from markets.sales.models import Sale
from markets.verification import jobs, operations, queries
from markets.verification.invariants import INVARIANTS
from markets.verification.models import VerificationRun
from markets.verification.types import Finding, Invariant

Bend = Callable[..., list[Any]]


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What Sentry would be sent, as texts; nothing leaves."""
    sent: list[str] = []

    def keep(event: Any, hint: Any) -> None:
        sent.extend(error["value"] for error in event["exception"]["values"])

    with sentry_sdk.isolation_scope():
        sentry_sdk.init(dsn="http://public@127.0.0.1:1/1", before_send=keep, default_integrations=False)
        yield sent
        sentry_sdk.get_client().close(timeout=2)
    sentry_sdk.get_global_scope().set_client(None)


def a_minute_later(now: datetime) -> Callable[[], datetime]:
    return lambda: now + timedelta(minutes=1)


class TestVerify:
    def test_puts_a_sound_market_on_record_and_tells_nobody(
        self, traded: Sale, now: datetime, told: list[str]
    ) -> None:
        assert jobs.verify(now=now, clock=a_minute_later(now)) == 0

        run = VerificationRun.objects.get(started_at=now)
        assert (run.started_at, run.ended_at) == (now, now + timedelta(minutes=1))
        assert (run.invariants, run.rows, run.details) == (len(INVARIANTS), 0, {})
        assert not Event.objects.filter(name="verification.failed").exists()
        assert told == []

    def test_tells_what_it_found_by_names_and_counts(
        self, traded: Sale, now: datetime, bend: Bend, told: list[str]
    ) -> None:
        [line] = bend(
            "UPDATE sales_saleline SET unit_price_minor = unit_price_minor + 1"
            " WHERE id = (SELECT min(id) FROM sales_saleline) RETURNING id"
        )

        assert jobs.verify(now=now, clock=a_minute_later(now)) == 1

        run = VerificationRun.objects.get(started_at=now)
        assert run.rows == 1
        kept = run.details["sales.line_unlike_price"]
        assert kept["rows"] == 1 and kept["first"][0]["line"] == str(line)
        event = Event.objects.get(name="verification.failed")
        assert event.subject_id == str(run.pk)
        assert event.payload == {"rows": 1, "invariants": {"sales.line_unlike_price": 1}}
        assert told == ["sales.line_unlike_price: 1"]


class TestRecordRun:
    def test_keeps_the_first_of_many_rows_and_of_long_values(self, casablanca: str, now: datetime) -> None:
        invariant = Invariant("tests.broken", "Nothing.", list)
        rows = [Violation("tests.broken", {"row": number, "text": "x" * 5_000}) for number in range(900)]

        run = operations.record_run(findings=[Finding(invariant, rows)], started_at=now, ended_at=now)

        kept = run.details["tests.broken"]
        assert (run.rows, kept["rows"], len(kept["first"])) == (900, 900, 20)
        assert kept["first"][0] == {"row": "0", "text": "x" * 200}

    def test_refuses_an_end_before_the_start(self, casablanca: str, now: datetime) -> None:
        with pytest.raises(IntegrityError, match="verification_ends"), transaction.atomic():
            operations.record_run(findings=(), started_at=now, ended_at=now - timedelta(seconds=1))

    def test_is_never_changed_or_removed(self, casablanca: str, now: datetime) -> None:
        run = operations.record_run(findings=(), started_at=now, ended_at=now)

        for statement in (
            "UPDATE verification_verificationrun SET rows = 0",
            "DELETE FROM verification_verificationrun",
        ):
            refused = pytest.raises(ProgrammingError, match="permission denied")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        assert queries.runs().get(pk=run.pk).rows == 0
