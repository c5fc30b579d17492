"""The load: a process that keeps so many HTTP/1.1 connections busy, each sending its next request as soon as
it has its answer, and looks at every answer.

One loop over raw sockets, since a client takes its CPU from what it measures: some 17 µs a request.
"""

import multiprocessing
import resource
import select
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection

# More would be mapped and unmapped at each answer.
_BUFFER = 1 << 16


class WrongAnswer(Exception):
    """An answer that is not what was expected: the run is worth nothing."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it is sent, and how its answer's body begins; `holds` stands in it."""

    sent: bytes
    begins: bytes = b'{"data":{'
    holds: bytes = b"}"

    def check(self, body: bytes) -> None:
        """Raises WrongAnswer, also for errors of any kind."""
        if not body.startswith(self.begins) or self.holds not in body or b'"errors":[{' in body:
            raise WrongAnswer(body[:2000].decode(errors="replace"))


Calls = Callable[[int], Iterator[Call]]
"""Makes the calls of one connection, which has this number."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What a load came to. `latencies` are seconds, sorted; `cpu_seconds` are the client's own."""

    seconds: float
    latencies: list[float]
    cpu_seconds: float

    @property
    def rps(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile_ms(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)] * 1000


def post(host: str, token: str, body: bytes) -> bytes:
    """A GraphQL request as it goes over the wire."""
    head = (
        f"POST /graphql/ HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def ask(port: int, sent: bytes) -> bytes:
    """The body of one answer. Raises WrongAnswer for any status but 200."""
    connection = _Connection(port, iter((Call(sent, begins=b"{"),)))
    connection.send()
    while (body := connection.receive()) is None:
        pass
    connection.socket.close()
    return body


def load(port: int, calls: Calls, *, concurrency: int, seconds: float) -> Burst:
    """Keep so many connections busy for so long, in a process of its own, and wait for the last answers.
    Raises WrongAnswer.
    """
    context = multiprocessing.get_context("fork")
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(its, port, calls, concurrency, seconds))
    process.start()
    its.close()
    found = mine.recv()
    process.join()
    if isinstance(found, str):
        raise WrongAnswer(found)
    latencies, took, cpu = found
    return Burst(took, sorted(latencies), cpu)


def _run(pipe: Connection, port: int, calls: Calls, concurrency: int, seconds: float) -> None:
    try:
        pipe.send(_keep_busy(port, calls, concurrency, seconds))
    except Exception as error:
        pipe.send(repr(error))


def _keep_busy(port: int, calls: Calls, concurrency: int, seconds: float) -> tuple[list[float], float, float]:
    connections = [_Connection(port, calls(number)) for number in range(concurrency)]
    waiting = select.epoll()
    by_file = {}
    for one in connections:
        by_file[one.socket.fileno()] = one
        waiting.register(one.socket.fileno(), select.EPOLLIN)
    latencies: list[float] = []
    began = time.perf_counter()
    cpu = _cpu_seconds()
    for one in connections:
        one.send()
    busy = concurrency
    while busy:
        for file, _ in waiting.poll():
            one = by_file[file]
            if one.receive() is None:
                continue
            now = time.perf_counter()
            latencies.append(now - one.sent_at)
            if now < began + seconds:
                one.send()
            else:
                one.socket.close()
                busy -= 1
    return latencies, time.perf_counter() - began, _cpu_seconds() - cpu


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class _Connection:
    """One connection that has at most one request under way."""

    def __init__(self, port: int, calls: Iterator[Call]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.calls = calls
        self.sent_at = 0.0
        self.begun = b""

    def send(self) -> None:
        self.call = next(self.calls)
        self.sent_at = time.perf_counter()
        self.socket.sendall(self.call.sent)

    def receive(self) -> bytes | None:
        """The body of the answer once it is complete, None before. Raises WrongAnswer."""
        arrived = self.socket.recv(_BUFFER)
        if not arrived:
            raise WrongAnswer("the server closed the connection")
        told = self.begun + arrived if self.begun else arrived
        body_at = told.find(b"\r\n\r\n") + 4
        length = _length(told, body_at)
        if body_at < 4 or not _is_complete(told, body_at, length):
            self.begun = told
            return None
        self.begun = b""
        body = told[body_at:] if length is not None else _joined(told[body_at:])
        if told[9:12] != b"200":
            raise WrongAnswer(f"{told[9:12]!r} {body[:2000]!r}")
        self.call.check(body)
        return body


def _length(told: bytes, body_at: int) -> int | None:
    """What the head says of the body's length; None for one that comes in chunks."""
    begins = told.find(b"content-length: ", 0, body_at)
    return None if begins < 0 else int(told[begins + 16 : told.index(b"\r", begins)])


def _is_complete(told: bytes, body_at: int, length: int | None) -> bool:
    if length is None:
        return told.endswith(b"\r\n0\r\n\r\n")
    return len(told) >= body_at + length


def _joined(chunks: bytes) -> bytes:
    """The body that came in chunks, mostly one."""
    parts: list[bytes] = []
    place = 0
    while True:
        ends = chunks.index(b"\r\n", place)
        size = int(chunks[place:ends], 16)
        if not size:
            return b"".join(parts)
        parts.append(chunks[ends + 2 : ends + 2 + size])
        place = ends + 4 + size
