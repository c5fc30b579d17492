"""What a statement on paper shows, and the words of the messages to cooperatives. Amounts are centimes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kernel.halfmonth import HalfMonth


class FileKind(StrEnum):
    """A form in which a statement can be had."""

    PDF = "pdf"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """One name in the two languages of the documents."""

    ar: str
    fr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The market, as its documents name it. `legal_name` is empty where none was recorded."""

    names: Names
    legal_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """The cooperative, and where its money goes. `account` is a masked RIB, empty where there is none."""

    code: str
    names: Names
    ice: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What a statement adds up: returns and fees are positive and taken off."""

    opening_minor: int
    released_minor: int
    sales_minor: int
    returns_minor: int
    fees_minor: int
    adjustments_minor: int
    net_minor: int
    payable_minor: int
    held_minor: int
    carried_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailRow:
    """One product on one day: goods sold, or (negative) goods brought back."""

    day: date
    product: Names
    quantity: int
    amount_minor: int
    fee_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An adjustment of the account, with what was said about it."""

    day: date
    reason: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What makes a statement's digest: `content` is what it is the fingerprint of, and `lines` are the texts
    whose SHA-256 is `content["lines"]` when newlines join them.
    """

    content: Mapping[str, Any]
    lines: Sequence[str]
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementDocument:
    """All that stands on one statement, and nothing that changes after it was issued.

    `reasons` are why not all is paid, as the settlement gives them: code, amount, day, note.
    """

    label: str
    half_month: HalfMonth
    pay_on: date
    issued_at: datetime
    issuer: Issuer
    recipient: Recipient
    amounts: Amounts
    reasons: Sequence[Mapping[str, Any]]
    details: Sequence[DetailRow]
    corrections: Sequence[Correction]
    sealed: Sealed
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementBytes:
    """A statement as one file."""

    name: str
    media_type: str
    content: bytes
    digest: bytes


class MessageKind(StrEnum):
    """What a cooperative is told."""

    STATEMENT_ISSUED = "statement_issued"
    PAYOUT_PAID = "payout_paid"
    PAYOUT_HELD = "payout_held"
    PAYOUT_REJECTED = "payout_rejected"
    PAYOUT_RETURNED = "payout_returned"


class Language(StrEnum):
    """In which words: Arabic alone where room is short, Arabic and then French where there is room."""

    ARABIC = "ar"
    FRENCH = "fr"
    BOTH = "both"


class MessageState(StrEnum):
    """Where a message stands. `sent` means that the gateway took it, not that somebody read it."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
