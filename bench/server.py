"""Servers as processes of their own on a free port, and what they and PostgreSQL take of the machine."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

from config import embedded
from config.environment import ENV

LONGEST_START = 60.0
THREADS = 2
PLATFORM = "from config.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers on a port of this machine."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """What all of its processes have taken so far."""
        return sum(_own_seconds(process) for process in self._processes())

    def resident_mib(self) -> list[int]:
        """What each process that answers keeps in memory."""
        return [process.memory_info().rss // 2**20 for process in self._processes()[1:]]

    def _processes(self) -> list[psutil.Process]:
        parent = psutil.Process(self.pid)
        return [parent, *parent.children(recursive=True)]


@contextmanager
def serving(command: Sequence[str] = (PLATFORM, "serve", "--threads", str(THREADS))) -> Iterator[Server]:
    """Run Python code with these arguments as a server, by default the platform as `tadamun serve` starts
    it; ended afterwards.
    """
    with started(command) as (port, process):
        wait_until_it_answers(process, port)
        yield Server(port, process.pid)


@contextmanager
def started(command: Sequence[str], **environment: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """A server's port and process, as soon as it runs, with these variables; ended afterwards, whatever
    became of it.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", *command],
        env={**os.environ, "PORT": str(port), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield port, process
    finally:
        _end(process)


def wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Raises AssertionError for a server that ends before, or takes too long."""
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended before it answered"
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/live")
            connection.getresponse()
            return
        time.sleep(0.05)
    raise AssertionError("the server does not answer")


def postgres_cpu_seconds() -> float:
    """What all of PostgreSQL's processes have taken so far, those that have ended included."""
    pid = embedded.status(ENV.postgres_dir).pid
    assert pid is not None, "the embedded server runs while something is measured"
    postmaster = psutil.Process(pid)
    times = postmaster.cpu_times()
    children = sum(_own_seconds(child) for child in postmaster.children(recursive=True))
    return times.user + times.system + times.children_user + times.children_system + children


def _own_seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the server to end, and end what is left of it: its workers would outlive it."""
    with suppress(psutil.NoSuchProcess):
        workers = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        for worker in workers:
            with suppress(psutil.NoSuchProcess):
                worker.kill()
    process.kill()
    process.wait()
