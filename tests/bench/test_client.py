"""The load client of the benchmarks counts answers, and refuses those that are not what was expected."""

import itertools
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from bench.client import Call, WrongAnswer, ask, load

GOOD = b'{"data":{"sale":{"errors":[]}}}'


def plain(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


def chunked(*parts: bytes) -> bytes:
    chunks = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (*parts, b""))
    return b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + chunks


@contextmanager
def answering(answer: bytes, *, cut: int = 1 << 20) -> Iterator[int]:
    """A server that answers this to whatever it is sent, in pieces of `cut` bytes."""

    def serve(connection: socket.socket) -> None:
        with connection, suppress(ConnectionError):  # a client that has seen enough leaves
            while connection.recv(1 << 16):
                for begins in range(0, len(answer), cut):
                    connection.sendall(answer[begins : begins + cut])

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            Thread(target=serve, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def always(call: Call) -> Callable[[int], Iterator[Call]]:
    return lambda number: itertools.repeat(call)


@pytest.mark.parametrize("answer", [plain(GOOD), chunked(GOOD), chunked(GOOD[:5], GOOD[5:])])
@pytest.mark.parametrize("cut", [3, 1 << 20])
def test_the_body_is_put_together_however_it_arrives(answer: bytes, cut: int) -> None:
    with answering(answer, cut=cut) as port:
        assert ask(port, b"POST") == GOOD


def test_every_answer_is_counted_with_its_time() -> None:
    with answering(plain(GOOD)) as port:
        burst = load(port, always(Call(b"POST", holds=b'"errors":[]')), concurrency=4, seconds=0.1)
    assert len(burst.latencies) >= 4
    assert burst.latencies == sorted(burst.latencies)
    assert burst.rps == pytest.approx(len(burst.latencies) / burst.seconds)


@pytest.mark.parametrize(
    "answer",
    [
        plain(GOOD, "429 Too Many Requests"),
        plain(b'{"errors":[{"message":"no"}]}'),
        plain(b'{"data":{"sale":null},"errors":[{"message":"no"}]}'),
        plain(b'{"data":{"sale":{"errors":[{"code":"INSUFFICIENT_STOCK"}]}}}'),
        plain(b'{"data":{"sale":{}}}'),
    ],
)
def test_a_wrong_answer_ends_the_burst(answer: bytes) -> None:
    with answering(answer) as port, pytest.raises(WrongAnswer):
        load(port, always(Call(b"POST", holds=b'"errors":[]')), concurrency=2, seconds=0.1)
