"""Headquarters' report of the network at the full size of the Oasis market, beside the bare SQL of it.

    .venv/bin/python -m bench.figures [--years 4] [--rounds 7]

Makes four markets on the embedded server in a database of its own, and their figures as if every one of 356
cooperatives had sold on every day. Prints, for every grouping, the least time over all rounds of the bare SQL
over the day's figures, written by hand and run by headquarters' own login; of the domain's report; and of the
whole GraphQL request in process, with its token, limits and JSON. What counts is the ratio to the bare SQL of
the same run.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.test import Client

from bench.alone import nation_with
from kernel import clock
from markets.figures.network import network_figures
from markets.figures.types import Dimension
from tenants.database.session import as_hq, as_owner
from tenants.identity.operations import issue_token
from tenants.permissions import Role

MARKETS = ("casablanca", "marrakech", "rabat", "tangier")
UNTIL = date(2026, 11, 1)
MOST = 1.5
"""How many times the bare SQL a report may take; and its request, where it answers no more rows than
`FEW`: beyond, the time goes into the JSON of each row, and not into figures.
"""
FEW = 1_000

_DAYS = "FROM generate_series(date '{since}', date '{until}' - 1, interval '1 day') at (day)"
_FILL = (
    f"""INSERT INTO figures_cooperative_day
            (day, cooperative_id, items, gross_minor, refunds_minor, fees_minor)
        SELECT day, id, 1 + random() * 20, random() * 400000, random() * 2000, random() * 20000
        {_DAYS}, registry_cooperative ORDER BY day, random()""",
    f"""INSERT INTO figures_category_day (day, category_code, items, gross_minor, refunds_minor)
        SELECT day, code, 1 + random() * 200, random() * 4000000, random() * 20000
        {_DAYS}, catalogue_category leaf
        WHERE NOT EXISTS (SELECT FROM catalogue_category below WHERE below.parent_id = leaf.code)""",
    f"""INSERT INTO figures_till_day (day, till_id, tickets, items, gross_minor, refunds_minor, cash_minor,
                                      card_minor, stripe_minor, rounding_minor)
        SELECT day, md5(till::text)::uuid, 100, 500, 10000000, 0, 10000000, 0, 0, 0
        {_DAYS}, generate_series(1, 6) till""",
    "ANALYZE figures_cooperative_day, figures_category_day, figures_till_day",
)

_NETWORK = """query ($by: [NetworkDimension!]!, $since: Date!, $until: Date!, $category: Boolean!) {
  network(since: $since, until: $until, groupBy: $by) {
    market { slug } day halfMonth month year cooperative { code name { fr } } region { code } group
    category @include(if: $category) { code }
    tickets items gross { amountMinor } refunds { amountMinor } net { amountMinor }
    fees @skip(if: $category) { amountMinor } } }"""


@dataclass(frozen=True)
class Grouping:
    """What is asked for, and how one writes it by hand: sums `within` each market, then over all of them."""

    dimensions: tuple[Dimension, ...]
    within: tuple[str, ...]
    over: tuple[str, ...]

    @property
    def name(self) -> str:
        return " and ".join(self.dimensions) or "(all)"

    def has(self, *dimensions: Dimension) -> bool:
        return bool(set(dimensions) & set(self.dimensions))


_MONTH = "date_trunc('month', day::timestamp)"
_MONTH_OF_FIRST = "date_trunc('month', first::timestamp)"
GROUPINGS = (
    Grouping((), (), ()),
    Grouping((Dimension.MARKET,), ("'{market}'",), ("first",)),
    Grouping((Dimension.DAY,), ("day",), ("first",)),
    Grouping((Dimension.HALF_MONTH,), ("day",), (_MONTH_OF_FIRST, "extract(day FROM first) > 15")),
    Grouping((Dimension.MONTH,), ("day",), (_MONTH_OF_FIRST,)),
    Grouping((Dimension.YEAR,), ("day",), ("extract(year FROM first)",)),
    Grouping((Dimension.COOPERATIVE,), ("cooperative_id",), ("first",)),
    Grouping((Dimension.REGION,), ("cooperative_id",), ("region_id",)),
    Grouping((Dimension.GROUP,), ("cooperative_id",), ('"group"',)),
    Grouping((Dimension.CATEGORY,), ("category_code",), ("first",)),
    Grouping((Dimension.MONTH, Dimension.REGION), ("cooperative_id", _MONTH), ("second", "region_id")),
    Grouping((Dimension.MONTH, Dimension.CATEGORY), ("category_code", _MONTH), ("second", "first")),
)


def build(since: date) -> None:
    """What the markets sold from a day on."""
    for market in MARKETS:
        with as_owner(market), connection.cursor() as cursor:
            for statement in _FILL:
                cursor.execute(statement.format(since=since, until=UNTIL))


def bare(grouping: Grouping, since: date) -> str:
    """The statement that tells what the report tells, as one writes it by hand."""
    fees = "NULL::bigint" if grouping.has(Dimension.CATEGORY) else "sum(fees_minor)"
    table = "category" if grouping.has(Dimension.CATEGORY) else "cooperative"
    sold = (table, f"0, sum(items), sum(gross_minor), sum(refunds_minor), {fees}")
    read = [sold]
    if not grouping.has(Dimension.COOPERATIVE, Dimension.REGION, Dimension.GROUP, Dimension.CATEGORY):
        read.append(("till", "sum(tickets), 0, 0, 0, 0"))
    within = "".join(f"{column}, " for column in grouping.within)
    parts = " UNION ALL ".join(
        f"""SELECT {within.format(market=market)}{sums} FROM {market}.figures_{table}_day
            WHERE day >= '{since}' AND day < '{UNTIL}' {_grouped(grouping.within)}"""
        for market in MARKETS
        for table, sums in read
    )
    names = ", ".join(
        (*("first", "second")[: len(grouping.within)], "tickets", "items", "gross", "back", "fees")
    )
    placed = "JOIN registry_cooperative ON id = first"
    return f"""
        SELECT {"".join(f"{column}, " for column in grouping.over)} sum(tickets)::bigint, sum(items)::bigint,
               sum(gross)::bigint, sum(back)::bigint, sum(fees)::bigint
        FROM ({parts}) part ({names}) {placed if grouping.has(Dimension.REGION, Dimension.GROUP) else ""}
        {_grouped(grouping.over)}"""


def _grouped(columns: Sequence[str]) -> str:
    return f"GROUP BY {', '.join(str(place + 1) for place in range(len(columns)))}" if columns else ""


def measure(grouping: Grouping, since: date, rounds: int) -> tuple[int, list[float]]:
    """How many rows it is, and the least milliseconds of the bare SQL, the report, and the request."""
    statement, request = bare(grouping, since), _request(grouping, since)

    def run_bare() -> Sequence[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            found: Sequence[Any] = cursor.fetchall()
        return found

    def run_report() -> Sequence[Any]:
        return network_figures(markets=MARKETS, since=since, until=UNTIL, group_by=grouping.dimensions)

    steps = (run_bare, run_report, request)
    with as_hq():
        rows = [_money(run_bare(), -3), _money([(row.gross_minor,) for row in run_report()], 0)]
        rows.append(_money([(row["gross"]["amountMinor"],) for row in request()], 0))
        assert rows[0] == rows[1] == rows[2], f"{grouping.name}: all three tell the same"
        took = [[_timed(step) for step in steps] for _ in range(rounds)]
    return len(rows[0]), [min(column) for column in zip(*took, strict=True)]


def _money(rows: Sequence[Any], place: int) -> list[int]:
    return sorted(row[place] for row in rows)


def _timed(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return 1_000 * (time.perf_counter() - began)


def _request(grouping: Grouping, since: date) -> Callable[[], Any]:
    """The whole request, of a client that has not asked for anything before."""
    asked = {
        "by": [dimension.name for dimension in grouping.dimensions],
        "since": since.isoformat(),
        "until": UNTIL.isoformat(),
        "category": grouping.has(Dimension.CATEGORY),
    }
    body = orjson.dumps({"query": _NETWORK, "variables": asked})
    with as_hq():
        issued = issue_token(role=Role.HQ_ANALYST, scope="network", label="bench", issued_at=clock.now())
    client = Client(headers={"host": f"hq.{settings.DOMAIN}", "authorization": f"Bearer {issued.token}"})

    def ask() -> Any:
        answer = orjson.loads(client.post("/graphql/", body, content_type="application/json").content)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]["network"]

    return ask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--years", type=int, default=4, help="how many years of figures")
    parser.add_argument("--rounds", type=int, default=7, help="how often each is measured")
    asked = parser.parse_args()
    since = UNTIL.replace(year=UNTIL.year - asked.years)
    with nation_with(*MARKETS):
        build(since)
        print(f"{'grouping':<20}{'rows':>6}{'bare ms':>10}{'report ms':>11}{'request ms':>12}{'ratios':>14}")
        worst = 0.0
        for grouping in GROUPINGS:
            rows, (least, report, request) = measure(grouping, since, asked.rounds)
            worst = max(worst, report / least, request / least if rows <= FEW else 0)
            ratios = f"{report / least:.2f} {request / least:.2f}"
            print(f"{grouping.name:<20}{rows:>6}{least:>10.1f}{report:>11.1f}{request:>12.1f}{ratios:>14}")
        print(f"The worst is {worst:.2f} times the bare SQL, and at most {MOST} is promised.")


if __name__ == "__main__":
    main()
