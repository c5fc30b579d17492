"""Reconciliation: what the bank booked is matched in full or waits in suspense, never both."""

from markets.verification.invariants._sql import of_sql

_PARTS = """
    SELECT line.id AS line, line.state, line.amount_minor,
           coalesce(sum(part.amount_minor), 0)::bigint AS matched_minor
    FROM reconciliation_bankline line LEFT JOIN reconciliation_match part ON part.line_id = line.id
    GROUP BY line.id
    HAVING coalesce(sum(part.amount_minor), 0)
        <> CASE line.state WHEN 'matched' THEN line.amount_minor ELSE 0 END
"""

_SUSPENSE = """
    SELECT line.id AS line, item.id AS item, line.state, line.amount_minor, item.amount_minor AS waiting_minor
    FROM reconciliation_bankline line LEFT JOIN reconciliation_suspenseitem item ON item.line_id = line.id
    WHERE item.amount_minor <> line.amount_minor
       OR (line.state = 'suspended') <> (item.id IS NOT NULL AND item.cleared_at IS NULL)
"""

RECONCILIATION = (
    of_sql(
        "reconciliation.parts_unlike_line",
        "The parts of a matched line of the bank sum to it, and a line that is not matched has none.",
        _PARTS,
    ),
    of_sql(
        "reconciliation.suspense_unlike_line",
        "A suspended line waits with its whole amount, and nothing waits of any other.",
        _SUSPENSE,
    ),
)
