"""The words of the export: what is mapped, how a journal is laid out, and its lines."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kernel.halfmonth import HalfMonth


class MappedKind(StrEnum):
    """A kind of ledger account that is mapped as one; the two clearing accounts are mapped each by itself."""

    CASH = "cash"
    CARD = "card"
    STRIPE = "stripe"
    PAYABLE = "payable"
    FEES = "fees"
    ROUNDING = "rounding"
    ADJUSTMENTS = "adjustments"
    CHARGES = "charges"
    BANK = "bank"
    SUSPENSE = "suspense"


class Layout(StrEnum):
    """How fine a journal is."""

    DETAILED = "detailed"
    DAILY = "daily"


class Encoding(StrEnum):
    """The characters of a file; the value is Python's name of the codec."""

    UTF_8 = "utf-8-sig"
    CP1252 = "cp1252"


@dataclass(frozen=True, slots=True)
class Span:
    """Whole half-months, from the first to the last, both included."""

    first: HalfMonth
    last: HalfMonth


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a kind of ledger account goes: which chart account when debited, which when credited, and the
    journal of an entry that this kind decides.
    """

    kind: MappedKind
    debit: str
    credit: str
    journal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One line of a journal. `day` lies in the half-month or after it; `document_day` is when it happened,
    which for a late fact is earlier. Amounts are centimes, one of the two nothing.
    """

    journal: str
    day: date
    piece: str
    document_day: date
    account: str
    auxiliary: str
    label: str
    debit_minor: int
    credit_minor: int
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file that was written: SHA-256 of its bytes, how many lines below the header, and their two sums."""

    digest: bytes
    lines: int
    debit_minor: int
    credit_minor: int
