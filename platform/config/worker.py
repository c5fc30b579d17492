"""The worker process: a thread that relays events into jobs, and procrastinate, which runs them in threads.

Both poll once a second. PostgreSQL's notifications would save part of that second, cost a connection, and be
lost whenever that connection is; so nothing listens to them.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from typing import Any

import structlog
from procrastinate.job_context import JobContext
from procrastinate.middleware import SyncCallNext
from procrastinate.periodic import PeriodicDeferrer
from procrastinate.worker import Worker

from config.jobs import DEFAULT_QUEUE, WEBHOOK_QUEUE, app
from config.relay import relay_headquarters, relay_network
from kernel import clock
from tenants.database.session import close_connections

POLL_SECONDS = 1.0
# Jobs spend their time waiting for PostgreSQL, so a few at once keep one core busy.
JOBS_AT_ONCE = 4
# Those of webhooks wait for receivers, some of which are slow; each is one receiver.
WEBHOOKS_AT_ONCE = 16

log = structlog.get_logger(__name__)


def run_forever() -> None:
    """Relay events and run jobs until SIGTERM or SIGINT, then finish the jobs that have begun."""
    stopping = Event()
    relay = Thread(target=_relay_until, args=[stopping], name="relay")
    relay.start()
    try:
        asyncio.run(_run_jobs())
    finally:
        stopping.set()
        relay.join()


def run_once() -> bool:
    """Relay every market once, run every job that is due, and return whether every market could be relayed.

    A job that fails stays in the queue, to be tried again or to be looked at, and is no failure of this run.
    """
    failed = relay_network()
    hq_relayed = relay_headquarters()
    asyncio.run(_run_due_jobs())
    return hq_relayed and not failed


async def _run_jobs() -> None:
    """Two workers, each with its queue and its threads; the one that is told to stop takes the other along,
    as does one that fails.
    """
    threads = ThreadPoolExecutor(JOBS_AT_ONCE + WEBHOOKS_AT_ONCE, thread_name_prefix="job")
    asyncio.get_running_loop().set_default_executor(threads)
    async with app.open_async(), asyncio.TaskGroup() as workers:
        webhooks = workers.create_task(
            app.run_worker_async(
                queues=[WEBHOOK_QUEUE],
                concurrency=WEBHOOKS_AT_ONCE,
                delete_jobs="successful",
                install_signal_handlers=False,
                **_HOW,
            )
        )
        await app.run_worker_async(queues=[DEFAULT_QUEUE], concurrency=JOBS_AT_ONCE, **_HOW)
        webhooks.cancel()


async def _run_due_jobs() -> None:
    async with app.open_async():
        # The worker would do this too, but might find the queue empty and stop before it has.
        periodic = PeriodicDeferrer(app.periodic_registry, **app.periodic_defaults)
        await periodic.defer_jobs(periodic.get_previous_tasks(at=clock.now().timestamp()))
        # One at a time: with more, it could find the queue empty while a running job is adding others.
        await app.run_worker_async(concurrency=1, wait=False, **_HOW)


def _relay_until(stopping: Event) -> None:
    while not stopping.is_set():
        try:
            relay_network()
            relay_headquarters()
        except Exception:
            # The list of markets cannot be read: the server is away, and will be back or take us with it.
            log.exception("relay_failed")
            close_connections()
        stopping.wait(POLL_SECONDS)
    close_connections()


def _on_connections_of_its_own(call_next: SyncCallNext, context: JobContext, worker: Worker) -> Any:
    """The pool's threads come and go; none keeps a market's connection once its job is done."""
    try:
        return call_next()
    finally:
        close_connections()


_HOW: dict[str, Any] = {
    "listen_notify": False,
    "fetch_job_polling_interval": POLL_SECONDS,
    "task_middleware": [_on_connections_of_its_own],
}
