"""The writes: W1, one sale of five lines, and W2, what a till brings that was offline for 500 sales."""

import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import mean
from typing import Any
from uuid import UUID

from psycopg import sql

from api.base import ids
from bench import setting
from bench.client import Call, Calls, ask
from bench.data.superuser import superuser
from bench.limit import Limit
from bench.measuring import Lengths, burst
from bench.server import Server, postgres_cpu_seconds
from bench.workloads.types import Door
from kernel import clock
from kernel.ids import new_id
from markets.listings.models import Listing
from markets.tills.models import Till
from tenants.database.logins import market_role
from tenants.database.session import as_market

LINES, BATCH, BATCHES = 5, 100, 5
APART = 1_777
"""How far apart the goods of a sale lie, as in the history: no two are the same."""

_SALE = """mutation Sell($input: RecordSaleInput!) { recordSale(input: $input) {
    sale { receiptNumber total { amountMinor } change { amountMinor }
           lines(first: 5) { edges { node { quantity amount { amountMinor } fee { amountMinor } } } } }
    errors { code path message } } }"""
_SALES = """mutation Push($input: RecordSalesInput!) { recordSales(input: $input) { count
    results { sale { receiptNumber } errors { code path } } errors { code path } } }"""


@dataclass(frozen=True, slots=True)
class Shop:
    """What a market sells and where, as its API spells them."""

    market: str
    tills: list[str]
    goods: list[str]

    @classmethod
    def of(cls, market: str) -> "Shop":
        """The tills and goods of a market, the goods as `bench_good` numbers them."""
        with as_market(market):
            tills = [ids.encode("Till", key, market=market) for key in _keys(Till, "code")]
            goods = [ids.encode("Listing", key, market=market) for key in _keys(Listing, "product__code")]
        return cls(market, tills, goods)

    def sale(self, first: int, till: int = 0) -> Mapping[str, Any]:
        """The input of a sale now, under an id of its own, of this good and others."""
        chosen = [self.goods[good] for good in self.chosen(first)]
        return {
            "saleId": str(new_id()),
            "tillId": self.tills[till],
            "occurredAt": clock.now().isoformat(),
            "lines": [{"listingId": good, "quantity": 1} for good in chosen],
            "tenders": [{"kind": "CASH", "receivedMinor": 100_000_000}],
        }

    def chosen(self, first: int) -> list[int]:
        """The numbers of a sale's goods."""
        return [(first + place * APART) % len(self.goods) for place in range(LINES)]

    def calls(self, door: Door) -> Calls:
        """Sales by chance, each at one of the tills."""

        def made(number: int) -> Iterator[Call]:
            dice = random.Random(str(new_id()))
            while True:
                asked = self.sale(dice.randrange(len(self.goods)), dice.randrange(len(self.tills)))
                holds = b'"errors":[]'
                yield Call(door.sent(_SALE, {"input": asked}), b'{"data":{"recordSale":{"sale":{', holds)

        return made

    def batch(self) -> Mapping[str, Any]:
        """The variables of one push of sales."""
        rows = [self.sale(number * 71 % len(self.goods), number % len(self.tills)) for number in range(BATCH)]
        return {"input": {"rows": rows, "errorPolicy": "IGNORE_FAILED"}}

    def limit(self) -> Limit:
        """The same sales by one function of the database."""
        numbers = ", ".join(f"mod(:good + {place * APART}, {len(self.goods)})" for place in range(LINES))
        script = (
            f"\\set till random(0, {len(self.tills) - 1})\n\\set good random(0, {len(self.goods) - 1})\n"
            f"SELECT bench_sell(:till, ARRAY[{numbers}], current_user::text);"
        )
        return Limit([script], schema=self.market)


def install(market: str) -> None:
    """The function that is the limit of sales, in a market's schema."""
    with superuser(market) as cursor:
        cursor.execute((setting.HERE / "limits" / "sale.sql").read_text(encoding="utf-8"))
        role = sql.Identifier(market_role(setting.DATABASE, market))
        cursor.execute(sql.SQL("GRANT EXECUTE ON FUNCTION bench_sell TO {}").format(role))


