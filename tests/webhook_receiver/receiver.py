"""A receiver of webhooks on this machine that can be as bad as receivers are: down, slow, lying, redirecting,
gone, endless, broken in the middle. What it does with the next requests is told before they come.
"""

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Got:
    """One request, whole."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def said(self) -> dict[str, Any]:
        said: dict[str, Any] = orjson.loads(self.body)
        return said

    @property
    def subject(self) -> str:
        return str(self.said["data"]["subject_id"])

    @property
    def position(self) -> int:
        return int(self.said["data"]["position"])


Behaviour = Callable[["_Handler", Got], None]


def answer(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """Answer like a good receiver."""

    def behave(handler: "_Handler", _got: Got) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def raw(head: bytes) -> Behaviour:
    """Answer with these bytes for a status line and headers, and nothing after them."""

    def behave(handler: "_Handler", _got: Got) -> None:
        handler.wfile.write(head + b"content-length: 0\r\n\r\n")
        handler.close_connection = True

    return behave


def break_off(handler: "_Handler", _got: Got) -> None:
    """Say 200, promise a body, and hang up in the middle of it."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nthank")
    handler.close_connection = True


def reset(handler: "_Handler", _got: Got) -> None:
    """Take the request and reset the connection."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.wfile = _Nowhere()  # type: ignore[assignment]
    handler.connection.close()
    handler.close_connection = True


def flood(handler: "_Handler", _got: Got) -> None:
    """Answer 200 and a body that does not end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
    try:
        while True:
            handler.wfile.write(b"all work and no play " * 1000)
    except OSError:
        handler.close_connection = True


def drip(handler: "_Handler", _got: Got) -> None:
    """Send a header's bytes one by one, so that something always comes and nothing ever ends."""
    receiver = handler.receiver
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
        while not receiver.closing.wait(0.02):
            handler.wfile.write(b"z")
    except OSError:
        handler.close_connection = True


def hang(handler: "_Handler", _got: Got) -> None:
    """Say nothing until the receiver is closed."""
    handler.receiver.closing.wait(60)
    handler.close_connection = True


@dataclass(slots=True)
class Receiver:
    """Where it listens, what it got, and what it does: `then` with the next requests, later `otherwise`."""

    url: str
    got: list[Got] = field(default_factory=list)
    then: list[Behaviour] = field(default_factory=list)
    otherwise: Behaviour = field(default_factory=lambda: answer(204))
    closing: threading.Event = field(default_factory=threading.Event)
    _lock: Any = field(default_factory=threading.Lock)

    def take(self, got: Got) -> Behaviour:
        with self._lock:
            self.got.append(got)
            return self.then.pop(0) if self.then else self.otherwise

    @property
    def ids(self) -> list[str]:
        return [got.id for got in self.got]

    @property
    def positions(self) -> list[int]:
        return [got.position for got in self.got]


class _Nowhere:
    def write(self, _bytes: bytes) -> int:
        return 0

    def flush(self) -> None: ...

    def close(self) -> None: ...

    closed = True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        got = Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.receiver.take(got)(self, got)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None: ...


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None: ...


@contextmanager
def receiving(*, wrap: Callable[[socket.socket], socket.socket] | None = None) -> Iterator[Receiver]:
    """A receiver while the block lasts; `wrap` puts TLS around its socket."""
    handler = type("Handler", (_Handler,), {})
    server = _Server(("127.0.0.1", 0), handler)
    if wrap is not None:
        server.socket = wrap(server.socket)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    handler.receiver = receiver  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
