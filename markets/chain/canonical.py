"""The one text of a ledger row that is hashed, and a day's rows as the chain stores them, in SQL.

Every column stands in it, and the accounts' codes beside their numbers, since an account that is given
another code moves money too. `markets.chain.rules` says what the bytes mean; a test computes them in Python.
"""

from collections.abc import Mapping


def _micros(column: str) -> str:
    """An instant that no session's time zone or date style can write in another way."""
    return f"(extract(epoch FROM {column}) * 1000000)::bigint"


ENTRY: Mapping[str, str] = {
    "id": "entry.id",
    "kind": "entry.kind",
    "source_id": "entry.source_id",
    "period_id": "entry.period_id",
    "occurred_at": _micros("entry.occurred_at"),
    "recorded_at": _micros("entry.recorded_at"),
    "business_date": "entry.business_date",
    "reverses_id": "entry.reverses_id",
    "actor": "entry.actor",
}
"""The columns of an entry in their order, each with how it is written."""

POSTING: Mapping[str, str] = {
    "id": "posting.id",
    "entry_id": "posting.entry_id",
    "period_id": "posting.period_id",
    "debit_id": "posting.debit_id",
    "credit_id": "posting.credit_id",
    "amount_minor": "posting.amount_minor",
    "kind": "posting.kind",
}
"""The columns of a posting in their order."""

ACCOUNTS: Mapping[str, str] = {"debit": "debit.code", "credit": "credit.code"}
"""What follows the columns of a posting: the codes of its two accounts."""


def _digest(table: str, *columns: Mapping[str, str]) -> str:
    values = ", ".join(expression for group in columns for expression in group.values())
    return f"sha256(convert_to(json_build_array('{table}', {values})::text, 'UTF8'))"


# A fact from outside the half-month, which landed in it late, counts on the nearest of its days; a posting
# without an entry in its half-month, which only tampering can make, on the first.
_DAY = "least(greatest(entry.business_date, %(first)s), %(last)s)"

RECORDS = f"""
    SELECT {_DAY} AS day,
           convert_to('E', 'UTF8') || uuid_send(entry.id) || {_digest("ledger_entry", ENTRY)} AS record
    FROM ledger_entry entry WHERE entry.period_id = %(period)s
    UNION ALL
    SELECT {_DAY}, convert_to('P', 'UTF8') || int8send(0) || int8send(posting.id)
                   || {_digest("ledger_posting", POSTING, ACCOUNTS)}
    FROM ledger_posting posting
    LEFT JOIN (SELECT id, business_date FROM ledger_entry WHERE period_id = %(period)s) entry
      ON entry.id = posting.entry_id
    LEFT JOIN ledger_account debit ON debit.id = posting.debit_id
    LEFT JOIN ledger_account credit ON credit.id = posting.credit_id
    WHERE posting.period_id = %(period)s
"""

ROWS_BY_DAY = f"""
    SELECT day, string_agg(record, ''::bytea ORDER BY record) AS rows FROM ({RECORDS}) record GROUP BY day
"""
"""The days of a half-month that have ledger rows, each with its rows as they stand now."""
