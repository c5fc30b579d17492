"""The queue of jobs, kept by procrastinate in tables of the public schema, and what is put into it and when.

A slice's timed work is a plain function of its `jobs.py`; here it gets a name and becomes the work of one
market. `config.worker` runs the queue, `config.relay` fills it from the markets' events.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.tasks import Task

from api.bulk import running as bulk
from api.web.stripe_handlers import STRIPE_HANDLERS
from api.webhooks.standing import may_be_told
from config import forgetting
from config.database import address
from config.environment import ENV
from config.first_rows import FIRST_ROWS
from kernel import clock
from markets.bulk.books import MARKET_BOOKS as BULK_MARKET_BOOKS
from markets.documents import jobs as documents
from markets.idempotency import jobs as market_keys
from markets.payouts import jobs as payouts
from markets.periods import jobs as periods
from markets.sandbox import jobs as sandbox
from markets.stripe_account import jobs as stripe_account
from markets.verification import jobs as verification
from markets.webhooks.books import MARKET_BOOKS
from observability import logging, sentry
from shared_catalog.applications import operations as applications
from shared_catalog.calendar import jobs as bank_holidays
from shared_catalog.documents import jobs as cooperative_documents
from tenants.bulk import jobs as bulk_files
from tenants.bulk.books import HQ_BOOKS as BULK_HQ_BOOKS
from tenants.database.logins import PUBLIC_SCHEMA, WORKER
from tenants.database.session import as_hq, as_market, as_worker
from tenants.idempotency import jobs as hq_keys
from tenants.network import queries as network
from tenants.oauth import jobs as oauth
from tenants.people import forgetting as people
from tenants.webhooks import jobs as webhooks
from tenants.webhooks.books import HQ_BOOKS

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)
ATTEMPTS = 12

# A worker that was down when a periodic job was due catches up within this time.
CATCH_UP = timedelta(days=1)
SUCCEEDED_ARE_KEPT = timedelta(days=30)

DEFAULT_QUEUE, WEBHOOK_QUEUE = "default", "webhooks"
"""Webhooks have a queue with workers of its own: slow receivers must not keep other jobs waiting."""

MarketTask = Task[Any, Any, Any]


class JobWithoutMarket(Exception):
    """A job of a market does not say of which, so nobody knows whose data it may touch; never tried again."""


class Connector(PsycopgConnector):
    """Both ways to the queue, as the login `worker`.

    The worker's own machinery is asynchronous and has a small pool. Whoever adds a job from synchronous code
    does it on this thread's Django connection, inside `as_worker()`, so that the job is committed with what
    else its transaction writes.
    """

    def __init__(self) -> None:
        database = address(ENV)
        role = WORKER.role(database.name)
        conninfo = database.conninfo(user=role, password=ENV.keys.password_of(role))
        super().__init__(conninfo=conninfo, min_size=1, max_size=4)
        self._django = DjangoConnector()

    def get_sync_connector(self) -> BaseConnector:
        """The door for synchronous code."""
        return self._django


class Retry(BaseRetryStrategy):
    """Waits twice as long after each failure, up to an hour; after the last one the job stays as failed."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, or None."""
        if isinstance(exception, JobWithoutMarket) or _was_last_attempt(job):
            return None
        return RetryDecision(retry_at=clock.now() + min(FIRST_RETRY * 2**job.attempts, LONGEST_RETRY))


app = App(connector=Connector(), periodic_defaults={"max_delay": CATCH_UP.total_seconds()})


def market_task(name: str, work: Callable[..., object], *, queue: str = DEFAULT_QUEUE) -> MarketTask:
    """Make `work` a job done as one market's login, given the instant `now` and the job's other arguments.

    The job carries its market's schema name as `market`; without one it fails with JobWithoutMarket and does
    nothing. A job is run again after a crash, so work done twice must come to the same as work done once.
    """

    @app.task(name=name, queue=queue, retry=Retry())
    def run(market: str | None = None, **arguments: Any) -> None:
        if not isinstance(market, str) or market in ("", PUBLIC_SCHEMA):
            raise JobWithoutMarket(name)
        with logging.bound(market=market), sentry.tagged(market=market), as_market(market):
            try:
                work(now=clock.now(), **arguments)
            except Exception as error:
                sentry.report(error)
                raise

    return run


def for_every_market(task: MarketTask, *, cron: str) -> None:
    """At the times of `cron` (UTC) give each market a job of `task`, unless its last one still waits."""
    name = f"{task.name}.for_every_market"

    @app.periodic(cron=cron)
    @app.task(name=name, queueing_lock=name, retry=Retry())
    def add_jobs(timestamp: int) -> None:
        with as_worker():
            for market in network.market_schemas():
                with suppress(AlreadyEnqueued):
                    task.configure(queueing_lock=f"{task.name}:{market}").defer(market=market)


