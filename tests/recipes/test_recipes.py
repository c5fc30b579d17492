"""Every recipe of `docs/recipes/` does what it says: its program is taken from the page and run against a
live server, and what it prints is what the page says it prints.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from live_server import LiveServer, serving
from settling import close_half_month, pay_by_hand

from api.webhooks.standing import may_be_told
from config.environment import ENV, ROOT
from config.relay import relay_market, relay_webhooks
from kernel import clock
from kernel.halfmonth import HalfMonth, business_date
from markets.settlement.models import Statement
from markets.webhooks.books import MARKET_BOOKS
from tenants.access import NETWORK
from tenants.database.session import as_hq, as_market, close_connections
from tenants.identity.operations import issue_token
from tenants.permissions import MARKET_ROLES, Role
from tenants.webhooks import jobs
from tenants.webhooks import queries as webhooks

FOLDER = ROOT / "docs" / "recipes"
RECIPES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
SHARED = (FOLDER / "README.md").read_text(encoding="utf-8")
LONGEST_WAIT = 60.0
LOOPBACK = "127.0.0.0/8"
# Host names of the tests lead nowhere but here.
RESOLVER = """\
import socket
asked = socket.getaddrinfo
def getaddrinfo(host, *rest, **named):
    here = isinstance(host, str) and host.endswith(".testserver")
    return asked("127.0.0.1" if here else host, *rest, **named)
socket.getaddrinfo = getaddrinfo
"""
LONG_AGO = timedelta(days=40)
DAYS_AGO = {"follow-a-settlement": LONG_AGO}


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def server(network_database: None) -> Iterator[LiveServer]:
    with serving(WEBHOOK_NETWORKS=LOOPBACK) as server:
        yield server
    close_connections()


@pytest.fixture
def recipe(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def now(recipe: Path) -> datetime:
    """When the market was stocked."""
    return clock.now() - DAYS_AGO.get(recipe.stem, timedelta(minutes=45))


@pytest.fixture
def market(
    make_live_market: Callable[..., str],
    now: datetime,
    recipe: Path,
    make_goods: Callable[..., Any],
    make_product: Callable[..., Any],
    make_till: Callable[..., Any],
    set_fee: Callable[[int], Any],
    sell: Callable[..., Any],
) -> str:
    """A market with a till and three goods of ten pieces each at 10 dirhams, and what its recipe needs."""
    slug = make_live_market(created_at=now)
    with as_market(slug):
        till = make_till("T1")
        if recipe.stem == "onboard-a-cooperative":
            make_product()
            return slug
        if recipe.stem == "list-and-price":
            make_goods(price_minor=1000)
            make_product()
            make_product()
            return slug
        if recipe.stem == "follow-a-settlement":
            set_fee(1000)
        goods = [make_goods(quantity=10, price_minor=1000) for _ in range(3)]
        if recipe.stem == "follow-a-settlement":
            sell((goods[0], 3), till=till)
            _settle(now)
        elif recipe.stem in ("refund-a-sale", "network-figures", "follow-events"):
            for good in goods:
                sell((good, 2), till=till)
    return slug


def _settle(now: datetime) -> None:
    half_month = HalfMonth.containing(business_date(now))
    closed = close_half_month(half_month)
    [statement] = Statement.objects.filter(period=closed)
    assert closed.cut_off_at > now
    pay_by_hand(statement, at=closed.cut_off_at + timedelta(days=5))


def _deliver_until(done: Event, market: str) -> None:
    while not done.wait(0.2):
        relay_market(market, jobs_of_events={})
        relay_webhooks(market)
        with as_market(market):
            for webhook in webhooks.due_webhooks(MARKET_BOOKS, now=clock.now()):
                jobs.deliver(
                    now=clock.now(),
                    webhook=str(webhook),
                    books=MARKET_BOOKS,
                    told=may_be_told,
                    clock=clock.now,
                )
    close_connections()


@pytest.fixture
def worker(market: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Gives events of the market their positions and delivers to its webhooks, as the worker does."""
    monkeypatch.setattr("django.conf.settings.WEBHOOK_NETWORKS", (ip_network(LOOPBACK),))
    done = Event()
    thread = Thread(target=_deliver_until, args=[done, market])
    thread.start()
    yield
    done.set()
    thread.join()


def _token(role: Role, market: str) -> str:
    scope = market if role in MARKET_ROLES else NETWORK
    with as_hq():
        return issue_token(role=role, scope=scope, label="recipe", issued_at=clock.now()).token


def run(program: str, folder: Path, market: str, server: LiveServer, role: Role) -> str:
    """What the program prints in a folder of its own."""
    (folder / "tadamun.py").write_text("\n".join(blocks(SHARED, "python")), encoding="utf-8")
    (folder / "sitecustomize.py").write_text(RESOLVER, encoding="utf-8")
    (folder / "recipe.py").write_text(program, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = subprocess.run(
        [sys.executable, "recipe.py"],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(folder),
            "PYTHONUTF8": "1",
            "TADAMUN_HQ": f"http://hq.{ENV.domain}:{server.port}",
            "TADAMUN_MARKET": f"http://{market}.{ENV.domain}:{server.port}",
            "TADAMUN_TOKEN": _token(role, market),
            "TADAMUN_SECOND_TOKEN": _token(role, market),
            "TADAMUN_RECEIVER": f"http://127.0.0.1:{port}/",
            "PORT": str(port),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while not condition():
        assert time.monotonic() < deadline, "the events did not get their positions"
        time.sleep(0.05)


def _relayed(market: str, events: int) -> bool:
    with as_market(market):
        return MARKET_BOOKS.log.objects.filter(position__isnull=False).count() >= events


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.stem, indirect=True)
def test_does_what_it_says(
    recipe: Path, market: str, server: LiveServer, worker: None, tmp_path: Path
) -> None:
    text = recipe.read_text(encoding="utf-8")
    [said] = blocks(text, "text")
    role = Role(re.findall(r"^Token: `(\w+)`", text, re.MULTILINE)[0])
    if recipe.stem == "follow-events":
        with as_market(market):
            written = MARKET_BOOKS.log.objects.count()
        wait_until(lambda: _relayed(market, written))

    printed = run("\n".join(blocks(text, "python")), tmp_path, market, server, role)

    assert printed == said


def test_are_ten_and_all_in_the_list() -> None:
    listed = re.findall(r"\]\(([\w-]+)\.md\)", SHARED)

    assert sorted(listed) == [path.stem for path in RECIPES]
    assert len(listed) == 10
