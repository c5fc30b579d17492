"""Goes on with one operation of headquarters on a table, and halts somewhere in it."""

from datetime import timedelta

from crashing import halting_at, serve_nursery

from config.environment import ENV
from config.start import start_process


def run(place: int | None, operation: str, minutes: str) -> None:
    """As the worker that comes so many minutes later, when the lease of a dead one is over."""
    from api.bulk.running import run_operation
    from kernel import clock
    from tenants.bulk.books import HQ_BOOKS
    from tenants.database.session import as_hq

    def later() -> object:
        return clock.now() + timedelta(minutes=int(minutes))

    with as_hq(), halting_at(place):
        run_operation(now=later(), operation=operation, books=HQ_BOOKS, clock=later)  # type: ignore[arg-type]


if __name__ == "__main__":
    start_process(ENV)
    serve_nursery(run)
