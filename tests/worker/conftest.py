"""A market's events, and what the queue made of them, on real logins."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import pytest
from django.db import connection, transaction

from markets.events import operations as events
from tenants.database.session import as_market, as_owner, as_worker
from tenants.network.models import Domain, Market

DEADLINE_SECONDS = 60

_ALL_BELOW_THE_HORIZON = """
    SELECT NOT EXISTS (SELECT 1 FROM events_event WHERE txid >= pg_snapshot_xmin(pg_current_snapshot()))
"""


class Happen(Protocol):
    """Lets something happen in the market so many times, each in a transaction of its own.

    The horizon belongs to the whole server, so a transaction of anybody else's delays positions: unless told
    not to, this waits until the events can have theirs.
    """

    def __call__(self, times: int, *, wait: bool = True) -> None: ...


@pytest.fixture
def alone(live_market: str) -> Iterator[None]:
    """Takes the standing markets off the network's list meanwhile: a worker's process serves every market
    there is, by the real clock, and would leave them cut off for the tests to come.
    """
    with as_owner():
        standing = Market.objects.exclude(schema_name=live_market)
        rows = list(standing)
        names = list(Domain.objects.filter(tenant__in=rows))
        Domain.objects.filter(tenant__in=rows).delete()
        standing._raw_delete(using="default")
    yield
    with as_owner():
        Market.objects.bulk_create(rows)
        Domain.objects.bulk_create(names)


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    """Waits for a condition, and fails when it does not come."""

    def wait_until(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, "the worker did not get there"
            time.sleep(0.02)

    return wait_until


@pytest.fixture
def happen(live_market: str, now: datetime, wait_until: Callable[[Callable[[], bool]], None]) -> Happen:
    def happened(number: int) -> None:
        with transaction.atomic():
            events.append(
                name="test.happened", subject_id=str(number), payload={}, occurred_at=now, recorded_at=now
            )

    def settled() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_ALL_BELOW_THE_HORIZON)
            return bool(cursor.fetchone()[0])

    def happen(times: int, *, wait: bool = True) -> None:
        with as_market(live_market):
            for number in range(times):
                happened(number)
            if wait:
                wait_until(settled)

    return happen


@pytest.fixture
def queued() -> Callable[..., Sequence[Mapping[str, Any]]]:
    """The jobs of a task with these arguments: their `status`, `attempts` and `args`, oldest first."""

    def queued(task_name: str, **arguments: object) -> Sequence[Mapping[str, Any]]:
        with as_worker(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT status, attempts, args FROM procrastinate_jobs"
                " WHERE task_name = %s AND args @> %s ORDER BY id",
                [task_name, json.dumps(arguments)],
            )
            return [
                {"status": status, "attempts": attempts, "args": json.loads(args)}
                for status, attempts, args in cursor.fetchall()
            ]

    return queued
