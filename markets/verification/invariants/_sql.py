"""Invariants that are one statement: its rows are those that break it, its columns what to look at."""

from markets.ledger import queries as ledger
from markets.ledger.types import Violation
from markets.verification.types import MOST_ROWS, Invariant


def of_sql(name: str, meaning: str, sql: str) -> Invariant:
    """The invariant that a statement finds no row."""

    def check() -> list[Violation]:
        return ledger.violations(name, f"SELECT * FROM ({sql}) offending LIMIT {MOST_ROWS}")

    return Invariant(name, meaning, check)
