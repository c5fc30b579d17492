"""Ids and keys that are made once, so that what is sent twice is done once.

Tadamun's mutations that move money or goods take an id that you make, or an `idempotencyKey`. An id belongs
to the thing (this sale, this lot), not to the request: whoever asks again, even after a crash, asks with the
same.
"""

import os
import sqlite3
import time
from pathlib import Path
from uuid import UUID


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562 section 5.7): the milliseconds of now, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | int.from_bytes(os.urandom(10), "big")
    return UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)


def new_key() -> str:
    """A key for a mutation that takes an `idempotencyKey`."""
    return str(new_id())


class Ids:
    """Remembers in a file which id a thing of yours has: `ids.of("till 3, ticket 1017")`."""

    def __init__(self, path: Path | str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._database.execute("CREATE TABLE IF NOT EXISTS made (name TEXT PRIMARY KEY, id TEXT NOT NULL)")

    def of(self, name: str) -> UUID:
        """The id of this thing: made, and on the disk, before it is answered for the first time."""
        self._database.execute(
            "INSERT INTO made (name, id) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", (name, str(new_id()))
        )
        (found,) = self._database.execute("SELECT id FROM made WHERE name = ?", (name,)).fetchone()
        return UUID(found)

    def close(self) -> None:
        """No more is asked."""
        self._database.close()
