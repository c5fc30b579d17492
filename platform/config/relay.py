"""From a market's events to jobs: each event is read once, and its jobs and the cursor move together.

Two logins take part, and no transaction spans both. What is done as the market (giving positions, reading)
may be done any number of times; what counts is the one transaction of the worker. docs/decisions/outbox.md
says why.
"""

from collections.abc import Sequence

import structlog
from django.db import transaction

from config.jobs import JOBS_OF_EVENTS, JobsOfEvents, add_bulk_jobs, add_webhook_jobs, app
from kernel import clock
from markets.bulk.books import MARKET_BOOKS as BULK_MARKET_BOOKS
from markets.events import operations as events
from markets.events import queries as event_log
from markets.events.models import Event
from markets.webhooks.books import MARKET_BOOKS
from observability import logging, sentry
from tenants.bulk import queries as bulk
from tenants.bulk.books import HQ_BOOKS as BULK_HQ_BOOKS
from tenants.database.session import as_hq, as_market, as_worker, close_connections
from tenants.events import operations as hq_events
from tenants.network import queries as network
from tenants.outbox import operations as outbox
from tenants.outbox import queries as cursors
from tenants.webhooks import operations as webhooks
from tenants.webhooks import queries as webhook_queries
from tenants.webhooks.books import HQ_BOOKS

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


def relay_webhooks(market: str | None) -> int:
    """Make deliveries of a market's new events (None: of headquarters'), and jobs for the webhooks that have
    something due; returns how many webhooks those are.

    The deliveries are made as the side itself, with a cursor of their own, so a crash repeats nothing. The
    jobs only say where to look: one too many finds nothing to do.
    """
    books = HQ_BOOKS if market is None else MARKET_BOOKS
    with as_hq() if market is None else as_market(market):
        while webhooks.fan_out(books=books, limit=BATCH, now=clock.now()) == BATCH:
            pass
        due = webhook_queries.due_webhooks(books, now=clock.now())
    if due:
        with as_worker():
            add_webhook_jobs(market, due)
    return len(due)


def relay_bulk(market: str | None) -> int:
    """Make jobs for the bulk operations of a market (None: of headquarters) with which nobody goes on: new
    ones, and those whose worker died; returns how many.
    """
    books = BULK_HQ_BOOKS if market is None else BULK_MARKET_BOOKS
    with as_hq() if market is None else as_market(market):
        due = bulk.due_operations(books, now=clock.now())
    if due:
        with as_worker():
            add_bulk_jobs(market, due)
    return len(due)


def relay_headquarters() -> bool:
    """Give headquarters' new events their positions and tell its webhooks; says whether that worked."""
    try:
        with as_hq():
            while hq_events.assign_positions(limit=BATCH) == BATCH:
                pass
        relay_webhooks(None)
        relay_bulk(None)
    except Exception as error:
        log.exception("relay_failed", market=None)
        sentry.report(error)
        close_connections()
        return False
    return True


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
            relay_webhooks(market)
            relay_bulk(market)
        except Exception as error:
            # One market's connection or schema may be out of order for a while: its events wait, no other's.
            log.exception("relay_failed")
            sentry.report(error)
            close_connections()
            return False
    return True
