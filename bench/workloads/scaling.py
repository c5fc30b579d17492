"""Whether R1 and W1 stay as fast with more markets and with more history."""

from collections.abc import Iterator, Sequence
from typing import Any

from bench import setting
from bench.client import Call, Calls
from bench.data import building
from bench.data.superuser import tidy
from bench.measuring import MAIN, Measured, burst
from bench.server import Server
from bench.workloads.reads import first_page
from bench.workloads.sales import Shop
from bench.workloads.types import Door
from tenants.database.session import as_hq, close_connections
from tenants.network import queries as networks


def many_markets(server: Server, door: Door, counts: Sequence[int], seconds: float) -> list[dict[str, Any]]:
    """At each number of markets: traffic on the first four of them, then spread over all."""
    found = []
    for count in counts:
        _make_up_to(count)
        markets = [setting.MARKET, *setting.OTHERS, *_made(count - 1 - len(setting.OTHERS))]
        few = markets[: 1 + len(setting.OTHERS)]
        point: dict[str, Any] = {"markets": count}
        for name, asked in (("four", few), ("all", markets)):
            doors = [door.to(market) for market in asked]
            shops = [Shop.of(market) for market in asked]
            close_connections()
            reads = _spread([one.constant(*first_page()) for one in doors])
            sales = _spread([shop.calls(one) for shop, one in zip(shops, doors, strict=True)])
            point[name] = {
                "R1": _told(burst(server, reads, concurrency=MAIN, seconds=seconds, warm_up=True)),
                "W1": _told(burst(server, sales, concurrency=MAIN, seconds=seconds, warm_up=True)),
            }
        point["resident_mib"] = server.resident_mib()
        found.append(point)
    return found


def long_history(server: Server, door: Door, pieces: Sequence[int], seconds: float) -> list[dict[str, Any]]:
    """At so many pieces sold in the first market."""
    found, sold = [], building.SALES
    shop = Shop.of(setting.MARKET)
    close_connections()
    for wanted in pieces:
        more = max(0, wanted // building.PIECES_A_SALE - sold) // len(setting.SETTLED)
        if more:
            settled = [half_month.key for half_month in setting.SETTLED]
            building.sell(setting.MARKET, first=sold, sales=more, periods=settled)
            tidy()
            sold += more * len(settled)
        reads = door.constant(*first_page())
        found.append(
            {
                "pieces": sold * building.PIECES_A_SALE,
                "R1": _told(burst(server, reads, concurrency=MAIN, seconds=seconds, warm_up=True)),
                "W1": _told(burst(server, shop.calls(door), concurrency=MAIN, seconds=seconds, warm_up=True)),
            }
        )
    return found


def _told(measured: Measured) -> dict[str, Any]:
    wanted = ("rps", "p50_ms", "p99_ms", "server_cpu_us", "postgres_cpu_us")
    figures = measured.figures()
    return {name: figures[name] for name in wanted}


def _spread(of_markets: Sequence[Calls]) -> Calls:
    """Calls that go to one market after the other; connections begin apart."""

    def calls(number: int) -> Iterator[Call]:
        turns = [one(number) for one in of_markets]
        place = number * len(turns) // MAIN
        while True:
            yield next(turns[place % len(turns)])
            place += 1

    return calls


def _made(count: int) -> list[str]:
    return [f"more{number}" for number in range(count)]


def _make_up_to(count: int) -> None:
    with as_hq():
        known = set(networks.market_schemas())
    for slug in _made(count - 1 - len(setting.OTHERS)):
        if slug not in known:
            building.create_market(slug)
            building.open_market(slug, like=setting.MARKET)
            building.stock(slug, goods=building.GOODS_OF_MORE)
    close_connections()
