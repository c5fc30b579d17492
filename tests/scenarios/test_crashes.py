"""kill -9 of the whole server in the middle of sales and closings: nothing is ever half there.

The server is the real one, `tadamun serve`, in processes of its own; sellers speak GraphQL over HTTP and
repeat, after each restart, every request that was not answered, with the id they made the first time.
"""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import pytest
from django.db import connection, transaction
from settling import approve_half_month, review_half_month

from api.base import ids
from kernel.clock import now as read_clock
from kernel.halfmonth import business_date
from kernel.ids import new_id
from markets.listings.models import Listing
from markets.periods.models import Period
from markets.periods.operations import extend_calendar
from markets.sales.models import Sale, SaleLine, Tender
from markets.sales.queries import server_receipt_gaps
from markets.settlement.models import Statement, StatementLine
from markets.tills.models import Till
from markets.verification.figures import differences
from markets.verification.queries import violations
from tenants.database.session import as_hq, as_market
from tenants.identity.operations import issue_token
from tenants.permissions import Role

RECORD_SALE = """
    mutation Sell($input: RecordSaleInput!) {
      recordSale(input: $input) { sale { id receiptNumber } errors { code message(language: EN) } }
    }
"""
SEAL_PERIOD = """
    mutation Seal($input: SealPeriodInput!) {
      sealPeriod(input: $input) { period { id state } errors { code message(language: EN) } }
    }
"""


@dataclass
class Server:
    """`tadamun serve` as processes that this test started, and may therefore kill."""

    market: str
    token: str
    log: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [Path(sys.executable).with_name("tadamun"), "serve", "--threads", "4"]
        environment = {**os.environ, "PORT": str(self.port), "WORKERS": "1"}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        deadline, answer = time.monotonic() + 60, "no answer"
        while True:
            with suppress(OSError, http.client.HTTPException):
                status, answer = self._send("GET", "/health/ready", None)
                if status == 200:
                    return
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the server did not start: {answer}; its log:\n{self.log.read_text()[-4000:]}")
            threading.Event().wait(0.02)

    def kill(self) -> None:
        """kill -9 of every process of the server, by its pid."""
        assert self.process is not None
        parent = psutil.Process(self.process.pid)
        for each in [*parent.children(recursive=True), parent]:
            with suppress(psutil.NoSuchProcess):
                os.kill(each.pid, signal.SIGKILL)
        self.process.wait(10)
        self.process = None

    def ask(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """One GraphQL request. Raises OSError or HTTPException when the server dies meanwhile."""
        body = json.dumps({"query": query, "variables": variables})
        status, text = self._send("POST", "/graphql/", body)
        answer: dict[str, Any] = json.loads(text)
        assert status == 200 and "errors" not in answer, answer
        return dict(answer["data"])

    def _send(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Host": f"{self.market}.testserver",
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.token}",
        }
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()


@dataclass
class Seller:
    """A till that sells until told to stop, and remembers what it was not told the end of."""

    server: Server
    till: Till
    goods: list[Listing]
    at: datetime
    acknowledged: dict[UUID, int] = field(default_factory=dict)
    unanswered: list[dict[str, Any]] = field(default_factory=list)

    def sell(self, stop: threading.Event) -> None:
        for request in self.unanswered[:]:
            if not self._send(request):
                return
            self.unanswered.remove(request)
        while not stop.is_set():
            request = self._request()
            self.unanswered.append(request)
            if not self._send(request):
                return
            self.unanswered.remove(request)

    def _request(self) -> dict[str, Any]:
        lines = [
            {"listingId": ids.encode("Listing", each.id, market=self.server.market), "quantity": 1}
            for each in self.goods
        ]
        return {
            "saleId": str(new_id()),
            "tillId": ids.encode("Till", self.till.id, market=self.server.market),
            "lines": lines,
            "tenders": [{"kind": "CASH", "receivedMinor": 100_000_00}],
            "occurredAt": self.at.isoformat(),
        }

    def _send(self, request: dict[str, Any]) -> bool:
        try:
            answer = self.server.ask(RECORD_SALE, {"input": request})["recordSale"]
        except (OSError, http.client.HTTPException):
            return False
        assert answer["errors"] == [], answer
        sale_id, number = UUID(request["saleId"]), int(answer["sale"]["receiptNumber"])
        assert self.acknowledged.setdefault(sale_id, number) == number
        return True


