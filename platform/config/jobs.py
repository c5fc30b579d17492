"""The queue of jobs, kept by procrastinate in tables of the public schema, and what is put into it and when.

A slice's timed work is a plain function of its `jobs.py`; here it gets a name and becomes the work of one
market. `config.worker` runs the queue, `config.relay` fills it from the markets' events.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.tasks import Task

from api.web.stripe_handlers import STRIPE_HANDLERS
from config.database import address
from config.environment import ENV
from kernel import clock
from markets.documents import jobs as documents
from markets.payouts import jobs as payouts
from markets.periods import jobs as periods
from markets.stripe_account import jobs as stripe_account
from markets.verification import jobs as verification
from observability import logging, sentry
from shared_catalog.calendar import jobs as bank_holidays
from tenants.database.logins import PUBLIC_SCHEMA, WORKER
from tenants.database.session import as_hq, as_market, as_worker
from tenants.network import queries as network

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)
ATTEMPTS = 12

# A worker that was down when a periodic job was due catches up within this time.
CATCH_UP = timedelta(days=1)
SUCCEEDED_ARE_KEPT = timedelta(days=30)

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


def market_task(name: str, work: Callable[..., object]) -> MarketTask:
    """Make `work` a job done as one market's login, given the instant `now` and the job's other arguments.

    The job carries its market's schema name as `market`; without one it fails with JobWithoutMarket and does
    nothing. A job is run again after a crash, so work done twice must come to the same as work done once.
    """

    @app.task(name=name, retry=Retry())
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

JobsOfEvents = Mapping[str, Sequence[MarketTask]]
"""By an event's name, the jobs it asks for; each is given the event's `market` and `position`."""

JOBS_OF_EVENTS: JobsOfEvents = {
    "payout_batch.approved": (submit_approved,),
    "stripe.event_received": (process_stripe_events,),
    "period.sealed": (announce_period,),
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
