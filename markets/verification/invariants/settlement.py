"""Statements: each is the sum of its lines and opens with what the one before it carried over."""

from collections.abc import Iterator
from dataclasses import asdict

from django.db import connection

from kernel.fingerprint import fingerprint
from markets.ledger.types import Violation
from markets.payouts import queries as payouts
from markets.periods import queries as calendar
from markets.settlement.models import Statement
from markets.settlement.queries import COOPERATIVE_SIDES
from markets.settlement.seals import content_of
from markets.verification.invariants._sql import of_sql
from markets.verification.statements import rederive
from markets.verification.types import Invariant

_STATEMENT_SUM = """
    SELECT coalesce(statement.id, line.statement_id) AS statement,
           payable_minor + carried_minor AS said_minor,
           coalesce(sum(line.amount_minor), 0)::bigint AS lines_minor
    FROM settlement_statement statement
    FULL JOIN settlement_statementline line ON line.statement_id = statement.id
    GROUP BY statement.id, line.statement_id
    HAVING payable_minor + carried_minor IS DISTINCT FROM coalesce(sum(line.amount_minor), 0)
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
        WHERE posting_id IS NOT NULL
    ) line USING (posting_id)
    WHERE (side.period_id, side.cooperative_id, side.kind, side.amount_minor)
        IS DISTINCT FROM (line.period_id, line.cooperative_id, line.kind, line.amount_minor)
"""

_CARRY = """
    SELECT id AS statement, opening_minor, carried_before_minor, released_minor, held_before_minor
    FROM (
        SELECT id, opening_minor, released_minor,
               coalesce(lag(carried_minor) OVER earlier, 0) AS carried_before_minor,
               coalesce(lag(held_minor) OVER earlier, 0) AS held_before_minor
        FROM settlement_statement
        WINDOW earlier AS (PARTITION BY cooperative_id ORDER BY period_id)
    ) statement
    WHERE opening_minor <> carried_before_minor OR released_minor <> held_before_minor
"""

_OPEN_HISTORY = """
    SELECT statement.id AS statement, payable_minor
    FROM settlement_statement statement JOIN periods_period period ON period.id = statement.period_id
    WHERE period.imported AND payable_minor > 0
      AND NOT EXISTS (
          SELECT FROM payouts_payout payout
          WHERE payout.statement_id = statement.id AND payout.state = 'paid'
      )
"""

_NUMBERS = """
    SELECT min(number) AS first, max(number) AS last, count(*) AS statements FROM settlement_statement
    HAVING count(*) > 0 AND (min(number), max(number)) <> (1, count(*))
"""

# As the digest of a statement counts its lines: markets.settlement.seals.
_LINES_DIGESTS = """
    SELECT statement.id, sha256(convert_to(coalesce(string_agg(
               line.kind || ' ' || line.amount_minor || ' ' || coalesce(line.posting_id::text, '-'),
               E'\\n' ORDER BY line.id
           ), ''), 'UTF8'))
    FROM settlement_statement statement
    LEFT JOIN settlement_statementline line ON line.statement_id = statement.id
    GROUP BY statement.id
"""

_ADJUSTMENTS = f"""
    SELECT adjustment.id AS adjustment, adjustment.state, adjustment.amount_minor,
           posted.amount_minor AS posted_minor
    FROM settlement_adjustment adjustment
    LEFT JOIN (
        SELECT entry.source_id, side.cooperative_id, sum(side.amount_minor)::bigint AS amount_minor
        FROM ({COOPERATIVE_SIDES}) side
        JOIN ledger_entry entry ON entry.id = side.entry_id AND entry.kind = 'adjustment'
        GROUP BY entry.source_id, side.cooperative_id
    ) posted ON posted.source_id = adjustment.id AND posted.cooperative_id = adjustment.cooperative_id
    WHERE coalesce(posted.amount_minor, 0)
        <> CASE adjustment.state WHEN 'approved' THEN adjustment.amount_minor ELSE 0 END
"""

_UNEXPLAINED = "settlement.unexplained"
_UNLIKE_POSTINGS = "settlement.statement_unlike_postings"
_UNLIKE_DIGEST = "settlement.statement_unlike_digest"


def _unlike_digest() -> Iterator[Violation]:
    """The lines are read once, all together; what is kept of them is 32 bytes a statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES_DIGESTS)
        lines = dict(cursor.fetchall())
    for statement in Statement.objects.order_by("number").iterator():
        content = content_of(statement=statement, lines_digest=lines[statement.id])
        if fingerprint(content) != bytes(statement.digest):
            yield Violation(_UNLIKE_DIGEST, {"statement": statement.id, "number": statement.number})


def _unlike_postings() -> Iterator[Violation]:
    """One half-month at a time, so that memory stays bounded."""
    for derived in rederive(calendar.closed(calendar.periods()).iterator()):
        if derived.differences:
            looked_at = {
                "period": derived.period_id,
                "cooperative": derived.cooperative_id,
                "statement": derived.statement_id,
            }
            unlike = {name: f"{issued}, not {due}" for name, (issued, due) in derived.differences.items()}
            yield Violation(_UNLIKE_POSTINGS, looked_at | unlike)


def _unexplained() -> list[Violation]:
    totals = payouts.totals()
    if totals.difference_minor == 0:
        return []
    return [Violation(_UNEXPLAINED, asdict(totals) | {"difference_minor": totals.difference_minor})]


SETTLEMENT = (
    of_sql(
        "settlement.statement_unlike_lines",
        "A statement's lines sum to what it says happened, and no line is of no statement.",
        _STATEMENT_SUM,
    ),
    of_sql(
        "settlement.posting_on_wrong_statement",
        "Every posting of a sealed half-month that concerns a cooperative is on its statement, and no other.",
        _STATEMENT_LINES,
    ),
    of_sql(
        "settlement.broken_carry",
        "A statement opens with what the cooperative's statement before carried over and held.",
        _CARRY,
    ),
    of_sql(
        "settlement.open_history",
        "No statement from before the market joined is open for a payment.",
        _OPEN_HISTORY,
    ),
    of_sql(
        "settlement.statement_number_missing",
        "Statements are numbered 1, 2, 3 without gaps.",
        _NUMBERS,
    ),
    Invariant(
        _UNLIKE_DIGEST,
        "Every amount and line of a statement is as it was when its digest was made.",
        _unlike_digest,
    ),
    Invariant(
        _UNLIKE_POSTINGS,
        "Every statement is, to the byte, what the postings of its half-month and the statement before come "
        "to.",
        _unlike_postings,
    ),
    of_sql(
        "settlement.adjustment_unlike_ledger",
        "A correction that was approved moved its amount in the ledger, and no other did.",
        _ADJUSTMENTS,
    ),
    Invariant(
        _UNEXPLAINED,
        "Payments and what is owed are sales less refunds and fees with corrections, to the centime.",
        _unexplained,
    ),
)
