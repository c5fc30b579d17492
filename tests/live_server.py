"""`tadamun serve` as a process of its own, on the database of the tests."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

LONGEST_START = 60.0


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A server that answers on a port of this machine."""

    port: int
    process: subprocess.Popen[bytes]

    def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body of the answer to one request, on a connection of its own."""
        status, answered, _ = self.post_for_headers(body, headers)
        return status, answered

    def post_for_headers(
        self, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        """The same with the answer's headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            # A server that refuses a long body may answer before it has read all of it.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request("POST", "/graphql/", body, {"Content-Type": "application/json", **headers})
            response = connection.getresponse()
            return response.status, response.read(), response.headers
        finally:
            connection.close()

    def workers(self) -> set[int]:
        """The ids of the processes that answer."""
        return {child.pid for child in psutil.Process(self.process.pid).children()}


@contextmanager
def serving(**environment: str) -> Iterator[LiveServer]:
    """A server with these variables that answers; ended afterwards."""
    with starting(**environment) as server:
        _wait_until_it_answers(server.process, server.port)
        yield server


@contextmanager
def starting(**environment: str) -> Iterator[LiveServer]:
    """The same as soon as its process runs, before it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", "from config.cli import main; main()", "serve", "--threads", "2"],
        env={**os.environ, "PORT": str(port), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield LiveServer(port, process)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
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


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended before it answered"
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/live")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.05)
    raise AssertionError("the server does not answer")