def check(shop: Shop, door: Door) -> dict[str, int]:
    """How many rows a sale writes in which tables, which are as many through the API as at the limit."""
    goods = shop.chosen(7)
    by_api = [_written(shop.market, lambda: _sell(shop, door)) for _ in range(2)][1]
    call = f"SELECT bench_sell(0, ARRAY{goods}, current_user::text)"
    with shop.limit().connect() as connection:
        by_limit = _written(shop.market, lambda: connection.execute(call.encode()))
    assert by_api == by_limit, f"the API wrote {by_api}, the limit {by_limit}"
    return by_api


def _sell(shop: Shop, door: Door) -> None:
    body = ask(door.port, door.sent(_SALE, {"input": shop.sale(7)}))
    Call(b"", holds=b'"errors":[]').check(body)


def _written(market: str, write: Any) -> dict[str, int]:
    """How many rows of which tables a transaction adds or changes, while nobody else writes."""
    with superuser(market) as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        (since,) = cursor.fetchone() or (0,)
    write()
    with superuser(market) as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace", [market]
        )
        counted = {}
        for (table,) in cursor.fetchall():
            condition = sql.SQL("SELECT count(*) FROM {} WHERE xmin::text::bigint >= %s")
            cursor.execute(condition.format(sql.Identifier(table)), [since])
            counted[table] = (cursor.fetchone() or (0,))[0]
    return {table: count for table, count in sorted(counted.items()) if count}


def pushed(shop: Shop, door: Door, server: Server, lengths: Lengths) -> dict[str, Any]:
    """W2. One till pushes its sales batch by batch; beside it one till that sends sale by sale, and the
    limit's function called as often in one statement a batch.
    """
    one_by_one = burst(server, shop.calls(door), concurrency=1, seconds=lengths.others)
    numbers = ", ".join(f"mod(sale * 71 + {place * APART}, {len(shop.goods)})" for place in range(LINES))
    script = (
        f"SELECT count(bench_sell(mod(sale, {len(shop.tills)}), ARRAY[{numbers}], current_user::text))"
        f" FROM generate_series(0, {BATCH - 1}) sale;"
    )
    limit = Limit([script], schema=shop.market)
    before = limit.measured(concurrency=1, seconds=lengths.limit).rps
    sent = [door.sent(_SALES, shop.batch()) for _ in range(BATCHES)]
    of_server, of_postgres = server.cpu_seconds(), postgres_cpu_seconds()
    began, latencies = time.perf_counter(), []
    for batch in sent:
        sent_at = time.perf_counter()
        body = ask(door.port, batch)
        latencies.append(time.perf_counter() - sent_at)
        Call(b"", holds=f'"count":{BATCH}'.encode()).check(body)
    took = time.perf_counter() - began
    of_server, of_postgres = server.cpu_seconds() - of_server, postgres_cpu_seconds() - of_postgres
    batches = mean((before, limit.measured(concurrency=1, seconds=lengths.limit).rps))
    lines = BATCHES * BATCH * LINES / took
    return {
        "rps": round(BATCHES / took, 2),
        "limit_rps": round(batches, 2),
        "ratio": round(BATCHES / took / batches, 3),
        "p50_ms": round(sorted(latencies)[BATCHES // 2] * 1000, 1),
        "p99_ms": round(max(latencies) * 1000, 1),
        "server_cpu_us": round(of_server / BATCHES * 1e6),
        "postgres_cpu_us": round(of_postgres / BATCHES * 1e6),
        "lines_per_second": round(lines),
        "lines_per_second_one_by_one": round(one_by_one.burst.rps * LINES),
        "times_one_by_one": round(lines / (one_by_one.burst.rps * LINES), 1),
    }


def _keys(model: Any, order: str) -> list[UUID]:
    return list(model.objects.order_by(order).values_list("pk", flat=True))
