"""Payments: each pays its statement, and the ledger moved what they paid."""

from collections.abc import Iterator

from markets.ledger.types import Violation
from markets.payouts import rules
from markets.payouts.bank import queries as bank
from markets.payouts.models import PayoutAttempt, PayoutBatch
from markets.payouts.types import Rail
from markets.verification.invariants._sql import of_sql
from markets.verification.types import Invariant

_PAYOUTS = """
    SELECT payout.id AS payout, payout.amount_minor, statement.payable_minor, payout.rail
    FROM payouts_payout payout
    JOIN settlement_statement statement ON statement.id = payout.statement_id
    JOIN periods_period period ON period.id = statement.period_id
    WHERE payout.amount_minor <> statement.payable_minor
       OR (payout.rail = 'before_joining') <> period.imported
"""

# A payment leaves a bank account, the tills or Stripe for a cooperative's account; one that is undone counts
# against it.
_PAYOUT_POSTINGS = """
    SELECT cooperative_id AS cooperative, paid.amount_minor AS paid_minor, posted.amount_minor AS posted_minor
    FROM (
        SELECT cooperative_id, sum(amount_minor)::bigint AS amount_minor
        FROM payouts_payout payout
        JOIN settlement_statement statement ON statement.id = payout.statement_id
        WHERE payout.state = 'paid'
        GROUP BY cooperative_id
    ) paid
    FULL JOIN (
        SELECT payable.cooperative_id, sum(side.amount_minor)::bigint AS amount_minor
        FROM (
            SELECT debit_id AS payable_id, credit_id AS source_id, amount_minor FROM ledger_posting
            WHERE kind = 'payout'
            UNION ALL
            SELECT credit_id, debit_id, -amount_minor FROM ledger_posting WHERE kind = 'payout'
        ) side
        JOIN ledger_account payable ON payable.id = side.payable_id AND payable.cooperative_id IS NOT NULL
        JOIN ledger_account source
          ON source.id = side.source_id AND source.kind IN ('bank', 'cash', 'clearing')
        GROUP BY payable.cooperative_id
    ) posted USING (cooperative_id)
    WHERE coalesce(paid.amount_minor, 0) <> coalesce(posted.amount_minor, 0)
"""

# A payout stands where its latest attempt does, or waits for another one after that came to nothing.
_ATTEMPTS = """
    SELECT payout.id AS payout, payout.state, latest.id AS attempt, latest.state AS attempt_state
    FROM payouts_payout payout
    LEFT JOIN (
        SELECT DISTINCT ON (payout_id) * FROM payouts_payoutattempt ORDER BY payout_id, number DESC
    ) latest ON latest.payout_id = payout.id
    WHERE latest.amount_minor <> payout.amount_minor
       OR NOT (
           payout.state = coalesce(latest.state, 'draft')
           OR (
               payout.state IN ('draft', 'held')
               AND coalesce(latest.state, 'cancelled') IN ('cancelled', 'rejected', 'returned')
           )
       )
"""

_ENTRIES = """
    SELECT coalesce(attempt.id, entry.source_id) AS attempt, attempt.state, attempt.amount_minor,
           entry.amount_minor AS posted_minor, entry.id AS entry, reversal.id AS reversal
    FROM (SELECT * FROM payouts_payoutattempt WHERE state IN ('paid', 'returned')) attempt
    FULL JOIN (
        SELECT entry.id, entry.source_id, sum(posting.amount_minor)::bigint AS amount_minor
        FROM ledger_entry entry JOIN ledger_posting posting ON posting.entry_id = entry.id
        WHERE entry.kind = 'payout' GROUP BY entry.id
    ) entry ON entry.source_id = attempt.id
    LEFT JOIN ledger_entry reversal ON reversal.reverses_id = entry.id
    WHERE entry.amount_minor IS DISTINCT FROM attempt.amount_minor
       OR (reversal.id IS NOT NULL) <> (attempt.state = 'returned')
"""

