"""The door to receivers: one POST to a resolved, checked and pinned address, within a time and a size.

The name is looked up here, every address it has is checked, and the connection goes to an address that was
checked: a name that means something else a moment later leads nowhere else. Host, SNI and the certificate's
name stay those of the URL. Redirections are answers like others. No proxy of the environment is used.
"""

import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from threading import Timer
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import SSLError as Urllib3SSLError

from tenants.webhooks import rules
from tenants.webhooks.addresses import Address, is_public
from tenants.webhooks.types import Answer, Outgoing, Trouble

TIMEOUT_SECONDS = 15.0
CONNECT_SECONDS = 5.0
MOST_READ = 16_384
MOST_KEPT = 2_048
_MOST_ADDRESSES = 3
_KEPT_HEADERS = ("content-type", "content-length", "retry-after", "location", "server", "date")

Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]


class Sender(Protocol):
    """Makes a request and says what came of it; raises nothing."""

    def send(self, outgoing: Outgoing) -> Answer:
        """Make one request."""


def looked_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as this machine's resolver knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class HttpSender:
    """Sends over HTTP(S). `networks` are those beside the public internet that may be called, also without
    TLS: for tests and demonstrations.
    """

    def __init__(
        self,
        *,
        networks: Sequence[Network] = (),
        resolve: Resolve = looked_up,
        seconds: float = TIMEOUT_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._networks, self._resolve, self._seconds, self._trust = networks, resolve, seconds, trust

    def send(self, outgoing: Outgoing) -> Answer:
        """Make one request."""
        parts = urlsplit(outgoing.url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        try:
            addresses = [ip_address(found) for found in self._resolve(host, port)]
        except (OSError, ValueError):
            return Answer(trouble=Trouble.DNS)
        refused = self._refused(addresses, plain=parts.scheme == "http")
        if refused is not None:
            return Answer(trouble=refused, address=", ".join(map(str, addresses))[:200])
        deadline = time.monotonic() + self._seconds
        answer = Answer(trouble=Trouble.DNS)
        for address in addresses[:_MOST_ADDRESSES]:
            answer, connected = self._sent(outgoing, parts, str(address), port, deadline)
            if connected or time.monotonic() >= deadline:
                break
        return answer

    def _refused(self, addresses: Sequence[Address], *, plain: bool) -> Trouble | None:
        """One address that may not be called condemns the name: whoever chose it chose that one too."""
        own = [any(a.version == n.version and a in n for n in self._networks) for a in addresses]
        if not all(ours or is_public(address) for ours, address in zip(own, addresses, strict=True)):
            return Trouble.ADDRESS_REFUSED
        return Trouble.PLAIN_HTTP_REFUSED if plain and not all(own) else None

    def _sent(
        self, outgoing: Outgoing, parts: SplitResult, address: str, port: int, deadline: float
    ) -> tuple[Answer, bool]:
        """What came of it at one address, and whether it was connected to."""
        left = max(deadline - time.monotonic(), 0.1)
        watch = _Watch(left)
        connection = self._connection(parts, address, port, min(left, CONNECT_SECONDS), watch)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            with watch:
                return _exchange(connection, target, outgoing, parts.netloc, address, watch), True
        except (HTTPError, OSError, ValueError) as error:
            return Answer(trouble=_trouble(error, watch), address=address), watch.connected
        finally:
            connection.close()

    def _connection(
        self, parts: SplitResult, address: str, port: int, seconds: float, watch: "_Watch"
    ) -> "_Http | _Https":
        if parts.scheme == "http":
            return _Http(address, port, timeout=seconds, watch=watch)
        name = (parts.hostname or "").rstrip(".")
        return _Https(
            address,
            port,
            timeout=seconds,
            watch=watch,
            server_hostname=name,
            cert_reqs=ssl.CERT_REQUIRED,
            ssl_context=self._trust or ssl.create_default_context(),
        )


class _Watch:
    """Hangs up when the time is over, whatever the receiver does byte by byte: a socket's own timeout begins
    anew with every byte.
    """

    def __init__(self, seconds: float) -> None:
        self._timer = Timer(seconds, self._hang_up)
        self._timer.daemon = True
        self._line: socket.socket | None = None
        self.expired = self.connected = False

    def hold(self, line: socket.socket) -> None:
        self.connected = True
        # A handle of its own: TLS takes the first one over.
        self._line = line.dup()

    def _hang_up(self) -> None:
        self.expired = True
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._line is not None:
            self._line.close()


class _Http(HTTPConnection):
    """A connection that can be hung up from outside."""

    def __init__(self, *where: Any, watch: _Watch, **how: Any) -> None:
        super().__init__(*where, **how)
        self._watch = watch

    def _new_conn(self) -> socket.socket:
        line = super()._new_conn()
        self._watch.hold(line)
        return line


class _Https(HTTPSConnection):
    """The same with TLS."""

    def __init__(self, *where: Any, watch: _Watch, **how: Any) -> None:
        super().__init__(*where, **how)
        self._watch = watch

    def _new_conn(self) -> socket.socket:
        line = super()._new_conn()
        self._watch.hold(line)
        return line


def _exchange(
    connection: _Http | _Https, target: str, outgoing: Outgoing, host: str, address: str, watch: _Watch
) -> Answer:
    headers = {**outgoing.headers, "host": host, "connection": "close", "accept-encoding": "identity"}
    connection.connect()
    if connection.sock is not None:
        connection.sock.settimeout(TIMEOUT_SECONDS)
    connection.request("POST", target, body=outgoing.body, headers=headers, preload_content=False)
    response = connection.getresponse()
    kept = {
        name: rules.kept(response.headers[name][:200]) for name in _KEPT_HEADERS if name in response.headers
    }
    read, trouble = b"", None
    try:
        while len(read) < MOST_READ and (part := response.read(MOST_READ - len(read), decode_content=False)):
            read += part
    except (HTTPError, OSError, ValueError) as error:
        trouble = _trouble(error, watch, otherwise=Trouble.CUT_OFF)
    if watch.expired:
        trouble = Trouble.TIMEOUT
    text = rules.kept(read[:MOST_KEPT].decode(errors="replace"))
    return Answer(status=response.status, trouble=trouble, headers=kept, body=text, address=address)


def _trouble(error: Exception, watch: _Watch, *, otherwise: Trouble = Trouble.CONNECTION) -> Trouble:
    causes = (error, error.__cause__, error.__context__)
    if watch.expired or any(isinstance(cause, TimeoutError) for cause in causes):
        return Trouble.TIMEOUT
    if isinstance(error, NewConnectionError):
        return Trouble.CONNECTION
    return Trouble.TLS if isinstance(error, ssl.SSLError | Urllib3SSLError) else otherwise