refresh_calendar = market_task("periods.refresh_calendar", periods.refresh_calendar)
for_every_market(refresh_calendar, cron="20 3 * * *")
cut_off_periods = market_task("periods.cut_off", periods.cut_off_what_is_over)
for_every_market(cut_off_periods, cron="5,35 * * * *")
submit_approved = market_task("payouts.submit_approved", payouts.submit_approved)
submit_due = market_task("payouts.submit_due", payouts.submit_due)
for_every_market(submit_due, cron="*/10 * * * *")
recheck_stripe = market_task("payouts.recheck_stripe", payouts.recheck_stripe)
for_every_market(recheck_stripe, cron="20 4 * * *")


@app.periodic(cron="10 3 * * *")
@app.task(name="calendar.seed_coming_years", queueing_lock="calendar.seed_coming_years", retry=Retry())
def seed_coming_years(timestamp: int) -> None:
    """The bank holidays of the coming years, before the markets' calendars need them."""
    with as_hq():
        bank_holidays.seed_coming_years(now=clock.now())


# By day, so that nobody is woken; every hour, so that what no gateway took is tried again.
@app.periodic(cron="15 7-18 * * *")
@app.task(name="hq.tell_of_expiry", queueing_lock="hq.tell_of_expiry", retry=Retry())
def tell_of_expiry(timestamp: int) -> None:
    """Notices of documents that end."""
    with as_hq():
        cooperative_documents.tell_of_expiry(now=clock.now())


@app.periodic(cron="30 3 * * *")
@app.task(name="hq.look_after_tokens", queueing_lock="hq.look_after_tokens", retry=Retry())
def look_after_tokens(timestamp: int) -> None:
    """Another signing key when the last is old; codes, tokens and sessions of no more use are deleted."""
    with as_hq():
        oauth.look_after_tokens(now=clock.now())


process_stripe_events = market_task(
    "stripe_account.process_events", partial(stripe_account.process_events, handlers=STRIPE_HANDLERS)
)
# A webhook asks for its job by itself; this is for those that could not be acted upon then.
for_every_market(process_stripe_events, cron="*/10 * * * *")
refresh_stripe_mirrors = market_task("stripe_account.refresh_mirrors", stripe_account.refresh_mirrors)
for_every_market(refresh_stripe_mirrors, cron="50 3 * * *")
announce_period = market_task("documents.announce_period", documents.announce_period)
announce_payout = market_task("documents.announce_payout", documents.announce_payout)
send_messages = market_task("documents.send_messages", documents.send_messages)
for_every_market(send_messages, cron="* * * * *")

# It takes as long as it takes, so it has a clock of its own beside the instant at which it began.
verify = market_task("verification.verify", partial(verification.verify, clock=lambda: clock.now()))
for_every_market(verify, cron="10 2 * * *")

forget_in_market = market_task("audit.forget", forgetting.forget_in_market)
for_every_market(forget_in_market, cron="40 2 * * *")


@app.periodic(cron="30 2 * * *")
@app.task(name="hq.forget", queueing_lock="hq.forget", retry=Retry())
def forget_at_headquarters(timestamp: int) -> None:
    """What is personal at headquarters and whose time is over, what was tried in vain, and drafts that
    nobody goes on with.
    """
    with as_hq():
        forgetting.forget_at_headquarters(now=clock.now())
        people.forget_attempts(now=clock.now())
        applications.delete_old_drafts(now=clock.now())


deliver_webhooks = market_task(
    "webhooks.deliver",
    partial(webhooks.deliver, books=MARKET_BOOKS, told=may_be_told, clock=lambda: clock.now()),
    queue=WEBHOOK_QUEUE,
)
send_webhook_notices = market_task(
    "webhooks.send_notices", partial(webhooks.send_notices, books=MARKET_BOOKS)
)
for_every_market(send_webhook_notices, cron="*/10 * * * *")


@app.task(name="hq.deliver_webhooks", queue=WEBHOOK_QUEUE, retry=Retry())
def deliver_hq_webhooks(webhook: str) -> None:
    """Send what is due to one of headquarters' webhooks."""
    with as_hq():
        webhooks.deliver(
            now=clock.now(), webhook=webhook, books=HQ_BOOKS, told=may_be_told, clock=lambda: clock.now()
        )


