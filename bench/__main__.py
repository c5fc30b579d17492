"""One run of all benchmarks.

    .venv/bin/python -m bench [--full] [--only R1,W1]

Prints each figure as it is measured, and writes bench/results/latest.json, the plots beside it and the tables
of bench/README.md; with `--only` it writes nothing.
"""

from bench import setting  # isort: skip

import argparse
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from bench import machine, report
from bench.data import keeping
from bench.measuring import MAIN, Lengths, burst, compared
from bench.references.serving import CODE
from bench.server import THREADS, Server, serving
from bench.workloads import network, once, reads, sales, scaling
from bench.workloads.types import Door, Read
from config import embedded
from config.environment import ENV
from tenants.access import NETWORK
from tenants.database.session import as_hq, close_connections
from tenants.identity.operations import issue_token
from tenants.permissions import Role

QUICK, FULL = Lengths(main=3, others=1.5, limit=2), Lengths(main=10, others=5, limit=5)
MARKETS = {False: (4, 20), True: (4, 100, 500)}
PIECES = {False: (100_000, 400_000), True: (100_000, 1_000_000, 4_000_000)}
REFERENCES = ("stock", "tuned")


class Run:
    """The figures so far, and the servers that are up."""

    def __init__(self, lengths: Lengths, wanted: set[str]) -> None:
        self.lengths, self.wanted = lengths, wanted
        self.workloads: dict[str, dict[str, Any]] = {}
        self.began = time.monotonic()

    def asks_for(self, *names: str) -> bool:
        """Whether any of these is to be measured."""
        return not self.wanted or bool(self.wanted & set(names))

    def note(self, name: str, title: str, measure: Callable[[], dict[str, Any]]) -> None:
        """Measure, keep and print it."""
        if self.asks_for(name):
            self.workloads[name] = {"title": title, **measure()}
            print(f"{time.monotonic() - self.began:6.0f} s  {name}  {self.workloads[name]}", flush=True)


def measure(run: Run, *, full: bool) -> dict[str, Any]:
    """All workloads in the order in which they disturb each other least; what scales last."""
    run.note("T1", "Create a market", once.create_markets)
    manager, integrator, analyst = (
        _token(Role.MARKET_MANAGER, setting.MARKET),
        _token(Role.INTEGRATOR, NETWORK),
        _token(Role.HQ_ANALYST, NETWORK),
    )
    with ExitStack() as stack:
        server = stack.enter_context(serving())
        door = Door(server.port, "", manager).to(setting.MARKET)
        if run.asks_for("R1", "R2", "R3", "R4"):
            _read_all(run, server, door, stack)
        headquarters = Door(server.port, "", analyst).to("hq")
        if run.asks_for("F1"):
            _measure_read(run, network.network(), server, headquarters, {})
        if run.asks_for("W1", "W2"):
            _sell(run, server, door)
        run.note("S1", "Close a half-month of 5,000 sales and 356 cooperatives", once.close_half_month)
        run.note("I1", "Import 8,872 products", once.import_catalogue)
        everywhere = Door(server.port, "", integrator).to(setting.MARKET)
        seconds, found = run.lengths.others, {}
        if run.asks_for("history"):
            found["history"] = scaling.long_history(server, everywhere, PIECES[full], seconds)
            print(found["history"], flush=True)
        if run.asks_for("markets", "T2"):
            found["markets"] = scaling.many_markets(server, everywhere, MARKETS[full], seconds)
            print(found["markets"], flush=True)
    run.note("T2", "Migrate all markets when there is nothing to do", once.migrate_nothing)
    return found


def _read_all(run: Run, server: Server, door: Door, stack: ExitStack) -> None:
    """R1 to R4, with both references up at the same time."""
    others = {
        name: stack.enter_context(serving((CODE, f"bench.references.{name}", str(THREADS))))
        for name in REFERENCES
    }
    for read in reads.reads(door):
        _measure_read(run, read, server, door, others)


def _measure_read(run: Run, read: Read, server: Server, door: Door, others: dict[str, Server]) -> None:
    def measured() -> dict[str, Any]:
        read.check(door)
        figures = compared(server, door.constant(read.query, read.asked), read.limit, run.lengths)
        for name, other in others.items():
            theirs = Door(other.port, door.host, door.token)
            asked = reads.pages(theirs) if read.name == "R1" else read.asked
            read.check_reference(theirs, asked, door)
            slow = burst(
                other, theirs.constant(read.query, asked), concurrency=MAIN, seconds=run.lengths.others
            ).figures()
            figures[name] = slow
            figures[f"{name}_graphene_ratio"] = round(figures["rps"] / slow["rps"], 1)
            figures[f"{name}_graphene_cpu_ratio"] = round(_cpu(slow) / _cpu(figures), 1)
        return figures

    run.note(read.name, read.title, measured)


def _sell(run: Run, server: Server, door: Door) -> None:
    """W1 and W2."""
    sales.install(setting.MARKET)
    shop = sales.Shop.of(setting.MARKET)
    close_connections()
    written = sales.check(shop, door)

    def one_by_one() -> dict[str, Any]:
        return compared(server, shop.calls(door), shop.limit(), run.lengths) | {"rows_written": written}

    run.note("W1", "A sale of five lines", one_by_one)
    run.note(
        "W2", "500 sales of a till that was offline", lambda: sales.pushed(shop, door, server, run.lengths)
    )


def _cpu(figures: dict[str, Any]) -> float:
    return float(figures["server_cpu_us"] + figures["postgres_cpu_us"])


def _token(role: Role, scope: str) -> str:
    with as_hq():
        token = issue_token(role=role, scope=scope, label=f"bench {role}", issued_at=setting.NOW).token
    close_connections()
    return token


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--full", action="store_true", help="longer, up to 500 markets and 4 million pieces")
    parser.add_argument("--only", default="", help="some of R1,R2,R3,R4,F1,W1,W2,S1,I1,T1,T2,history,markets")
    given = parser.parse_args()
    embedded.start(ENV.postgres_dir)
    keeping.restore()
    about = machine.machine()
    run = Run(FULL if given.full else QUICK, set(given.only.split(",")) - {""})
    found = measure(run, full=given.full)
    about["took_seconds"] = round(time.monotonic() - run.began)
    if not run.wanted:
        report.write({"machine": about, "full": given.full, "workloads": run.workloads, "scaling": found})
    print(f"{about['took_seconds']} s")


if __name__ == "__main__":
    main()
