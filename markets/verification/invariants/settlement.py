"""Statements: each is the sum of its lines and opens with what the one before it carried over."""

from dataclasses import asdict

from markets.ledger.types import Violation
from markets.settlement import queries
from markets.settlement.queries import COOPERATIVE_SIDES
from markets.verification.invariants._sql import of_sql
from markets.verification.types import Invariant

_STATEMENT_SUM = """
    SELECT statement.id AS statement, net_minor - opening_minor AS said_minor,
           coalesce(sum(line.amount_minor), 0)::bigint AS lines_minor
    FROM settlement_statement statement
    LEFT JOIN settlement_statementline line ON line.statement_id = statement.id
    GROUP BY statement.id
    HAVING net_minor - opening_minor <> coalesce(sum(line.amount_minor), 0)
"""

# Every posting of a closed half-month that concerns a cooperative is on that cooperative's statement of that
# half-month, with its amount, and no other posting is on any.
_STATEMENT_LINES = f"""
    SELECT posting_id AS posting, side.period_id AS period, side.cooperative_id AS cooperative,
           line.statement_id AS statement
    FROM (
        SELECT side.* FROM ({COOPERATIVE_SIDES}) side
        JOIN periods_period period ON period.id = side.period_id
        WHERE period.state IN ('sealed', 'paid', 'reconciled')
    ) side
    FULL JOIN (
        SELECT posting_id, statement_id, amount_minor, kind, statement.period_id, statement.cooperative_id
        FROM settlement_statementline line
        JOIN settlement_statement statement ON statement.id = line.statement_id
    ) line USING (posting_id)
    WHERE (side.period_id, side.cooperative_id, side.kind, side.amount_minor)
        IS DISTINCT FROM (line.period_id, line.cooperative_id, line.kind, line.amount_minor)
"""

_CARRY = """
    SELECT id AS statement, opening_minor, carried_before_minor
    FROM (
        SELECT id, opening_minor, coalesce(lag(carried_minor) OVER earlier, 0) AS carried_before_minor
        FROM settlement_statement
        WINDOW earlier AS (PARTITION BY cooperative_id ORDER BY period_id)
    ) statement
    WHERE opening_minor <> carried_before_minor
"""

_OPEN_HISTORY = """
    SELECT statement.id AS statement, payable_minor
    FROM settlement_statement statement JOIN periods_period period ON period.id = statement.period_id
    WHERE period.imported AND payable_minor > 0
      AND NOT EXISTS (SELECT FROM settlement_payout payout WHERE payout.statement_id = statement.id)
"""

_ORDER = """
    SELECT period.id AS period, period.state
    FROM periods_period period
    WHERE period.state NOT IN ('sealed', 'paid', 'reconciled')
      AND EXISTS (SELECT FROM periods_period later WHERE later.id > period.id AND later.sealed_at IS NOT NULL)
"""

_UNEXPLAINED = "settlement.unexplained"


def _unexplained() -> list[Violation]:
    totals = queries.totals()
    if totals.difference_minor == 0:
        return []
    return [Violation(_UNEXPLAINED, asdict(totals) | {"difference_minor": totals.difference_minor})]


SETTLEMENT = (
    of_sql(
        "settlement.statement_unlike_lines",
        "A statement's lines sum to what it says happened.",
        _STATEMENT_SUM,
    ),
    of_sql(
        "settlement.posting_on_wrong_statement",
        "Every posting of a sealed half-month that concerns a cooperative is on its statement, and no other.",
        _STATEMENT_LINES,
    ),
    of_sql(
        "settlement.broken_carry",
        "A statement opens with what the cooperative's statement before carried over.",
        _CARRY,
    ),
    of_sql(
        "settlement.open_history",
        "No statement from before the market joined is open for a payment.",
        _OPEN_HISTORY,
    ),
    of_sql("settlement.closed_out_of_order", "Half-months are sealed in their order.", _ORDER),
    Invariant(
        _UNEXPLAINED,
        "Payments and what is owed are sales less refunds and fees with corrections, to the centime.",
        _unexplained,
    ),
)
