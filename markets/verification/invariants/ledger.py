"""Double entry: what is debited is credited, between accounts that exist, in the half-month of its entry."""

from markets.ledger import queries as ledger
from markets.verification.invariants._sql import of_sql
from markets.verification.types import Invariant

# An account's code says whose it is, and so do its columns, by which statements are added up.
_ACCOUNTS = """
    SELECT id AS account, code, kind, cooperative_id AS cooperative FROM ledger_account
    WHERE (kind = 'payable') <> (code LIKE 'cooperative:%')
       OR (kind = 'payable' AND code <> 'cooperative:' || cooperative_id || ':payable')
"""

# A reversal moves back what its entry moved, account by account.
_REVERSALS = """
    SELECT reversal.id AS entry, reversal.reverses_id AS reverses, side.account_id AS account,
           sum(side.amount_minor)::bigint AS difference_minor
    FROM ledger_entry reversal
    JOIN (
        SELECT entry_id, debit_id AS account_id, amount_minor FROM ledger_posting
        UNION ALL
        SELECT entry_id, credit_id, -amount_minor FROM ledger_posting
    ) side ON side.entry_id IN (reversal.id, reversal.reverses_id)
    WHERE reversal.reverses_id IS NOT NULL
    GROUP BY reversal.id, side.account_id HAVING sum(side.amount_minor) <> 0
"""

LEDGER = (
    Invariant(
        "ledger.unbalanced_entry",
        "The debits and credits of every entry are equal, on accounts that exist.",
        ledger.unbalanced_entries,
    ),
    Invariant("ledger.empty_entry", "Every entry moves something.", ledger.empty_entries),
    Invariant(
        "ledger.one_sided_posting",
        "Every posting moves a positive amount between two accounts.",
        ledger.one_sided_postings,
    ),
    Invariant(
        "ledger.misplaced_posting",
        "Every posting is in the half-month of its entry.",
        ledger.misplaced_postings,
    ),
    Invariant("ledger.unbalanced", "The balances of all accounts sum to zero.", ledger.unbalanced_ledger),
    of_sql(
        "ledger.account_unlike_code",
        "A payable account has the code of its cooperative, and no other account has such a code.",
        _ACCOUNTS,
    ),
    of_sql(
        "ledger.reversal_unlike_entry",
        "A reversal moves back exactly what its entry moved, account by account.",
        _REVERSALS,
    ),
)
