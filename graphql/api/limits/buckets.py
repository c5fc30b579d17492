"""Leaky buckets in one small file that all worker processes of a machine map into their memory.

Nothing is written to the database. A bucket is what a client has asked for and not yet been forgiven: its
level falls by the restore rate every second, and what would raise it over the maximum has to wait.

The file is a table of fixed size: a key's hash leads to one row of `WAYS` slots, and whoever reads or writes
a row holds the kernel's lock on its bytes, which a killed process cannot keep. A new key takes a slot that
was never used, or else the one with the lowest level; so strangers without number cannot make the table
grow, and whom they push out is forgiven, not punished. A slot that is not whole, or that was written before
the machine started, counts as empty.
"""

import fcntl
import math
import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import NamedTuple

ROWS = 1_024
WAYS = 8
_KEY = 16
_SLOT = struct.Struct(f"={_KEY}sdd")
_ROW = WAYS * _SLOT.size
_NOBODY = bytes(_KEY)
# Processes read the clock before they have the lock, so a slot may be from a little later than now; from
# much later it is from before the machine started.
_LATER = 60.0


class Terms(NamedTuple):
    """How much a bucket holds, and how many points it forgives each second."""

    maximum: float
    restore_rate: float


class Level(NamedTuple):
    """How full a bucket is; with `wait` above 0 what was asked for was not taken, and fits after so many
    seconds.
    """

    level: float
    wait: float = 0.0


class _Slot(NamedTuple):
    key: bytes
    level: float
    at: float


class Buckets:
    """The table in one file, made when it is missing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Never closed while the process lives: closing any descriptor of a file drops all its locks.
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # Reserved, because a full disk would kill who writes to a mapped page that has no place on it.
        os.posix_fallocate(self._file, 0, ROWS * _ROW)
        self._memory = mmap.mmap(self._file, ROWS * _ROW)
        # The kernel's locks keep processes apart, this one the threads of this process.
        self._threads = Lock()

    def take(self, name: str, points: float, terms: Terms, *, now: float) -> Level:
        """Pour `points` into the bucket, if they fit; `now` is the machine's monotonic clock, in seconds."""
        with self._bucket(name, terms, now) as bucket:
            over = bucket.level + points - terms.maximum
            if over > 0:
                return Level(bucket.level, over / terms.restore_rate)
            bucket.level += points
            return Level(bucket.level)

    def add(self, name: str, points: float, terms: Terms, *, now: float) -> Level:
        """Pour in what was already spent, whether it fits or not; below zero: give it back."""
        with self._bucket(name, terms, now) as bucket:
            bucket.level = max(0.0, bucket.level + points)
            return Level(bucket.level)

    @contextmanager
    def _bucket(self, name: str, terms: Terms, now: float) -> Iterator["_Bucket"]:
        digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=_KEY + 4).digest()
        key, row = digest[:_KEY], int.from_bytes(digest[_KEY:], "big") % ROWS * _ROW
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX, _ROW, row)
            try:
                offset, level = self._find(key, row, terms, now)
                bucket = _Bucket(level)
                yield bucket
                _SLOT.pack_into(self._memory, offset, key, bucket.level, now)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, _ROW, row)

    def _find(self, key: bytes, row: int, terms: Terms, now: float) -> tuple[int, float]:
        """The offset of this key's slot and its level, or of the slot it may take and zero."""
        lowest, free = math.inf, row
        for offset in range(row, row + _ROW, _SLOT.size):
            slot = _Slot(*_SLOT.unpack_from(self._memory, offset))
            level = _level(slot, terms, now)
            if slot.key == key:
                return offset, level
            if slot.key == _NOBODY:
                level = -1.0
            if level < lowest:
                lowest, free = level, offset
        return free, 0.0


class _Bucket:
    __slots__ = ("level",)

    def __init__(self, level: float) -> None:
        self.level = level


def _level(slot: _Slot, terms: Terms, now: float) -> float:
    """What is left in a slot; nothing where it makes no sense."""
    since = now - slot.at
    if not (math.isfinite(slot.level) and math.isfinite(since)) or since < -_LATER:
        return 0.0
    # Nobody has to wait for longer than it takes to empty two full buckets.
    level = min(slot.level, 2 * terms.maximum)
    return max(0.0, level - max(0.0, since) * terms.restore_rate)
