"""Headquarters' view of the network: one statement over the figures of all markets, on its own login.

The statement is built each time from the list of markets. A view would be simpler to ask, but PostgreSQL
drops it silently with any one market's schema.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier, Literal

from markets.figures.types import Dimension, NetworkFigures, NetworkPayout, PayDayTotal, PayoutSpan
from shared_catalog.impact.types import Income
from shared_catalog.registry.models import Cooperative

_OF_THE_REGISTRY = frozenset({Dimension.REGION, Dimension.GROUP})
_WITHOUT_TICKETS = frozenset({Dimension.COOPERATIVE, *_OF_THE_REGISTRY})

# Plain arithmetic on dates: a function that took a timestamp would bring the session's time zone into it.
_EXPRESSIONS = {
    Dimension.DAY: SQL("day"),
    Dimension.HALF_MONTH: SQL(
        "((extract(year FROM day) * 100 + extract(month FROM day)) * 10"
        " + CASE WHEN extract(day FROM day) <= 15 THEN 1 ELSE 2 END)::int"
    ),
    Dimension.MONTH: SQL("(day - (extract(day FROM day)::int - 1))"),
    Dimension.YEAR: SQL("extract(year FROM day)::int"),
    Dimension.COOPERATIVE: SQL("cooperative_id"),
}

_SOLD = """
    SELECT {columns} 0::bigint AS tickets, sum(items)::bigint AS items,
           sum(gross_minor)::bigint AS gross_minor, sum(refunds_minor)::bigint AS refunds_minor,
           sum(fees_minor)::bigint AS fees_minor
    FROM {schema}.figures_cooperative_day
    WHERE day >= %(since)s AND day < %(until)s {grouped} HAVING count(*) > 0
"""

_TICKETS = """
    SELECT {columns} sum(tickets)::bigint, 0, 0, 0, 0
    FROM {schema}.figures_till_day WHERE day >= %(since)s AND day < %(until)s {grouped} HAVING count(*) > 0
"""

_ALL = """
    SELECT {names} sum(tickets)::bigint, sum(items)::bigint, sum(gross_minor)::bigint,
           sum(refunds_minor)::bigint, sum(fees_minor)::bigint
    FROM ({parts}) part {grouped} HAVING count(*) > 0 {ordered}
"""

_SOLD_SINCE = """
    SELECT sold.items, sold.gross_minor, sold.refunds_minor, sold.fees_minor
    FROM {schema}.figures_cooperative_day sold
    JOIN unnest(%(cooperatives)s::uuid[], %(days)s::date[]) AS since (cooperative_id, day)
      ON since.cooperative_id = sold.cooperative_id AND sold.day >= since.day
    WHERE sold.day < %(until)s
"""

_ALL_SOLD_SINCE = """
    SELECT coalesce(sum(items), 0)::bigint, coalesce(sum(gross_minor), 0)::bigint,
           coalesce(sum(refunds_minor), 0)::bigint, coalesce(sum(fees_minor), 0)::bigint
    FROM ({parts}) part
"""

_PAYOUTS = """
    SELECT {market}::text AS market, cooperative_id, period_id, pay_on,
           payable_minor, held_minor, carried_minor, paid_minor
    FROM {schema}.figures_payout WHERE {wanted}
"""

_ALL_PAYOUTS = """
    SELECT market, cooperative_id, period_id, pay_on, payable_minor, held_minor, carried_minor, paid_minor
    FROM ({parts}) part ORDER BY pay_on, market, cooperative_id, period_id LIMIT %(most)s
"""

_PAY_DAYS = """
    SELECT pay_on, count(DISTINCT cooperative_id)::int, sum(payable_minor)::bigint, sum(held_minor)::bigint,
           sum(carried_minor)::bigint, sum(paid_minor)::bigint
    FROM ({parts}) part GROUP BY pay_on ORDER BY pay_on
"""

_PAID = """
    SELECT cooperative_id, sum(paid_minor)::bigint FROM ({parts}) part GROUP BY cooperative_id
