"""Resets a sandbox as the event at a position asks, and halts somewhere in it."""

from crashing import halting_at, serve_nursery

from config.environment import ENV
from config.start import start_process


def run(place: int | None, market: str, position: str) -> None:
    """As the job that the worker runs."""
    from config.first_rows import FIRST_ROWS
    from kernel import clock
    from markets.sandbox import jobs
    from tenants.database.session import as_market

    with as_market(market), halting_at(place):
        jobs.reset(now=clock.now(), position=int(position), first_rows=FIRST_ROWS)


if __name__ == "__main__":
    start_process(ENV)
    serve_nursery(run)