_BATCHES = """
    SELECT batch.id AS batch, batch.payments, batch.total_minor, count(attempt.id) AS attempts,
           coalesce(sum(attempt.amount_minor), 0)::bigint AS attempts_minor
    FROM payouts_payoutbatch batch LEFT JOIN payouts_payoutattempt attempt ON attempt.batch_id = batch.id
    GROUP BY batch.id
    HAVING (batch.payments, batch.total_minor) <> (count(attempt.id), coalesce(sum(attempt.amount_minor), 0))
"""

_APPROVALS = """
    SELECT batch.id AS batch, batch.state, approval.id AS approval, approval.actor
    FROM payouts_payoutbatch batch LEFT JOIN payouts_batchapproval approval ON approval.batch_id = batch.id
    WHERE approval.actor = batch.prepared_by OR approval.digest <> batch.digest
       OR (approval.id IS NULL AND batch.state IN ('approved', 'submitted', 'done'))
"""

_UNLIKE_DIGEST = "payouts.batch_unlike_digest"


def _unlike_digest() -> Iterator[Violation]:
    """One batch at a time, so that memory stays bounded."""
    for batch in PayoutBatch.objects.order_by("prepared_at", "id").iterator():
        attempts = PayoutAttempt.objects.filter(batch=batch).select_related("payout")
        items = [
            (one.id, one.payout.statement_id, one.amount_minor, one.rib or one.destination)
            for one in attempts
        ]
        signed = rules.batch_digest(rail=Rail(batch.rail), execution_on=batch.execution_on, items=items)
        if signed != bytes(batch.digest):
            yield Violation(_UNLIKE_DIGEST, {"batch": batch.id, "state": batch.state})


_TAMPERED = "payouts.bank_file_tampered"


def _tampered() -> Iterator[Violation]:
    """Every file for the bank, and every answer of it, opens to what was sealed."""
    for one in bank.tampered():
        yield Violation(_TAMPERED, {"kind": type(one).__name__, "id": one.pk})


_DOWNLOADS = """
    SELECT download.id AS download, download.actor, entry.actor AS audited, entry.id AS entry
    FROM payouts_bankfiledownload download JOIN market_audit_entry entry ON entry.id = download.entry_id
    WHERE (entry.action, entry.kind, entry.actor, entry.at, entry.object_key)
          <> ('bankFile.download', 'read', download.actor, download.at, download.file_id::text)
"""

PAYOUTS = (
    of_sql(
        "payouts.unlike_statement",
        "A payment is the payable amount of its statement, by a rail that its half-month knows.",
        _PAYOUTS,
    ),
    of_sql(
        "payouts.unlike_attempt",
        "A payment stands where its latest attempt does, and every attempt is for its whole amount.",
        _ATTEMPTS,
    ),
    of_sql(
        "payouts.attempt_unlike_ledger",
        "An attempt that was paid is one entry of its amount, and one that came back is reversed.",
        _ENTRIES,
    ),
    of_sql(
        "payouts.unlike_ledger",
        "What each cooperative was paid left the market's money for its account.",
        _PAYOUT_POSTINGS,
    ),
    of_sql(
        "payouts.batch_unlike_attempts",
        "The payments of a batch are as many, and sum to as much, as was approved.",
        _BATCHES,
    ),
    of_sql(
        "payouts.batch_unapproved",
        "A batch that was approved was signed by another than its preparer, as it is.",
        _APPROVALS,
    ),
    Invariant(
        _UNLIKE_DIGEST,
        "The payments, amounts and accounts of a batch are those that its approvals signed.",
        _unlike_digest,
    ),
    Invariant(
        _TAMPERED,
        "Files for the bank and answers of it are stored as they were written and read.",
        _tampered,
    ),
    of_sql(
        "payouts.download_unlike_audit",
        "Whoever took a file for the bank, with its account numbers, is in the audit.",
        _DOWNLOADS,
    ),
)
