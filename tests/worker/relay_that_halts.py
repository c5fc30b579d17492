"""Relays one market and halts in the worker's transaction, between the jobs and the commit, until killed."""

import sys
from datetime import datetime
from threading import Event
from typing import Any

from config.environment import ENV
from config.start import start_process


def note(*, now: datetime, position: int) -> None:
    """Never run: its name in the queue is what counts."""


def relay_and_halt(market: str) -> None:
    """Say `halted` on standard output once the jobs are inserted, and wait for the end."""
    start_process(ENV)
    from config import jobs
    from config.relay import relay_market

    insert = jobs.app.job_manager.batch_defer_jobs

    def insert_and_halt(drafts: Any) -> None:
        insert(drafts)
        print("halted", flush=True)
        Event().wait()

    jobs.app.job_manager.batch_defer_jobs = insert_and_halt  # type: ignore[assignment, method-assign]
    relay_market(market, jobs_of_events={"test.happened": [jobs.market_task("tests.note", note)]})


if __name__ == "__main__":
    relay_and_halt(sys.argv[1])
