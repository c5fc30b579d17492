"""Measuring one workload: its limit before and after, and in between the server at each concurrency."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

from bench import client
from bench.client import Burst, Calls
from bench.limit import Limit
from bench.server import Server, postgres_cpu_seconds

MAIN = 8
"""The concurrency at which workloads are compared."""

WARM_UP_SECONDS = 0.5


@dataclass(slots=True)
class Measured:
    """A burst, and the CPU that server and PostgreSQL took for each of its requests, in microseconds."""

    burst: Burst
    server_cpu_us: float
    postgres_cpu_us: float

    def figures(self) -> dict[str, Any]:
        """What goes into the results."""
        return {
            "rps": round(self.burst.rps, 1),
            "p50_ms": round(self.burst.percentile_ms(0.5), 2),
            "p99_ms": round(self.burst.percentile_ms(0.99), 2),
            "server_cpu_us": round(self.server_cpu_us),
            "postgres_cpu_us": round(self.postgres_cpu_us),
            "client_cpu_us": round(self.burst.cpu_seconds / len(self.burst.latencies) * 1e6),
            "requests": len(self.burst.latencies),
        }


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long each part of a measurement takes, in seconds."""

    main: float
    others: float
    limit: float
    concurrencies: Sequence[int] = field(default=(1, 32))


def burst(
    server: Server, calls: Calls, *, concurrency: int, seconds: float, warm_up: bool = False
) -> Measured:
    """Load a server for so long. Raises client.WrongAnswer."""
    if warm_up:
        client.load(server.port, calls, concurrency=concurrency, seconds=WARM_UP_SECONDS)
    of_server, of_postgres = server.cpu_seconds(), postgres_cpu_seconds()
    found = client.load(server.port, calls, concurrency=concurrency, seconds=seconds)
    of_server, of_postgres = server.cpu_seconds() - of_server, postgres_cpu_seconds() - of_postgres
    answered = len(found.latencies)
    return Measured(found, of_server / answered * 1e6, of_postgres / answered * 1e6)


def compared(server: Server, calls: Calls, limit: Limit, lengths: Lengths) -> dict[str, Any]:
    """Server and limit, one after the other: the limit is the mean of before and after."""
    before = limit.measured(concurrency=MAIN, seconds=lengths.limit)
    at_rest = server.resident_mib()
    main = burst(server, calls, concurrency=MAIN, seconds=lengths.main, warm_up=True)
    others = {
        str(concurrency): burst(server, calls, concurrency=concurrency, seconds=lengths.others).figures()
        for concurrency in lengths.concurrencies
    }
    after = limit.measured(concurrency=MAIN, seconds=lengths.limit)
    limit_rps, limit_cpu_us = mean((before.rps, after.rps)), mean((before.cpu_us, after.cpu_us))
    return main.figures() | {
        "limit_rps": round(limit_rps, 1),
        "limit_before_after": [round(before.rps, 1), round(after.rps, 1)],
        "limit_cpu_us": round(limit_cpu_us),
        "ratio": round(main.burst.rps / limit_rps, 3),
        "cpu_ratio": round(limit_cpu_us / (main.server_cpu_us + main.postgres_cpu_us), 3),
        "resident_mib": {"at_rest": at_rest, "under_load": server.resident_mib()},
        "concurrency": others,
    }