@pytest.fixture
def make_server(
    make_live_market: Callable[..., str], tmp_path: Path
) -> Iterator[Callable[[datetime], Server]]:
    """Servers of a market that was created at a given instant; the server itself lives in real time."""
    made: list[Server] = []

    def make(created_at: datetime) -> Server:
        market = make_live_market(created_at)
        with as_hq():
            issued = issue_token(
                role=Role.MARKET_MANAGER, scope=market, label="crash test", issued_at=read_clock()
            )
        made.append(Server(market, issued.token, tmp_path / "server.log"))
        return made[-1]

    yield make
    for server in made:
        if server.process is not None:
            server.kill()


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Look at one moment: what a server had sent before it died, PostgreSQL may still finish."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def check_sales(sellers: list[Seller]) -> None:
    """What was acknowledged is there once and whole; what was not is there once and whole, or not at all."""
    stored = dict(Sale.objects.values_list("id", "receipt_number"))
    for seller in sellers:
        for sale_id, number in seller.acknowledged.items():
            assert stored[sale_id] == number
        assert server_receipt_gaps(seller.till.id, business_date(seller.at).year) == []
    parts = len(sellers[0].goods)
    assert SaleLine.objects.count() == len(stored) * parts
    assert Tender.objects.count() == len(stored)
    assert violations() == []
    assert differences() == []


CRASHES = [
    pytest.param(5, id="5-rounds"),
    pytest.param(100, id="100-rounds", marks=pytest.mark.deep),
]


@pytest.mark.parametrize("rounds", CRASHES)
def test_killing_the_server_during_sales_leaves_whole_sales_and_gapless_receipts(
    make_server: Callable[[datetime], Server],
    rounds: int,
    make_goods: Callable[..., Listing],
    make_till: Callable[..., Till],
) -> None:
    chance, at = random.Random(20170317), read_clock() - timedelta(minutes=1)
    server = make_server(at)
    with as_market(server.market):
        goods = [make_goods(quantity=500_000, price_minor=1999) for _ in range(3)]
        sellers = [Seller(server, make_till(), goods, at) for _ in range(4)]
    for _ in range(rounds):
        server.start()
        stop = threading.Event()
        threads = [threading.Thread(target=seller.sell, args=(stop,)) for seller in sellers]
        for thread in threads:
            thread.start()
        stop.wait(chance.uniform(0.1, 0.6))  # the moment of the crash is the point of the test
        server.kill()
        for thread in threads:
            thread.join(30)
        with as_market(server.market), one_snapshot():
            check_sales(sellers)
    server.start()
    stop = threading.Event()
    stop.set()
    for seller in sellers:
        seller.sell(stop)  # repeats what was never answered, each under its own id
        assert seller.unanswered == []
    with as_market(server.market):
        assert sum(len(seller.acknowledged) for seller in sellers) == Sale.objects.count() > 0
        check_sales(sellers)


@pytest.mark.parametrize("rounds", CRASHES)
def test_killing_the_server_while_it_seals_leaves_all_of_it_or_nothing(
    make_server: Callable[[datetime], Server],
    rounds: int,
    make_goods: Callable[..., Listing],
    make_till: Callable[..., Till],
    sell: Callable[..., Sale],
) -> None:
    chance, today = random.Random(20210331), read_clock()
    server = make_server(today - timedelta(days=365 * (1 + rounds // 20)))
    with as_market(server.market):
        for years in range(1 + rounds // 20):  # half-months that are over, one for each round
            extend_calendar(today=business_date(today - timedelta(days=365 * years)))
        goods = [make_goods(quantity=100_000) for _ in range(20)]
        till = make_till()
    closed_whole = 0
    for _ in range(rounds):
        with as_market(server.market):
            before = Period.objects.filter(sealed_at__isnull=True).order_by("id")[0]
            if before.state == "open":
                for each in goods:
                    sell((each, 1), till=till, occurred_at=before.starts_at)
                review_half_month(before.half_month)
                approve_half_month(before.half_month, at=before.cut_off_at)
        server.start()
        arguments = {"input": {"periodId": ids.encode("Period", before.id, market=server.market)}}

        def close(arguments: dict[str, Any] = arguments) -> None:
            with suppress(OSError, http.client.HTTPException):
                server.ask(SEAL_PERIOD, arguments)

        closing = threading.Thread(target=close)
        closing.start()
        closing.join(chance.uniform(0.0, 0.12))
        server.kill()
        closing.join(30)
        with as_market(server.market):
            closed_whole += check_closing(before.id, cooperatives=len(goods))
    assert closed_whole < rounds, "every closing ended before its crash: crash earlier"


def check_closing(period_id: int, *, cooperatives: int) -> int:
    """Whether the half-month is sealed; it is so with all its statements, or as approved without any."""
    period = Period.objects.get(pk=period_id)
    statements = Statement.objects.filter(period_id=period_id)
    lines = StatementLine.objects.filter(statement__in=statements)
    if period.state == "approved":
        assert not statements.exists()
        return 0
    # The goods were sold long before their cooperatives' accounts were verified: all is held, so it is paid.
    assert period.state == "paid" and period.sealed_at is not None
    assert statements.count() == cooperatives
    assert lines.count() > 0
    assert violations() == []
    return 1
