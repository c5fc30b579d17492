"""The server over HTTP on 127.0.0.1, in a thread of this process or as a process of its own.

`with running() as stripe:` gives its `url` and its `control`. A server with a state file goes on where the
one before it stopped.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from stripe_server.api import Answered, Api
from stripe_server.control import Control
from stripe_server.errors import ApiError, Dropped
from stripe_server.world import World, load

_LONGEST_BODY = 1_000_000


class StripeServer:
    """One world behind one port. Endpoints that do not hold get their events from a thread."""

    def __init__(self, *, port: int = 0, state: Path | None = None) -> None:
        self.state = state
        self.world = load(state) if state is not None and state.exists() else World()
        self.lock = threading.RLock()
        self.api, self.control = Api(self.world, self.lock), Control(self.world, self.lock)
        self.changed, self.stopping = threading.Event(), False
        self.http = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self._threads = [
            threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True),
            threading.Thread(target=self._deliver, daemon=True),
        ]

    def start(self) -> "StripeServer":
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Answer nobody any more, and leave no thread behind."""
        self.stopping = True
        self.api.wait.set()
        self.changed.set()
        self.http.shutdown()
        self.http.server_close()
        for thread in self._threads:
            thread.join(10)

    def reset(self) -> None:
        """Begin with an empty world, for the next test."""
        with self.lock:
            for name, value in vars(World()).items():
                setattr(self.world, name, value)

    def after_change(self) -> None:
        """Keep the state, and wake the thread that delivers."""
        if self.state is not None:
            with self.lock:
                self.world.save(self.state)
        self.changed.set()

    def _deliver(self) -> None:
        while not self.stopping:
            self.changed.wait(0.5)
            self.changed.clear()
            if any(not endpoint.hold for endpoint in self.world.endpoints):
                self.control.deliver()


@contextmanager
def running(**given: Any) -> Iterator[StripeServer]:
    """A server in this process for as long as the block lasts."""
    server = StripeServer(**given).start()
    try:
        yield server
    finally:
        server.stop()


def _handler(server: StripeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._serve("GET")

        def do_POST(self) -> None:
            self._serve("POST")

        def do_DELETE(self) -> None:
            self._serve("DELETE")

        def _serve(self, method: str) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if length > _LONGEST_BODY:
                self.close_connection = True
                return
            body = self.rfile.read(length).decode()
            try:
                answered = self._answered(method, body)
            except Dropped:
                self.close_connection = True
                return
            finally:
                server.after_change()
            content = json.dumps(answered.body).encode()
            self.send_response(answered.status)
            for name, value in {**answered.headers, "Content-Type": "application/json"}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _answered(self, method: str, body: str) -> Answered:
            if not self.path.startswith("/_control/"):
                return server.api.answer(method, self.path, self.headers, body)
            try:
                told = server.control.run(self.path.removeprefix("/_control/"), json.loads(body or "{}"))
            except (ApiError, AssertionError, KeyError, TypeError, ValueError) as error:
                return Answered(400, {"error": f"{type(error).__name__}: {error}"}, {})
            return Answered(200, {"result": told}, {})

        def log_message(self, *_said: Any) -> None:
            """Nothing: a test reads `requests` instead."""

    return Handler
