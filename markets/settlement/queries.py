"""Reads of the settlement: what a half-month holds for each cooperative, its statements, and what is still
owed.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from markets.periods.models import Period
from markets.settlement.models import PayoutMinimum, Statement, StatementLine
from markets.settlement.types import Movement, Totals

# Every posting as the account of a cooperative sees it. Payments answer the statement before, so no statement
# has them among its movements.
COOPERATIVE_SIDES = """
    SELECT posting_id, period_id, posting.kind, cooperative_id, amount_minor
    FROM (
        SELECT id AS posting_id, period_id, kind, credit_id AS account_id, amount_minor FROM ledger_posting
        UNION ALL
        SELECT id, period_id, kind, debit_id, -amount_minor FROM ledger_posting
    ) posting
    JOIN ledger_account account ON account.id = posting.account_id
    WHERE account.cooperative_id IS NOT NULL AND posting.kind <> 'payout'
"""

_BY_KIND = """
    coalesce(sum(amount_minor) FILTER (WHERE kind = 'sale'), 0)::bigint AS sales_minor,
    coalesce(-sum(amount_minor) FILTER (WHERE kind = 'refund'), 0)::bigint AS returns_minor,
    coalesce(-sum(amount_minor) FILTER (WHERE kind IN ('fee', 'fee_reversal')), 0)::bigint AS fees_minor,
    coalesce(sum(amount_minor) FILTER (
        WHERE kind NOT IN ('sale', 'refund', 'fee', 'fee_reversal')), 0)::bigint AS adjustments_minor
"""

_MOVEMENTS = f"""
    SELECT cooperative_id, {_BY_KIND} FROM ({COOPERATIVE_SIDES} AND period_id = %s) side
    GROUP BY cooperative_id ORDER BY cooperative_id
"""

_OPENINGS = """
    SELECT DISTINCT ON (cooperative_id) cooperative_id, carried_minor FROM settlement_statement
    WHERE period_id < %s ORDER BY cooperative_id, period_id DESC
"""

_TOTALS = f"""
    SELECT {_BY_KIND},
        (SELECT coalesce(sum(amount_minor), 0)::bigint FROM settlement_payout) AS paid_minor,
        coalesce(sum(amount_minor) FILTER (WHERE line.posting_id IS NULL), 0)::bigint AS unsettled_minor
    FROM ({COOPERATIVE_SIDES}) side
    LEFT JOIN (SELECT posting_id FROM settlement_statementline) line USING (posting_id)
"""

_OWED_ON_STATEMENTS = """
    SELECT coalesce(sum(owed_minor), 0)::bigint AS owed_minor FROM (
        SELECT payable_minor AS owed_minor FROM settlement_statement statement
        WHERE NOT EXISTS (SELECT FROM settlement_payout payout WHERE payout.statement_id = statement.id)
        UNION ALL
        SELECT carried_minor FROM (
            SELECT DISTINCT ON (cooperative_id) carried_minor FROM settlement_statement
            ORDER BY cooperative_id, period_id DESC
        ) latest
    ) owed
"""


def statements_of_period(period_id: int) -> QuerySet[Statement]:
    """The statements of a half-month, with their cooperatives."""
    return Statement.objects.filter(period_id=period_id).select_related("cooperative", "period")


def statements_of_cooperative(cooperative_id: UUID) -> QuerySet[Statement]:
    """The statements of one cooperative, latest half-month first."""
    return Statement.objects.filter(cooperative_id=cooperative_id).select_related("period")


def lines_of(statement_id: UUID) -> QuerySet[StatementLine]:
    """The lines of a statement with their postings and entries, which lead on to the receipts."""
    return StatementLine.objects.filter(statement_id=statement_id).select_related("posting__entry")


def open_payables() -> QuerySet[Statement]:
    """Statements with something to pay that have not been paid; never one from before the market joined."""
    return Statement.objects.filter(payable_minor__gt=0, payout__isnull=True, period__imported=False)


def movements_in(period: Period) -> Sequence[Movement]:
    """What happened in a half-month to each cooperative that had a posting in it."""
    return [Movement(**row) for row in _rows(_MOVEMENTS, [period.id])]


def openings_of(period: Period) -> dict[UUID, int]:
    """What each cooperative's latest earlier statement carried over, where that is not nothing; centimes."""
    rows = _rows(_OPENINGS, [period.id])
    return {row["cooperative_id"]: row["carried_minor"] for row in rows if row["carried_minor"]}


def minimum_on(day: date) -> int:
    """The smallest amount paid for a half-month that ends on `day`, in centimes; 0 when none was ever set."""
    rule = PayoutMinimum.objects.filter(effective_from__lte=day).order_by("-effective_from").first()
    return rule.amount_minor if rule else 0


def totals() -> Totals:
    """The market's whole trade with its cooperatives: earned from the ledger, paid from the payouts, and owed
    from the statements and what is not yet on one.
    """
    [row] = _rows(_TOTALS)
    [owed] = _rows(_OWED_ON_STATEMENTS)
    unsettled_minor = row.pop("unsettled_minor")
    return Totals(**row, open_minor=unsettled_minor + owed["owed_minor"])


def ledger_difference() -> int:
    """Sales less refunds and fees, less payouts and open payables, in centimes: 0."""
    return totals().difference_minor


def _rows(sql: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params) or None)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
