"""A server that is asked to end does so, whatever it is doing."""

import time

import psutil

from bench.server import LONGEST_START
from tests.live_server import LiveServer, starting


def test_a_server_ends_when_it_is_asked_before_it_answers(network_database: None) -> None:
    with starting(WORKERS="2") as server:
        _wait_for_workers(server, 2)
        workers = server.workers()
        server.process.terminate()
        assert server.process.wait(LONGEST_START) is not None
        assert not any(psutil.pid_exists(worker) for worker in workers)


def _wait_for_workers(server: LiveServer, number: int) -> None:
    deadline = time.monotonic() + LONGEST_START
    while len(server.workers()) < number:
        assert server.process.poll() is None, "the server ended by itself"
        assert time.monotonic() < deadline, "the workers do not start"
        time.sleep(0.02)
