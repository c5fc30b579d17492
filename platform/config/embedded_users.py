"""Who uses an embedded server: a file of processes beside its data, read and written under a file lock.

A process is known by its number and the moment it started, so neither a kill -9 nor a number given to
another process later leaves a user behind.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from config.embedded_place import Place

# Two readings of one process's start may differ by the clock's own corrections.
START_TOLERANCE_SECONDS = 2


@dataclass(frozen=True)
class User:
    pid: int
    started: float

    @classmethod
    def this_process(cls) -> Self:
        return cls(os.getpid(), psutil.Process().create_time())

    @property
    def alive(self) -> bool:
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) <= START_TOLERANCE_SECONDS
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


@dataclass(frozen=True)
class Users:
    users: tuple[User, ...] = ()
    keep: bool = False

    @property
    def empty(self) -> bool:
        return not self.users and not self.keep


@contextmanager
def locked(place: Place) -> Iterator[None]:
    """One process, and one of its threads, at a time starts, stops or counts."""
    # Opened for reading only: the file may belong to root, and a lock asks for no more.
    descriptor = os.open(place.folder / "lock", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def read(place: Place) -> Users:
    """The users that are alive; an unreadable file counts as none."""
    try:
        content = json.loads((place.folder / "users.json").read_text())
        listed = tuple(User(int(each["pid"]), float(each["started"])) for each in content["users"])
        return Users(tuple(each for each in listed if each.alive), bool(content["keep"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Users()


def add(place: Place, *, keep: bool) -> Users:
    held, me = read(place), User.this_process()
    others = tuple(each for each in held.users if each.pid != me.pid)
    return _write(place, Users((*others, me), held.keep or keep))


def remove(place: Place) -> Users:
    held = read(place)
    return _write(place, Users(tuple(each for each in held.users if each.pid != os.getpid()), held.keep))


def clear(place: Place) -> Users:
    return _write(place, Users())


def _write(place: Place, held: Users) -> Users:
    users = [{"pid": each.pid, "started": each.started} for each in held.users]
    # Replaced as a whole, because it may belong to root while the folder's owner writes it, or the reverse.
    fresh = place.folder / f"users.{os.getpid()}.json"
    fresh.write_text(json.dumps({"users": users, "keep": held.keep}))
    fresh.replace(place.folder / "users.json")
    return held


def server_processes(cluster: Path) -> frozenset[int]:
    """The PostgreSQL processes working in this data directory, whoever started them."""
    return frozenset(each.pid for each in psutil.process_iter() if _works_in(each, cluster))


def is_server_process(pid: int, cluster: Path) -> bool:
    try:
        return _works_in(psutil.Process(pid), cluster)
    except psutil.Error:
        return False


def _works_in(process: psutil.Process, cluster: Path) -> bool:
    try:
        return process.name() == "postgres" and Path(process.cwd()) == cluster
    except psutil.Error:
        return False


def kill(pids: Iterable[int]) -> None:
    for pid in pids:
        with suppress(psutil.Error):
            psutil.Process(pid).kill()
