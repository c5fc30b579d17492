"""What an invariant is, and what looking for rows that break it finds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markets.ledger.types import Violation

MOST_ROWS = 1_000
"""Offending rows of one invariant that are brought; whoever broke more has other worries than the rest."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that always holds in a market. `check` gives the rows for which it does not: none."""

    name: str
    meaning: str
    check: Callable[[], Iterable[Violation]]


@dataclass(frozen=True, slots=True)
class Finding:
    """An invariant and the rows that break it, `MOST_ROWS` at most."""

    invariant: Invariant
    rows: Sequence[Violation]

    @property
    def name(self) -> str:
        return self.invariant.name

    @property
    def holds(self) -> bool:
        return not self.rows
