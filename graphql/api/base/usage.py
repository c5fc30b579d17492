"""Counts, in the memory of this process, which clients use what is deprecated, and writes it down at times.

The first use in a while is written at once, so that a rare one is not lost with its process; what follows
within `INTERVAL` waits. So a request costs no statement, and a process that is killed loses a minute's counts
at most. Every host's counts are written by that host's login, on a request to that host.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

import structlog
from django.db import Error

from tenants.usage import operations
from tenants.usage.types import Use

log = structlog.get_logger(__name__)

INTERVAL = timedelta(seconds=60)
MOST_WAITING = 1_000
"""So many different uses of one host wait at most, also while the database is away."""

Key = tuple[str, str]


def write_down(uses: list[Use]) -> None:
    """Write uses as the login that this thread works as."""
    operations.add_uses(uses=uses)


class Uses:
    """What is counted and not yet written, by host."""

    def __init__(self, write: Callable[[list[Use]], None] = write_down) -> None:
        self._write = write
        self._lock = Lock()
        self._waiting: dict[str, dict[Key, Use]] = {}
        self._written_at: dict[str, datetime] = {}

    def count(self, parts: Iterable[str], *, market: str, client: str, at: datetime) -> None:
        """Count one request of a client, and write down what waits of its host once it is time."""
        used = [
            Use(market=market, client=client, part=part, uses=1, first_used_at=at, last_used_at=at)
            for part in parts
        ]
        with self._lock:
            self._add(used)
        self.flush(market=market, at=at)

    def flush(self, *, market: str, at: datetime) -> None:
        """Write down what waits of a host, if it is time."""
        if not self._waiting.get(market):
            return
        with self._lock:
            uses = self._take_when_due(market, at)
        if not uses:
            return
        try:
            self._write(uses)
        except Error:
            log.warning("uses of what is deprecated are not written yet", market=market, exc_info=True)
            with self._lock:
                self._add(uses)

    def _add(self, uses: Iterable[Use]) -> None:
        for use in uses:
            waiting = self._waiting.setdefault(use.market, {})
            known = waiting.get((use.client, use.part))
            if known is not None:
                waiting[use.client, use.part] = replace(
                    known,
                    uses=known.uses + use.uses,
                    first_used_at=min(known.first_used_at, use.first_used_at),
                    last_used_at=max(known.last_used_at, use.last_used_at),
                )
            elif len(waiting) < MOST_WAITING:
                waiting[use.client, use.part] = use

    def _take_when_due(self, market: str, at: datetime) -> list[Use]:
        waiting, written_at = self._waiting.get(market, {}), self._written_at.get(market)
        if written_at is not None and at - written_at < INTERVAL and len(waiting) < MOST_WAITING:
            return []
        # Also where it fails: a database that is away is asked again after the interval, not at once.
        self._written_at[market] = at
        return list(self._waiting.pop(market, {}).values())


USES = Uses()
