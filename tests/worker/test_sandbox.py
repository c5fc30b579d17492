"""A sandbox that the worker resets: asked for by an event, done once, and whole wherever it is killed."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from signal import SIGKILL
from typing import Any
from uuid import UUID

import pytest
from crashing import Nursery
from django.db import connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

from config import jobs
from config.relay import relay_market
from config.verification import market_verified
from config.worker import run_once
from kernel import clock
from kernel.ids import new_id
from markets.events import operations as events
from markets.events.models import Event
from markets.listings.models import Listing
from markets.sales.models import Sale
from markets.sandbox import operations
from tenants.database.session import as_market, as_owner, as_worker, close_connections
from tenants.network.types import Kind

pytestmark = pytest.mark.usefixtures("alone")

Queued = Callable[..., Sequence[Mapping[str, Any]]]
WaitUntil = Callable[[Callable[[], bool]], None]

WORKER = [sys.executable, "-c", "from config.cli import main; main()", "worker"]
RESET_AND_HALT = Path(__file__).with_name("run_reset_and_halt.py")


@pytest.fixture
def live_market(make_live_market: Callable[..., str]) -> str:
    return make_live_market(kind=Kind.SANDBOX)


@pytest.fixture
def sandbox(live_market: str, make_goods: Any, make_product: Any, make_cooperative: Any, sell: Any) -> str:
    """A sandbox that sold something, in a nation with a cooperative that does not sell there yet."""
    with as_market(live_market):
        sell((make_goods(), 2))
        make_product(cooperative=make_cooperative(takes_part=False))
    return live_market


def ask(market: str) -> UUID:
    reset_id = new_id()
    with as_market(market):
        operations.request_reset(reset_id=reset_id, at=clock.now(), actor="client:a")
    return reset_id


def resets(market: str) -> list[str]:
    with as_market(market):
        return list(Event.objects.filter(name="sandbox.reset").values_list("subject_id", flat=True))


def sold(market: str) -> bool:
    with as_market(market):
        return Sale.objects.exists()


def assert_reset_once(market: str, reset_id: UUID) -> None:
    assert resets(market) == [str(reset_id)]
    assert not sold(market)
    relay_market(market)
    with as_market(market):
        assert Listing.objects.count() == 2
        positions = list(Event.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))
    assert market_verified(market, clock=clock.now).sound


def test_is_done_by_the_worker_for_whoever_asked(sandbox: str, queued: Queued) -> None:
    reset_id = ask(sandbox)
    assert run_once()
    assert_reset_once(sandbox, reset_id)
    with as_market(sandbox):
        assert Event.objects.get(name="sandbox.reset").payload == {"by": "client:a"}
    assert [job["status"] for job in queued("sandbox.reset", market=sandbox)] == ["succeeded"]


def test_fails_for_a_city_though_an_event_asks(
    make_live_market: Callable[..., str], make_goods: Any, sell: Any, now: datetime
) -> None:
    city = make_live_market()
    with as_market(city):
        sell((make_goods(), 2))
        with transaction.atomic():
            events.append(
                name="sandbox.reset_requested",
                subject_id=str(new_id()),
                payload={"by": "client:a"},
                occurred_at=now,
                recorded_at=now,
            )
    relay_market(city)
    assert run_once()
    assert resets(city) == [] and sold(city)


def test_is_whole_or_not_there_wherever_the_process_is_killed(sandbox: str) -> None:
    """Killed at places from the first statement to the last, then let run, and run again."""
    reset_id = ask(sandbox)
    relay_market(sandbox, jobs_of_events={})
    with as_market(sandbox):
        position = str(Event.objects.get(name="sandbox.reset_requested").position)
    close_connections()
    kills, place = 0, 1
    with Nursery(RESET_AND_HALT) as nursery:
        while nursery.killed_at(place, sandbox, position) is None:
            assert resets(sandbox) == [] and sold(sandbox)
            close_connections()
            kills, place = kills + 1, place + 9
        assert kills > 8
        assert nursery.killed_at(0, sandbox, position) is not None
    assert_reset_once(sandbox, reset_id)


def test_is_done_by_the_next_worker_after_kill_9_of_the_first(
    sandbox: str, queued: Queued, wait_until: WaitUntil
) -> None:
    """The first worker has emptied the tables when it waits for a cooperative's participation; so it dies."""
    reset_id = ask(sandbox)
    close_connections()
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE public.registry_participation IN SHARE MODE")

        def waits() -> bool:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
                " AND relation = 'public.registry_participation'::regclass"
            )
            return bool(cursor.fetchone()[0])

        with subprocess.Popen(WORKER) as process:
            try:
                wait_until(waits)
            finally:
                process.send_signal(SIGKILL)
    assert resets(sandbox) == [] and sold(sandbox)
    assert [job["status"] for job in queued("sandbox.reset", market=sandbox)] == ["doing"]

    with as_worker():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 h'"
            )
        with suppress(AlreadyEnqueued):
            jobs.revive_jobs.defer(timestamp=0)
    assert run_once()

    assert_reset_once(sandbox, reset_id)
    assert [job["status"] for job in queued("sandbox.reset", market=sandbox)] == ["succeeded"]
