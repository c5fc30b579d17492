"""The words of the ledger: account codes, kinds of entries and postings, and what an invariant finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NewType
from uuid import UUID

AccountCode = NewType("AccountCode", str)


class AccountKind(StrEnum):
    """What an account stands for."""

    CASH = "cash"
    CLEARING = "clearing"
    PAYABLE = "payable"
    FEES = "fees"
    ROUNDING = "rounding"
    ADJUSTMENTS = "adjustments"
    CHARGES = "charges"
    BANK = "bank"
    SUSPENSE = "suspense"


class EntryKind(StrEnum):
    """What happened in the market that an entry records."""

    SALE = "sale"
    REFUND = "refund"
    PAYOUT = "payout"
    ADJUSTMENT = "adjustment"
    DISPUTE = "dispute"
    BANK = "bank"
    REVERSAL = "reversal"


class PostingKind(StrEnum):
    """What one movement of an entry is for; a statement adds up a cooperative's movements by it."""

    SALE = "sale"
    FEE = "fee"
    REFUND = "refund"
    FEE_REVERSAL = "fee_reversal"
    ROUNDING = "rounding"
    PAYOUT = "payout"
    ADJUSTMENT = "adjustment"
    BANK = "bank"


def till_cash() -> AccountCode:
    """Banknotes and coins in the tills."""
    return AccountCode("till:cash")


def card_clearing() -> AccountCode:
    """What card terminals have taken and the bank has not yet credited."""
    return AccountCode("card:clearing")


def stripe_clearing() -> AccountCode:
    """What Stripe has taken and has not yet paid out."""
    return AccountCode("stripe:clearing")


def cooperative_payable(cooperative_id: UUID) -> AccountCode:
    """What the market owes one cooperative; in credit while it owes."""
    return AccountCode(f"cooperative:{cooperative_id}:payable")


def market_fees() -> AccountCode:
    """The market's own income from fees."""
    return AccountCode("market:fees")


def market_rounding() -> AccountCode:
    """What cash rounding gained or cost the market."""
    return AccountCode("market:rounding")


def market_adjustments() -> AccountCode:
    """What corrections of cooperatives' accounts cost the market, or gave back to it."""
    return AccountCode("market:adjustments")


def market_bank_charges() -> AccountCode:
    """What banks and acquirers of cards keep for their services."""
    return AccountCode("market:bank_charges")


def bank(account: str = "main") -> AccountCode:
    """One bank account of the market."""
    return AccountCode(f"bank:{account}")


def suspense() -> AccountCode:
    """Money whose place is not yet known."""
    return AccountCode("suspense")


_FIXED_KINDS: Mapping[str, AccountKind] = {
    till_cash(): AccountKind.CASH,
    card_clearing(): AccountKind.CLEARING,
    stripe_clearing(): AccountKind.CLEARING,
    market_fees(): AccountKind.FEES,
    market_rounding(): AccountKind.ROUNDING,
    market_adjustments(): AccountKind.ADJUSTMENTS,
    market_bank_charges(): AccountKind.CHARGES,
    suspense(): AccountKind.SUSPENSE,
}


@lru_cache(maxsize=10_000)
def kind_of(code: AccountCode) -> AccountKind:
    """What the account stands for. Raises ValueError for a code that no function above builds."""
    match code.split(":"):
        case ["cooperative", cooperative, "payable"] if str(UUID(cooperative)) == cooperative:
            return AccountKind.PAYABLE
        case ["bank", account] if account:
            return AccountKind.BANK
        case _ if code in _FIXED_KINDS:
            return _FIXED_KINDS[code]
    raise ValueError(f"not an account: {code!r}")


@lru_cache(maxsize=10_000)
def cooperative_of(code: AccountCode) -> UUID | None:
    """The cooperative whose payable account this is, or None for the market's own accounts."""
    return UUID(code.split(":")[1]) if kind_of(code) is AccountKind.PAYABLE else None


@dataclass(frozen=True, slots=True)
class PostingDraft:
    """One movement before it is written: `amount_minor` centimes, always more than zero, from `credit` to
    `debit`.

    It touches one cooperative at most, so that it stands on one statement; money between two passes by
    `suspense`.
    """

    debit: AccountCode
    credit: AccountCode
    amount_minor: int
    kind: PostingKind

    def __post_init__(self) -> None:
        if self.amount_minor <= 0:
            raise ValueError(f"a posting moves more than nothing, not {self.amount_minor}")
        if self.debit == self.credit:
            raise ValueError(f"a posting moves between two accounts, not within {self.debit}")
        if kind_of(self.debit) is kind_of(self.credit) is AccountKind.PAYABLE:
            raise ValueError("a posting touches one cooperative at most")

    def reversed(self) -> "PostingDraft":
        """The movement that undoes this one, of the same kind so that totals by kind net out."""
        return PostingDraft(
            debit=self.credit, credit=self.debit, amount_minor=self.amount_minor, kind=self.kind
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """One thing that happened with all the money it moves, before it is written; instants are UTC."""

    entry_id: UUID
    kind: EntryKind
    source_id: UUID
    occurred_at: datetime
    recorded_at: datetime
    business_date: date
    actor: str
    postings: Sequence[PostingDraft]


@dataclass(frozen=True, slots=True)
class Violation:
    """A row that breaks an invariant: which one, and what to look at."""

    name: str
    details: Mapping[str, Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", MappingProxyType(dict(self.details)))