@app.periodic(cron="*/10 * * * *")
@app.task(name="hq.send_webhook_notices", queueing_lock="hq.send_webhook_notices", retry=Retry())
def send_hq_webhook_notices(timestamp: int) -> None:
    """Tell the contacts of headquarters' webhooks that were given up."""
    with as_hq():
        webhooks.send_notices(now=clock.now(), books=HQ_BOOKS)


def add_webhook_jobs(market: str | None, due: Sequence[UUID]) -> None:
    """A job for each of these webhooks of a market (None: of headquarters), unless one still waits."""
    for webhook in due:
        arguments = (
            {"webhook": str(webhook)} if market is None else {"webhook": str(webhook), "market": market}
        )
        task: MarketTask = deliver_hq_webhooks if market is None else deliver_webhooks
        with suppress(AlreadyEnqueued):
            task.configure(queueing_lock=f"webhook:{webhook}").defer(**arguments)


forget_keys = market_task("idempotency.forget_keys", market_keys.forget_keys)
for_every_market(forget_keys, cron="30 3 * * *")


@app.periodic(cron="30 3 * * *")
@app.task(name="hq.forget_keys", queueing_lock="hq.forget_keys", retry=Retry())
def forget_hq_keys(timestamp: int) -> None:
    """The same for headquarters' own keys."""
    with as_hq():
        hq_keys.forget_keys(now=clock.now())


run_bulk = market_task(
    "bulk.run", partial(bulk.run_operation, books=BULK_MARKET_BOOKS, clock=lambda: clock.now())
)
remove_expired_files = market_task(
    "bulk.remove_expired", partial(bulk_files.remove_expired, books=BULK_MARKET_BOOKS)
)
for_every_market(remove_expired_files, cron="25 * * * *")


@app.task(name="hq.run_bulk", retry=Retry())
def run_hq_bulk(operation: str) -> None:
    """Go on with one of headquarters' bulk operations."""
    with as_hq():
        bulk.run_operation(
            now=clock.now(), operation=operation, books=BULK_HQ_BOOKS, clock=lambda: clock.now()
        )


@app.periodic(cron="25 * * * *")
@app.task(name="hq.remove_expired_files", queueing_lock="hq.remove_expired_files", retry=Retry())
def remove_expired_hq_files(timestamp: int) -> None:
    """The same for headquarters' files."""
    with as_hq():
        bulk_files.remove_expired(now=clock.now(), books=BULK_HQ_BOOKS)


def add_bulk_jobs(market: str | None, due: Sequence[UUID]) -> None:
    """A job for each of these operations of a market (None: of headquarters), unless one still waits."""
    for operation in due:
        arguments = {"operation": str(operation)} | ({} if market is None else {"market": market})
        task: MarketTask = run_hq_bulk if market is None else run_bulk
        with suppress(AlreadyEnqueued):
            task.configure(queueing_lock=f"bulk:{operation}").defer(**arguments)


reset_sandbox = market_task("sandbox.reset", partial(sandbox.reset, first_rows=FIRST_ROWS))

JobsOfEvents = Mapping[str, Sequence[MarketTask]]
"""By an event's name, the jobs it asks for; each is given the event's `market` and `position`."""

JOBS_OF_EVENTS: JobsOfEvents = {
    "payout_batch.approved": (submit_approved,),
    "stripe.event_received": (process_stripe_events,),
    "period.sealed": (announce_period,),
    "sandbox.reset_requested": (reset_sandbox,),
    **dict.fromkeys(documents.KINDS, (announce_payout,)),
}


@app.periodic(cron="*/5 * * * *")
@app.task(name="queue.revive_jobs", queueing_lock="queue.revive_jobs", pass_context=True)
async def revive_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs whose worker died in the middle go back into the queue."""
    queue = context.app.job_manager
    for job in await queue.get_stalled_jobs():
        if _was_last_attempt(job):
            await queue.finish_job(job, status=Status.FAILED, delete_job=False)
            continue
        try:
            await queue.retry_job(job)
        except UniqueViolation:
            # Its successor already waits under the same queueing lock.
            await queue.finish_job(job, status=Status.ABORTED, delete_job=False)


@app.periodic(cron="40 3 * * *")
@app.task(name="queue.forget_jobs", queueing_lock="queue.forget_jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs that succeeded long ago leave the queue's tables; failed ones stay until somebody looks."""
    await context.app.job_manager.delete_old_jobs(nb_hours=SUCCEEDED_ARE_KEPT // timedelta(hours=1))


def _was_last_attempt(job: Job) -> bool:
    return job.attempts + 1 >= ATTEMPTS
