"""The words of reconciliation: lines of bank statements, what they are matched with, and by which rules.

All amounts are centimes. On the bank's side a credit of the account is positive, a debit negative.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID


class LineState(StrEnum):
    """Where a line of a bank statement stands: nobody looked yet, its place is known, or it waits in
    suspense.
    """

    OPEN = "open"
    MATCHED = "matched"
    SUSPENDED = "suspended"


class TargetKind(StrEnum):
    """What a line, or a part of one, stands for. The first four are facts of the market's own; of the others
    the ledger account says all.
    """

    PAYOUT = "payout"
    PAYOUT_RETURN = "payout_return"
    CARD_BATCH = "card_batch"
    CASH_DEPOSIT = "cash_deposit"
    FEE = "fee"
    OTHER = "other"


PAYOUT_KINDS = (TargetKind.PAYOUT, TargetKind.PAYOUT_RETURN)
ACCOUNT_KINDS = (TargetKind.FEE, TargetKind.OTHER)
"""Kinds that name no fact, only a ledger account."""


TargetRef: TypeAlias = tuple[TargetKind, UUID | str]
"""A fact by its key, or a payment by its end-to-end id."""


class LineField(StrEnum):
    """What a criterion reads of a line."""

    COUNTERPARTY = "counterparty"
    REMITTANCE = "remittance"
    ENTRY_REFERENCE = "entry_reference"
    END_TO_END_ID = "end_to_end_id"


class Operator(StrEnum):
    """How a criterion compares; capitals, accents and the width of spaces do not count."""

    EQ = "eq"
    CONTAINS = "contains"
    PREFIX = "prefix"


class How(StrEnum):
    """What decided a match, the surest first."""

    END_TO_END_ID = "end_to_end_id"
    REFERENCE = "reference"
    AMOUNT = "amount"
    CRITERIA = "criteria"
    HAND = "hand"


class Why(StrEnum):
    """Why a line is matched with nothing."""

    NOTHING_LIKE_IT = "nothing_like_it"
    AMOUNT_DIFFERS = "amount_differs"
    OUTSIDE_DRIFT = "outside_drift"
    OUTSIDE_DAYS = "outside_days"
    CONTRADICTS_PAYOUT = "contradicts_payout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a bank statement as rules see it."""

    id: UUID
    booked_on: date
    amount_minor: int
    end_to_end_id: str = ""
    entry_reference: str = ""
    counterparty: str = ""
    remittance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A fact that some line of the bank should show.

    `amount_minor` is what the books have of it, signed as the bank would show it; `fee_minor` is what the
    bank is expected to keep of that. `name` is its end-to-end id where it has one.
    """

    kind: TargetKind
    id: UUID
    day: date
    amount_minor: int
    fee_minor: int = 0
    reference: str = ""
    name: str = ""

    @property
    def expected_minor(self) -> int:
        """What the bank should show."""
        return self.amount_minor - self.fee_minor


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition on a line."""

    field: LineField
    operator: Operator
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How lines find what they stand for. Of the versions of one name, the latest that was enabled by the
    line's day is the one in force.

    A line must meet every criterion. With a target of `kind` it may differ by `drift_minor` and lie
    `drift_days` away. Rules of an account (`fee`, `other`) take whole lines of at most `drift_minor`.
    `groups` lets one line stand for several targets; `needs_reference` takes only targets whose reference
    the line names.
    """

    name: str
    version: int
    priority: int
    kind: TargetKind
    enabled_from: date
    enabled: bool = True
    criteria: tuple[Criterion, ...] = ()
    drift_minor: int = 0
    drift_days: int = 0
    groups: bool = False
    needs_reference: bool = False
    account: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a line: of a target, or what goes to a ledger account."""

    kind: TargetKind
    amount_minor: int
    target_id: UUID | None = None
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A line and what it stands for; the parts add up to it."""

    line_id: UUID
    parts: tuple[Part, ...]
    how: How
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A line that stands for nothing known, and why."""

    line_id: UUID
    why: Why


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a run would match, and what it would not."""

    matched: tuple[Pairing, ...] = field(default=())
    unmatched: tuple[Unmatched, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to: what was proposed, and whether it was also done."""

    proposal: Proposal
    dry: bool


class Kept(StrEnum):
    """What keeps a half-month from being reconciled until somebody explains it."""

    SUSPENSE = "suspense"
    UNSHOWN_PAYMENT = "unshown_payment"
    STATEMENT_GAP = "statement_gap"


@dataclass(frozen=True, slots=True)
class Unexplained:
    """One such thing: a line in suspense, a payment that no statement covers, or movements that no statement
    tells of.
    """

    kind: Kept
    id: UUID
    amount_minor: int
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Between two statements of an account: the later one opens with another balance than the earlier one
    closed with.
    """

    statement_id: UUID
    account: str
    since: date | None
    until: date
    amount_minor: int
