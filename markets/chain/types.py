"""What the chain is made of, and what comparing it with the ledger finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Everything that a block's hash covers. The digests stand for its rows and its statements."""

    market: str
    number: int
    period_id: int
    day: date
    rows_digest: bytes
    statements_digest: bytes
    previous_hash: bytes


class Change(StrEnum):
    """What became of a ledger row since its block was written."""

    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class RowChange:
    """One ledger row that is not as it was: which table, which id, and on which day it counts."""

    change: Change
    table: str
    id: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That a statement is in the chain: hash the header of its block again, with these digests in it.

    `statements` are the digests of all statements of the half-month in order; the one that is proved stands
    at `position`, counted from 0, and the sha256 of all of them together is the header's statements digest.
    """

    header: Header
    hash: bytes
    statements: Sequence[bytes]
    position: int
    chain_length: int

    @property
    def number(self) -> int:
        return self.header.number

    @property
    def previous_hash(self) -> bytes:
        return self.header.previous_hash
