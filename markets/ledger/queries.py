"""Reads of the ledger: balances, entries, and the invariants that must return no row."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from markets.ledger.models import Account, Entry, Posting
from markets.ledger.types import AccountCode, PostingDraft, PostingKind, Violation

# Each account with what its postings debited and credited.
_BALANCES = """
    SELECT account.code, coalesce(sum(side.debit), 0)::bigint, coalesce(sum(side.credit), 0)::bigint
    FROM ledger_account account
    LEFT JOIN (
        SELECT debit_id AS account_id, amount_minor AS debit, 0 AS credit FROM ledger_posting
        UNION ALL
        SELECT credit_id, 0, amount_minor FROM ledger_posting
    ) side ON side.account_id = account.id
    WHERE %(code)s::text IS NULL OR account.code = %(code)s
    GROUP BY account.code
    ORDER BY account.code
"""

_WITHOUT_POSTINGS = """
    SELECT entry.id AS entry FROM ledger_entry entry
    WHERE NOT EXISTS (SELECT FROM ledger_posting posting WHERE posting.entry_id = entry.id)
"""

_ENTRY_BALANCE = """
    SELECT entry_id AS entry, sum(signed)::bigint AS difference_minor
    FROM (
        SELECT posting.entry_id, CASE WHEN account.id IS NULL THEN 0 ELSE amount_minor END AS signed
        FROM ledger_posting posting LEFT JOIN ledger_account account ON account.id = posting.debit_id
        UNION ALL
        SELECT posting.entry_id, CASE WHEN account.id IS NULL THEN 0 ELSE -amount_minor END
        FROM ledger_posting posting LEFT JOIN ledger_account account ON account.id = posting.credit_id
    ) sides
    GROUP BY entry_id HAVING sum(signed) <> 0
"""

_ONE_SIDED = """
    SELECT id AS posting, amount_minor FROM ledger_posting WHERE debit_id = credit_id OR amount_minor <= 0
"""

_OTHER_PERIOD = """
    SELECT posting.id AS posting, posting.period_id AS period, entry.period_id AS period_of_entry
    FROM ledger_posting posting
    LEFT JOIN ledger_entry entry ON entry.id = posting.entry_id
    LEFT JOIN periods_period period ON period.id = posting.period_id
    WHERE entry.period_id IS DISTINCT FROM posting.period_id OR period.id IS NULL
"""


@dataclass(frozen=True, slots=True)
class Balance:
    """What was debited to and credited from one account since its beginning, in centimes."""

    code: AccountCode
    debits_minor: int
    credits_minor: int

    @property
    def minor(self) -> int:
        """Debits less credits: positive for what the market has, negative for what it owes or earned."""
        return self.debits_minor - self.credits_minor


def balances() -> list[Balance]:
    """The balance of every account, by code."""
    return _balances(None)


def balance_of(code: AccountCode) -> int:
    """Debits less credits of one account, in centimes; 0 for one that nothing has moved. Owed money is
    negative.
    """
    return sum(balance.minor for balance in _balances(code))


def account_ids(codes: Collection[AccountCode]) -> dict[AccountCode, int]:
    """The ids of those of these accounts that exist."""
    found = Account.objects.filter(code__in=list(codes)).values_list("code", "id")
    return {AccountCode(code): account_id for code, account_id in found}


def postings_of(entry: Entry) -> QuerySet[Posting]:
    """The movements of an entry, with their accounts."""
    return Posting.objects.filter(entry=entry).select_related("debit", "credit").order_by("id")


def drafts_of(entry: Entry) -> list[PostingDraft]:
    """The movements of an entry as they were written."""
    return [
        PostingDraft(
            debit=AccountCode(posting.debit.code),
            credit=AccountCode(posting.credit.code),
            amount_minor=posting.amount_minor,
            kind=PostingKind(posting.kind),
        )
        for posting in postings_of(entry)
    ]


def unbalanced_entries() -> list[Violation]:
    """Entries whose debits and credits on existing accounts differ."""
    return violations("ledger.unbalanced_entry", _ENTRY_BALANCE)


def empty_entries() -> list[Violation]:
    """Entries that move nothing."""
    return violations("ledger.empty_entry", _WITHOUT_POSTINGS)


def one_sided_postings() -> list[Violation]:
    """Postings that do not move a positive amount between two accounts."""
    return violations("ledger.one_sided_posting", _ONE_SIDED)


def misplaced_postings() -> list[Violation]:
    """Postings that are in no period, or in another than their entry."""
    return violations("ledger.misplaced_posting", _OTHER_PERIOD)


def unbalanced_ledger() -> list[Violation]:
    """One row when the balances of all accounts do not sum to zero."""
    difference = sum(balance.minor for balance in balances())
    return [Violation("ledger.unbalanced", {"difference_minor": difference})] if difference else []


def violations(name: str, sql: str, params: Collection[Any] = ()) -> list[Violation]:
    """The rows of a query that must return none, each as a violation with the columns as its details."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params) or None)
        columns = [column.name for column in cursor.description]
        return [Violation(name, dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]


def _balances(code: AccountCode | None) -> list[Balance]:
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, {"code": code})
        return [Balance(AccountCode(name), debits, credits) for name, debits, credits in cursor.fetchall()]
