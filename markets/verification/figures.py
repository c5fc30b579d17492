"""The figures computed again from the facts they add up: what differs is reported, not mended."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

_TILL_DAY = """
    SELECT sale.business_date AS day, till_id, 1 AS tickets, 0 AS items, total_minor AS gross_minor,
           0 AS refunds_minor, 0 AS cash_minor, 0 AS card_minor, 0 AS stripe_minor, rounding_minor
    FROM sales_sale sale
    UNION ALL
    SELECT sale.business_date, sale.till_id, 0, line.quantity, 0, 0, 0, 0, 0, 0
    FROM sales_saleline line JOIN sales_sale sale ON sale.id = line.sale_id
    UNION ALL
    SELECT sale.business_date, sale.till_id, 0, 0, 0, 0,
           CASE tender.kind WHEN 'cash' THEN tender.amount_minor ELSE 0 END,
           CASE tender.kind WHEN 'card' THEN tender.amount_minor ELSE 0 END,
           CASE tender.kind WHEN 'stripe' THEN tender.amount_minor ELSE 0 END, 0
    FROM sales_tender tender JOIN sales_sale sale ON sale.id = tender.sale_id
    UNION ALL
    SELECT business_date, till_id, 0, 0, 0, amount_minor,
           CASE tender_kind WHEN 'cash' THEN rounding_minor - amount_minor ELSE 0 END,
           CASE tender_kind WHEN 'card' THEN rounding_minor - amount_minor ELSE 0 END,
           CASE tender_kind WHEN 'stripe' THEN rounding_minor - amount_minor ELSE 0 END, rounding_minor
    FROM sales_refund
"""

_COOPERATIVE_DAY = """
    SELECT sale.business_date AS day, line.cooperative_id, line.quantity AS items,
           line.amount_minor AS gross_minor, 0 AS refunds_minor, line.fee_minor AS fees_minor
    FROM sales_saleline line JOIN sales_sale sale ON sale.id = line.sale_id
    UNION ALL
    SELECT refund.business_date, sold.cooperative_id, 0, 0, line.amount_minor, -line.fee_minor
    FROM sales_refundline line
    JOIN sales_refund refund ON refund.id = line.refund_id
    JOIN sales_saleline sold ON sold.id = line.sale_line_id
"""

_CATEGORY_DAY = """
    SELECT sale.business_date AS day, line.category_code, line.quantity AS items,
           line.amount_minor AS gross_minor, 0 AS refunds_minor
    FROM sales_saleline line JOIN sales_sale sale ON sale.id = line.sale_id
    UNION ALL
    SELECT refund.business_date, sold.category_code, 0, 0, line.amount_minor
    FROM sales_refundline line
    JOIN sales_refund refund ON refund.id = line.refund_id
    JOIN sales_saleline sold ON sold.id = line.sale_line_id
"""

_PERIOD = """
    SELECT period_id, 1 AS statements, sales_minor, returns_minor, fees_minor, held_minor, payable_minor,
           carried_minor, 0 AS paid_minor
    FROM settlement_statement
    UNION ALL
    SELECT statement.period_id, 0, 0, 0, 0, 0, 0, 0, payout.amount_minor
    FROM payouts_payout payout JOIN settlement_statement statement ON statement.id = payout.statement_id
    WHERE payout.state = 'paid'
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of one row of the figures that is not what the facts add up to."""

    table: str
    key: tuple[Any, ...]
    measure: str
    stored: int
    recomputed: int


@dataclass(frozen=True, slots=True)
class _Figures:
    table: str
    key: tuple[str, ...]
    measures: tuple[str, ...]
    facts: str


_MONEY = ("gross_minor", "refunds_minor")
_TENDERS = ("cash_minor", "card_minor", "stripe_minor", "rounding_minor")
_STATEMENTS = (
    "sales_minor",
    "returns_minor",
    "fees_minor",
    "held_minor",
    "payable_minor",
    "carried_minor",
    "paid_minor",
)

_BY_DAY = (
    _Figures("figures_till_day", ("day", "till_id"), ("tickets", "items", *_MONEY, *_TENDERS), _TILL_DAY),
    _Figures(
        "figures_cooperative_day",
        ("day", "cooperative_id"),
        ("items", *_MONEY, "fees_minor"),
        _COOPERATIVE_DAY,
    ),
    _Figures("figures_category_day", ("day", "category_code"), ("items", *_MONEY), _CATEGORY_DAY),
)
_BY_PERIOD = _Figures("figures_period", ("period_id",), ("statements", *_STATEMENTS), _PERIOD)


def differences(*, since: date = date.min, until: date = date.max) -> list[Difference]:
    """The figures that are not what their facts add up to; there should be none.

    Of the days from `since` up to, not including, `until`, against sales and refunds; and of every closed
    half-month, against its statements and payouts.
    """
    days = {"since": since, "until": until}
    found = [
        difference
        for figures in _BY_DAY
        for difference in _compared(figures, "WHERE day >= %(since)s AND day < %(until)s", days)
    ]
    return found + _compared(_BY_PERIOD, "", {})


def _compared(figures: _Figures, span: str, params: dict[str, date]) -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(_comparison(figures, span), params or None)
        rows = cursor.fetchall()
    width, found = len(figures.key), []
    for row in rows:
        stored, recomputed = row[width::2], row[width + 1 :: 2]
        for measure, one, other in zip(figures.measures, stored, recomputed, strict=True):
            if one != other:
                found.append(Difference(figures.table, tuple(row[:width]), measure, one, other))
    return found


def _comparison(figures: _Figures, span: str) -> str:
    """The rows that differ: key, then each measure as stored and as recomputed."""
    key = ", ".join(figures.key)
    sums = ", ".join(f"sum({measure})::bigint AS {measure}" for measure in figures.measures)
    pairs = [
        (f"coalesce(stored.{measure}, 0)", f"coalesce(fresh.{measure}, 0)") for measure in figures.measures
    ]
    return f"""
        SELECT {key}, {", ".join(f"{stored}, {fresh}" for stored, fresh in pairs)}
        FROM (SELECT * FROM {figures.table} {span}) stored
        FULL JOIN (SELECT {key}, {sums} FROM ({figures.facts}) fact {span} GROUP BY {key}) fresh USING ({key})
        WHERE {" OR ".join(f"{stored} <> {fresh}" for stored, fresh in pairs)}
        ORDER BY {key}
    """
