"""Headquarters' view of the network: one statement over the figures of all markets, on its own login.

The statement is built each time from the list of markets. A view would be simpler to ask, but PostgreSQL
drops it silently with any one market's schema.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier, Literal

from markets.figures.types import Dimension, NetworkFigures, NetworkPayout, PayDayTotal, PayoutSpan
from shared_catalog.impact.types import Income

_CALENDAR = frozenset({Dimension.DAY, Dimension.HALF_MONTH, Dimension.MONTH, Dimension.YEAR})
_OF_THE_REGISTRY = frozenset({Dimension.REGION, Dimension.GROUP})
_OF_COOPERATIVES = frozenset({Dimension.COOPERATIVE, *_OF_THE_REGISTRY})
_WITHOUT_TICKETS = frozenset({Dimension.CATEGORY, *_OF_COOPERATIVES})

# Plain arithmetic on dates: a function that took a timestamp would bring the session's time zone into it.
# `date_part` counts in floating point, exactly for numbers this small, and in half the time of `extract`.
_EXPRESSIONS = {
    Dimension.DAY: SQL("day"),
    Dimension.HALF_MONTH: SQL(
        "((date_part('year', day) * 100 + date_part('month', day)) * 10"
        " + CASE WHEN date_part('day', day) <= 15 THEN 1 ELSE 2 END)::int"
    ),
    Dimension.MONTH: SQL("(day - (date_part('day', day)::int - 1))"),
    Dimension.YEAR: SQL("date_part('year', day)::int"),
    Dimension.COOPERATIVE: SQL("cooperative_id"),
    Dimension.CATEGORY: SQL("category_code"),
}
_PLACES = {Dimension.REGION: SQL("maker.region_id"), Dimension.GROUP: SQL('maker."group"')}

_SOLD = """
    SELECT {columns} {tickets}::bigint AS tickets, sum(items)::bigint AS items,
           sum(gross_minor)::bigint AS gross_minor, sum(refunds_minor)::bigint AS refunds_minor,
           sum(fees_minor)::bigint AS fees_minor
    FROM {rows} {grouped} HAVING count(*) > 0
"""

_COOPERATIVES = """(
    SELECT day, cooperative_id, items, gross_minor, refunds_minor, fees_minor
    FROM {schema}.figures_cooperative_day WHERE day >= %(since)s AND day < %(until)s
) sold"""

# Which month a day is in is worked out once a day and not once a cooperative (measured: half the time).
_DAYS = """(
    SELECT day, sum(items) AS items, sum(gross_minor) AS gross_minor, sum(refunds_minor) AS refunds_minor,
           sum(fees_minor) AS fees_minor
    FROM {schema}.figures_cooperative_day WHERE day >= %(since)s AND day < %(until)s GROUP BY day
) sold"""

_CATEGORIES = """(
    SELECT day, category_code, items, gross_minor, refunds_minor, NULL::bigint AS fees_minor
    FROM {schema}.figures_category_day WHERE day >= %(since)s AND day < %(until)s
) sold"""

_TICKETS = """
    SELECT {columns} sum(tickets)::bigint, 0, 0, 0, 0
    FROM {schema}.figures_till_day WHERE day >= %(since)s AND day < %(until)s {grouped} HAVING count(*) > 0
"""

_ALL = """
    SELECT {names} sum(tickets)::bigint, sum(items)::bigint, sum(gross_minor)::bigint,
           sum(refunds_minor)::bigint, sum(fees_minor)::bigint
    FROM ({parts}) part {placed} {grouped} HAVING count(*) > 0 {ordered}
"""

# Whatever the registry says or does not say of a cooperative, none of its money is left out.
_PLACED = SQL("LEFT JOIN registry_cooperative maker ON maker.id = part.cooperative")

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


class CategoryNotCombined(ValueError):
    """The day's figures know a category's goods and a cooperative's goods, and not the one's of the other."""


def network_figures(
    *, markets: Sequence[str], since: date, until: date, group_by: Collection[Dimension]
) -> list[NetworkFigures]:
    """The trade of these markets (schema names) on the days from `since` up to, not including, `until`.

    One row for each combination of the dimensions that occurs, in their order; one row in all without any.
    It is one statement over the day's figures, whose cost depends on the markets and the days, and not on
    sales. Raises CategoryNotCombined for the category together with the cooperative, its region or group.
    """
    asked = [dimension for dimension in Dimension if dimension in group_by]
    if Dimension.CATEGORY in asked and _OF_COOPERATIVES & set(asked):
        raise CategoryNotCombined("Figures by category are not told apart by cooperative.")
    if not markets:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_statement(markets, asked), {"since": since, "until": until})
        return [_figures(row, asked) for row in cursor.fetchall()]


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
        row.cooperative: row.gross_minor - row.refunds_minor - (row.fees_minor or 0)
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


def _statement(markets: Sequence[str], asked: Sequence[Dimension]) -> Composable:
    """Sums in each market by what its figures know, and over them the sums that were asked for."""
    names = [_PLACES.get(dimension, SQL("part.") + Identifier(dimension.value)) for dimension in asked]
    positions = _positions(len(asked))
    return SQL(_ALL).format(
        names=SQL("").join(name + SQL(", ") for name in names),
        parts=SQL(" UNION ALL ").join(part for market in markets for part in _parts(market, asked)),
        placed=_PLACED if _OF_THE_REGISTRY & set(asked) else SQL(""),
        grouped=SQL("GROUP BY ") + positions if asked else SQL(""),
        ordered=SQL("ORDER BY ") + positions if asked else SQL(""),
    )


def _parts(market: str, asked: Sequence[Dimension]) -> list[Composable]:
    """The aggregates of one market; the name of its schema is a quoted identifier, never text."""
    with_tickets = not _WITHOUT_TICKETS & set(asked)
    by = [dimension for dimension in asked if dimension not in _OF_COOPERATIVES]
    if _OF_COOPERATIVES & set(asked):
        by.append(Dimension.COOPERATIVE)
    columns = [SQL("{} AS {}, ").format(_column(one, market), Identifier(one.value)) for one in by]
    given = {
        "columns": SQL("").join(columns),
        "schema": Identifier(market),
        "grouped": SQL("GROUP BY ") + _positions(len(by)) if by else SQL(""),
    }
    sold = SQL(_SOLD).format(
        **given,
        tickets=SQL("0" if with_tickets else "NULL"),
        rows=SQL(_rows(by)).format(schema=Identifier(market)),
    )
    return [sold, SQL(_TICKETS).format(**given)] if with_tickets else [sold]


def _rows(by: Sequence[Dimension]) -> str:
    if Dimension.CATEGORY in by:
        return _CATEGORIES
    return _DAYS if _CALENDAR & set(by) and Dimension.COOPERATIVE not in by else _COOPERATIVES


def _column(dimension: Dimension, market: str) -> Composable:
    return Literal(market) + SQL("::text") if dimension is Dimension.MARKET else _EXPRESSIONS[dimension]


def _positions(count: int) -> Composable:
    return SQL(", ").join(SQL(str(place)) for place in range(1, count + 1))


def _figures(row: Sequence[object], asked: Sequence[Dimension]) -> NetworkFigures:
    names = [
        *(dimension.value for dimension in asked),
        *("tickets", "items", "gross_minor", "refunds_minor", "fees_minor"),
    ]
    return NetworkFigures(**dict(zip(names, row, strict=True)))  # type: ignore[arg-type]  # columns as asked
