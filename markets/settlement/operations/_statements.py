"""Issuing the statements of a half-month with their lines, their numbers and their digests."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max

from kernel.fingerprint import fingerprint
from markets.figures import operations as figures
from markets.figures.types import PayoutFigure, PeriodFigures
from markets.periods.models import Period
from markets.settlement.models import Statement
from markets.settlement.queries import COOPERATIVE_SIDES
from markets.settlement.seals import content_of, statement_of
from markets.settlement.types import Review

# Lines come before their statements (foreign keys are checked at commit), because a statement is never
# changed and its digest covers its lines. In the order of a statement: what was brought, what happened, what
# is held.
_WRITE_BROUGHT = """
    INSERT INTO settlement_statementline (statement_id, posting_id, kind, amount_minor, late)
    SELECT statement_id, NULL, kind, amount_minor, false
    FROM unnest(%s::uuid[], %s::text[], %s::bigint[]) AS line (statement_id, kind, amount_minor)
"""

_WRITE_POSTINGS = f"""
    INSERT INTO settlement_statementline (statement_id, posting_id, kind, amount_minor, late)
    SELECT statement.id, side.posting_id, side.kind, side.amount_minor, entry.occurred_at < %(starts_at)s
    FROM ({COOPERATIVE_SIDES} AND period_id = %(period)s) side
    JOIN ledger_entry entry ON entry.id = side.entry_id
    JOIN unnest(%(statements)s::uuid[], %(cooperatives)s::uuid[]) AS statement (id, cooperative_id)
      ON statement.cooperative_id = side.cooperative_id
    ORDER BY side.posting_id
"""

_LINES = """
    SELECT statement_id, sum(amount_minor)::bigint,
           sha256(convert_to(string_agg(
               kind || ' ' || amount_minor || ' ' || coalesce(posting_id::text, '-'), E'\\n' ORDER BY id
           ), 'UTF8'))
    FROM settlement_statementline WHERE statement_id = ANY(%s) GROUP BY statement_id
"""

# SHA-256 of nothing, for a statement without a line.
_NO_LINES = hashlib.sha256(b"").digest()


def issue(*, period: Period, review: Review, issued_at: datetime) -> list[Statement]:
    """Write the statements of a locked period with their lines, and note in the figures what they come to."""
    statements = [statement_of(draft, period=period, issued_at=issued_at) for draft in review.drafts]
    _write_lines(period, statements)
    lines = _written_lines(statements)
    first = (Statement.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    for number, statement in enumerate(statements, first):
        total_minor, digest = lines.get(statement.id, (0, _NO_LINES))
        expected_minor = statement.payable_minor + statement.carried_minor
        assert total_minor == expected_minor, f"lines of {statement} are not its sum"
        statement.number = number
        statement.digest = fingerprint(content_of(statement=statement, lines_digest=digest))
    issued = Statement.objects.bulk_create(statements)
    figures.record_period(figures=_totals(period, issued))
    figures.record_payouts(rows=[_figure(period, statement) for statement in issued])
    return issued


def _write_lines(period: Period, statements: Sequence[Statement]) -> None:
    brought = [(one.id, "carry", one.opening_minor) for one in statements]
    brought += [(one.id, "release", one.released_minor) for one in statements]
    held = [(one.id, "hold", -one.held_minor) for one in statements]
    with connection.cursor() as cursor:
        _write_brought(cursor, brought)
        cursor.execute(
            _WRITE_POSTINGS,
            {
                "period": period.id,
                "starts_at": period.starts_at,
                "statements": [one.id for one in statements],
                "cooperatives": [one.cooperative_id for one in statements],
            },
        )
        _write_brought(cursor, held)


def _write_brought(cursor: object, lines: Sequence[tuple[UUID, str, int]]) -> None:
    written = [line for line in lines if line[2]]
    if written:
        columns = [list(column) for column in zip(*written, strict=True)]
        cursor.execute(_WRITE_BROUGHT, columns)  # type: ignore[attr-defined]


def _written_lines(statements: Sequence[Statement]) -> dict[UUID, tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [[statement.id for statement in statements]])
        return {row[0]: (int(row[1]), bytes(row[2])) for row in cursor.fetchall()}


def _figure(period: Period, statement: Statement) -> PayoutFigure:
    return PayoutFigure(
        period_id=period.id,
        cooperative_id=statement.cooperative_id,
        pay_on=period.pay_on,
        payable_minor=statement.payable_minor,
        held_minor=statement.held_minor,
        carried_minor=statement.carried_minor,
    )


def _totals(period: Period, statements: Sequence[Statement]) -> PeriodFigures:
    return PeriodFigures(
        period_id=period.id,
        statements=len(statements),
        sales_minor=sum(statement.sales_minor for statement in statements),
        returns_minor=sum(statement.returns_minor for statement in statements),
        fees_minor=sum(statement.fees_minor for statement in statements),
        held_minor=sum(statement.held_minor for statement in statements),
        payable_minor=sum(statement.payable_minor for statement in statements),
        carried_minor=sum(statement.carried_minor for statement in statements),
    )