"""


def network_figures(
    *, markets: Sequence[str], since: date, until: date, group_by: Collection[Dimension]
) -> list[NetworkFigures]:
    """The trade of these markets (schema names) on the days from `since` up to, not including, `until`.

    One row for each combination of the dimensions that occurs, in their order; one row in all without any.
    """
    asked = [dimension for dimension in Dimension if dimension in group_by]
    if not markets:
        return []
    if not _OF_THE_REGISTRY & set(asked):
        return _ask(markets, since, until, asked)
    kept = [dimension for dimension in asked if dimension not in _OF_THE_REGISTRY]
    by_cooperative = _ask(markets, since, until, list(dict.fromkeys([*kept, Dimension.COOPERATIVE])))
    return _folded(_placed(by_cooperative), asked)


def sold_since(*, markets: Sequence[str], since: Mapping[UUID, date], until: date) -> NetworkFigures:
    """What cooperatives sold in these markets (schema names), each from a day of its own up to, not
    including, `until`.
    """
    if not markets or not since:
        return NetworkFigures(tickets=None, items=0, gross_minor=0, refunds_minor=0, fees_minor=0)
    parts = [SQL(_SOLD_SINCE).format(schema=Identifier(market)) for market in markets]
    given: dict[str, Any] = {"cooperatives": list(since), "days": list(since.values()), "until": until}
    with connection.cursor() as cursor:
        cursor.execute(SQL(_ALL_SOLD_SINCE).format(parts=SQL(" UNION ALL ").join(parts)), given)
        items, gross_minor, refunds_minor, fees_minor = cursor.fetchone()
    return NetworkFigures(
        tickets=None,
        items=items,
        gross_minor=gross_minor,
        refunds_minor=refunds_minor,
        fees_minor=fees_minor,
    )


def network_payouts(*, markets: Sequence[str], wanted: PayoutSpan, most: int) -> list[NetworkPayout]:
    """What these markets (schema names) pay, by pay day, market and cooperative; no more than `most` rows."""
    names = [field.name for field in fields(NetworkPayout)]
    return [
        NetworkPayout(**dict(zip(names, row, strict=True)))
        for row in _ask_payouts(_ALL_PAYOUTS, markets, wanted, most=most)
    ]


def pay_day_totals(*, markets: Sequence[str], wanted: PayoutSpan) -> list[PayDayTotal]:
    """The same added up by pay day over these markets, oldest first."""
    names = [field.name for field in fields(PayDayTotal)]
    return [
        PayDayTotal(**dict(zip(names, row, strict=True))) for row in _ask_payouts(_PAY_DAYS, markets, wanted)
    ]


def income_by_cooperative(
    *, income: Income, markets: Sequence[str], since: date, until: date
) -> dict[UUID, int]:
    """What cooperatives had from these markets (schema names) on the days from `since` up to, not including,
    `until`, in centimes; in one statement.
    """
    if income is Income.PAID:
        return dict(_ask_payouts(_PAID, markets, PayoutSpan(since=since, until=until)))
    sold = network_figures(markets=markets, since=since, until=until, group_by={Dimension.COOPERATIVE})
    return {
        row.cooperative: row.gross_minor - row.refunds_minor - row.fees_minor
        for row in sold
        if row.cooperative is not None
    }


def _ask_payouts(
    template: str, markets: Sequence[str], wanted: PayoutSpan, **given: Any
) -> list[tuple[Any, ...]]:
    if not markets:
        return []
    conditions = {
        "since": SQL("pay_on >= %(since)s"),
        "until": SQL("pay_on < %(until)s"),
        "cooperative": SQL("cooperative_id = %(cooperative)s"),
    }
    asked = {name: value for name, value in asdict(wanted).items() if value is not None}
    condition = SQL(" AND ").join([SQL("true"), *(conditions[name] for name in asked)])
    parts = [
        SQL(_PAYOUTS).format(market=Literal(market), schema=Identifier(market), wanted=condition)
        for market in markets
    ]
    with connection.cursor() as cursor:
        cursor.execute(SQL(template).format(parts=SQL(" UNION ALL ").join(parts)), asked | given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _ask(
    markets: Sequence[str], since: date, until: date, asked: Sequence[Dimension]
) -> list[NetworkFigures]:
    with_tickets = not _WITHOUT_TICKETS & set(asked)
    templates = [_SOLD, _TICKETS] if with_tickets else [_SOLD]
    parts = [_part(template, market, asked) for market in markets for template in templates]
    names = [SQL("{}, ").format(Identifier(dimension.value)) for dimension in asked]
    positions = SQL(", ").join(SQL(str(index + 1)) for index in range(len(asked)))
    statement = SQL(_ALL).format(
        names=SQL("").join(names),
        parts=SQL(" UNION ALL ").join(parts),
        grouped=SQL("GROUP BY {}").format(positions) if asked else SQL(""),
        ordered=SQL("ORDER BY {}").format(positions) if asked else SQL(""),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"since": since, "until": until})
        found = [_figures(row, asked) for row in cursor.fetchall()]
    return found if with_tickets else [replace(row, tickets=None) for row in found]


def _part(template: str, market: str, asked: Sequence[Dimension]) -> Composable:
    """The aggregate of one market; the name of its schema is a quoted identifier, never text."""
    columns = [
        SQL("{} AS {}, ").format(
            Literal(market) + SQL("::text") if dimension is Dimension.MARKET else _EXPRESSIONS[dimension],
            Identifier(dimension.value),
        )
        for dimension in asked
    ]
    positions = [SQL(str(index + 1)) for index in range(len(asked))]
    return SQL(template).format(
        columns=SQL("").join(columns),
        schema=Identifier(market),
        grouped=SQL("GROUP BY ") + SQL(", ").join(positions) if positions else SQL(""),
    )


def _figures(row: Sequence[object], asked: Sequence[Dimension]) -> NetworkFigures:
    names = [
        *(dimension.value for dimension in asked),
        *("tickets", "items", "gross_minor", "refunds_minor", "fees_minor"),
    ]
    return NetworkFigures(**dict(zip(names, row, strict=True)))  # type: ignore[arg-type]  # columns as asked


def _placed(by_cooperative: Iterable[NetworkFigures]) -> list[NetworkFigures]:
    """The same rows with the region and the group of their cooperative."""
    registry = {
        cooperative_id: (region, group)
        for cooperative_id, region, group in Cooperative.objects.values_list("id", "region_id", "group")
    }
    return [
        replace(row, region=registry[row.cooperative][0], group=registry[row.cooperative][1])
        for row in by_cooperative
        if row.cooperative is not None
    ]


def _folded(rows: Iterable[NetworkFigures], asked: Sequence[Dimension]) -> list[NetworkFigures]:
    """Rows that agree on the dimensions asked for, added up, in their order."""
    folded: dict[tuple[object, ...], list[NetworkFigures]] = defaultdict(list)
    for row in rows:
        folded[tuple(getattr(row, dimension.value) for dimension in asked)].append(row)
    return [
        NetworkFigures(
            **dict(zip([dimension.value for dimension in asked], key, strict=True)),  # type: ignore[arg-type]
            tickets=None,
            items=sum(row.items for row in group),
            gross_minor=sum(row.gross_minor for row in group),
            refunds_minor=sum(row.refunds_minor for row in group),
            fees_minor=sum(row.fees_minor for row in group),
        )
        for key, group in sorted(folded.items(), key=lambda item: tuple(map(str, item[0])))
    ]
