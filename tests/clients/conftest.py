"""Other people's software against a server that listens: `make test-clients`.

A script beside this file is run by Node with `node_modules` beside it, and says what it found as one JSON
document. The server is `tadamun serve` on the network of the tests, with real logins and committed rows.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.listings.types import Listing
from api.tills.types import Till
from config.environment import ENV, ROOT
from kernel import clock
from kernel.ids import new_id
from tenants.access import SYSTEM
from tenants.database.session import as_hq, as_market, close_connections
from tenants.identity.operations import issue_token
from tenants.oauth import operations as oauth
from tenants.oauth.types import ClientDescription, ClientKind, OwnGrant
from tenants.permissions import Role

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
DEADLINE_SECONDS = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that stands in this folder needs Node, a browser and a port, and is asked for by name.

    What changes anything at random goes last, so that nobody finds the markets as it left them.
    """
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("clients")
    items.sort(key=lambda item: item.path == HERE / "test_schemathesis.py")


@dataclass(frozen=True, slots=True)
class Server:
    """A server of headquarters and the markets casablanca and marrakech."""

    port: int

    def url(self, host: str = "hq", path: str = "/graphql/") -> str:
        """An address of `hq` or of a market. Its name is known to whoever runs through `node`."""
        return f"http://{host}.{ENV.domain}:{self.port}{path}"


@pytest.fixture(scope="session")
def server(network_database: None) -> Iterator[Server]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    process = subprocess.Popen(
        [BIN / "tadamun", "serve"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(port), "WORKERS": "2", "CORS_ORIGINS": "https://shop.example.ma"},
    )
    try:
        _wait_for(port, process)
        yield Server(port)
    finally:
        process.terminate()
        process.wait(30)
        close_connections()


@pytest.fixture(scope="session")
def token(network_database: None) -> Callable[..., str]:
    """A bearer token: `token(role)` for the network, `token(role, scope=…)` for a market."""

    def make(role: Role, *, scope: str = "network") -> str:
        with as_hq():
            return issue_token(role=role, scope=scope, label="client", issued_at=clock.now()).token

    return make


@pytest.fixture
def resolving(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of the tests' hosts lead to this machine in Python too, as `hosts.mjs` has it for Node."""
    resolve = socket.getaddrinfo

    def ours(host: Any, *arguments: Any, **named: Any) -> Any:
        inside = isinstance(host, str) and host.endswith(f".{ENV.domain}")
        return resolve("127.0.0.1" if inside else host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", ours)


@dataclass(frozen=True, slots=True)
class Integration:
    """A client of OAuth that may read both hosts and sell in Casablanca, and what there is to sell."""

    client_id: str
    secret: str
    listings: Sequence[str]
    till: str


@pytest.fixture
def integration(server: Server, make_goods: Callable[..., Any], make_till: Callable[..., Any]) -> Integration:
    with as_market("casablanca"):
        goods = [Listing.global_id(make_goods(quantity=50).pk, "casablanca") for _ in range(3)]
        till = Till.global_id(make_till().pk, "casablanca")
    description = ClientDescription(
        name="Caisse",
        kind=ClientKind.INTEGRATION,
        grants=[
            OwnGrant(id=new_id(), role=Role.INTEGRATOR, scope=scope) for scope in ("network", "casablanca")
        ],
    )
    with as_hq():
        issued = oauth.register_client(
            client_id=new_id(), description=description, registrar=SYSTEM, at=clock.now()
        )
    return Integration(str(issued.row.pk), str(issued.secret), goods, till)


@pytest.fixture(scope="session")
def node() -> Callable[..., Any]:
    """Runs a script of this folder with its arguments; what it printed, as JSON."""
    assert (HERE / "node_modules").is_dir(), "run `make test-clients`, which installs them"

    def run(script: str, *arguments: str) -> Any:
        done = subprocess.run(
            [BIN / "node", "--import", "./hosts.mjs", script, *arguments],
            cwd=HERE,
            env={**os.environ, "DOMAIN": ENV.domain},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def browser() -> str:
    """Where Chromium is."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    assert found is not None, "no Chromium; on Debian and Ubuntu: apt install chromium"
    return found


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while True:
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < deadline, "the server did not come up"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
