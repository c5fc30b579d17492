"""From a market's events to jobs: each event is read once, and its jobs and the cursor move together.

Two logins take part, and no transaction spans both. What is done as the market (giving positions, reading)
may be done any number of times; what counts is the one transaction of the worker. docs/decisions/outbox.md
says why.
"""

from collections.abc import Sequence

import structlog
from django.db import transaction

from config.jobs import JOBS_OF_EVENTS, JobsOfEvents, app
from kernel import clock
from markets.events import operations as events
from markets.events import queries as event_log
from markets.events.models import Event
from observability import logging, sentry
from tenants.database.session import as_market, as_worker, close_connections
from tenants.network import queries as network
from tenants.outbox import operations as outbox
from tenants.outbox import queries as cursors

BATCH = 500
"""Events in one transaction: enough to catch up quickly, few enough to let others in between."""

log = structlog.get_logger(__name__)


def relay_network(*, jobs_of_events: JobsOfEvents = JOBS_OF_EVENTS) -> Sequence[str]:
    """Relay every market once; returns the markets where that failed, which hold up none of the others."""
    with as_worker():
        markets = network.market_schemas()
    return [market for market in markets if not _relayed(market, jobs_of_events)]


def relay_market(market: str, *, jobs_of_events: JobsOfEvents = JOBS_OF_EVENTS) -> int:
    """Put the jobs of one market's new events into the queue; returns how many events that were.

    Goes on until the log is exhausted. Another worker at the same market is no harm: the events are counted
    by the one that moved the cursor.
    """
    relayed = 0
    while True:
        with as_worker():
            after = cursors.position_of(market)
        with as_market(market):
            events.assign_positions(limit=BATCH)
            found = list(event_log.events_after(after, BATCH))
        if not found:
            return relayed
        with as_worker():
            relayed += len(found) if _move(market, after, found, jobs_of_events) else 0


@transaction.atomic
def _move(market: str, after: int, found: Sequence[Event], jobs_of_events: JobsOfEvents) -> bool:
    position = found[-1].position
    assert position is not None, "events are read by position"
    if not outbox.advance(market=market, after=after, position=position, advanced_at=clock.now()):
        return False
    jobs = [
        task.configure(task_kwargs={"market": market, "position": event.position}).job
        for event in found
        for task in jobs_of_events.get(event.name, ())
    ]
    if jobs:
        app.job_manager.batch_defer_jobs(jobs)
    return True


def _relayed(market: str, jobs_of_events: JobsOfEvents) -> bool:
    with logging.bound(market=market), sentry.tagged(market=market):
        try:
            relay_market(market, jobs_of_events=jobs_of_events)
        except Exception as error:
            # One market's connection or schema may be out of order for a while: its events wait, no other's.
            log.exception("relay_failed")
            sentry.report(error)
            close_connections()
            return False
    return True
