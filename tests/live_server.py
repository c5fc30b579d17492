"""`tadamun serve` as a process of its own, on the database of the tests."""

import http.client
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

from bench.server import PLATFORM, started, wait_until_it_answers


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
        wait_until_it_answers(server.process, server.port)
        yield server


@contextmanager
def starting(**environment: str) -> Iterator[LiveServer]:
    """The same as soon as its process runs, before it answers."""
    with started((PLATFORM, "serve", "--threads", "2"), **environment) as (port, process):
        yield LiveServer(port, process)
