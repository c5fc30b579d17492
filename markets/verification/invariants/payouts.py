"""Payments: each pays its statement, and the ledger moved what they paid."""

from markets.verification.invariants._sql import of_sql

_PAYOUTS = """
    SELECT payout.id AS payout, payout.amount_minor, statement.payable_minor, payout.rail
    FROM settlement_payout payout
    JOIN settlement_statement statement ON statement.id = payout.statement_id
    JOIN periods_period period ON period.id = statement.period_id
    WHERE payout.amount_minor <> statement.payable_minor
       OR (payout.rail = 'before_joining') <> period.imported
"""

# A payment leaves a bank account for a cooperative's; one that is undone counts against it.
_PAYOUT_POSTINGS = """
    SELECT cooperative_id AS cooperative, paid.amount_minor AS paid_minor, posted.amount_minor AS posted_minor
    FROM (
        SELECT cooperative_id, sum(amount_minor)::bigint AS amount_minor
        FROM settlement_payout payout
        JOIN settlement_statement statement ON statement.id = payout.statement_id
        GROUP BY cooperative_id
    ) paid
    FULL JOIN (
        SELECT payable.cooperative_id, sum(side.amount_minor)::bigint AS amount_minor
        FROM (
            SELECT debit_id AS payable_id, credit_id AS bank_id, amount_minor FROM ledger_posting
            WHERE kind = 'payout'
            UNION ALL
            SELECT credit_id, debit_id, -amount_minor FROM ledger_posting WHERE kind = 'payout'
        ) side
        JOIN ledger_account payable ON payable.id = side.payable_id AND payable.cooperative_id IS NOT NULL
        JOIN ledger_account bank ON bank.id = side.bank_id AND bank.kind = 'bank'
        GROUP BY payable.cooperative_id
    ) posted USING (cooperative_id)
    WHERE paid.amount_minor IS DISTINCT FROM posted.amount_minor
"""

PAYOUTS = (
    of_sql(
        "settlement.payout_unlike_statement",
        "A payment is the payable amount of its statement, by a rail that its half-month knows.",
        _PAYOUTS,
    ),
    of_sql(
        "settlement.payout_unlike_ledger",
        "What each cooperative was paid left a bank account for its own.",
        _PAYOUT_POSTINGS,
    ),
)
