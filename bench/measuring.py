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


@dataclass(slots=True)
class Measured:
    """A burst, and the CPU that server and PostgreSQL took for each of its requests, in microseconds."""

    burst: Burst
    server_cpu_us: float
    postgres_cpu_us: float

    @property
    def client_share(self) -> float:
        """How much of one core the client took."""
        return self.burst.cpu_seconds / self.burst.seconds

    def figures(self) -> dict[str, Any]:
        """What goes into the results."""
        return {
            "rps": round(self.burst.rps, 1),
            "p50_ms": round(self.burst.percentile_ms(0.5), 2),
            "p99_ms": round(self.burst.percentile_ms(0.99), 2),
            "server_cpu_us": round(self.server_cpu_us),
            "postgres_cpu_us": round(self.postgres_cpu_us),
            "requests": len(self.burst.latencies),
        }


@dataclass(frozen=True, slots=True)
class Pace:
    """How long each part of a measurement takes, in seconds."""

    main: float
    others: float
    limit: float
    concurrencies: Sequence[int] = field(default=(1, 32))


def burst(server: Server, calls: Calls, *, concurrency: int, seconds: float) -> Measured:
    """Load a server for so long. Raises client.WrongAnswer."""
    client.load(server.port, calls, concurrency=concurrency, seconds=min(0.5, seconds / 4))
    of_server, of_postgres = server.cpu_seconds(), postgres_cpu_seconds()
    found = client.load(server.port, calls, concurrency=concurrency, seconds=seconds)
    of_server, of_postgres = server.cpu_seconds() - of_server, postgres_cpu_seconds() - of_postgres
    answered = len(found.latencies)
    return Measured(found, of_server / answered * 1e6, of_postgres / answered * 1e6)


def compared(server: Server, calls: Calls, limit: Limit, pace: Pace) -> dict[str, Any]:
    """Server and limit, one after the other: the limit is the mean of before and after."""
    before = limit.rps(concurrency=MAIN, seconds=pace.limit)
    at_rest = server.resident_mib()
    main = burst(server, calls, concurrency=MAIN, seconds=pace.main)
    others = {
        str(concurrency): burst(server, calls, concurrency=concurrency, seconds=pace.others).figures()
        for concurrency in pace.concurrencies
    }
    after = limit.rps(concurrency=MAIN, seconds=pace.limit)
    limit_rps = mean((before, after))
    return main.figures() | {
        "limit_rps": round(limit_rps, 1),
        "limit_before_after": [round(before, 1), round(after, 1)],
        "ratio": round(main.burst.rps / limit_rps, 3),
        "client_core_share": round(main.client_share, 2),
        "resident_mib": {"at_rest": at_rest, "under_load": server.resident_mib()},
        "concurrency": others,
    }
