"""What a half-month comes to for one cooperative, and why it is or is not paid. All amounts are centimes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class LineKind(StrEnum):
    """What a statement's line is for. A line is never changed: a correction is a new line.

    `carry` is what the statement before carried over, `release` what it held; `hold` is what this one holds.
    """

    SALE = "sale"
    REFUND = "refund"
    FEE = "fee"
    FEE_REVERSAL = "fee_reversal"
    ADJUSTMENT = "adjustment"
    CARRY = "carry"
    RELEASE = "release"
    HOLD = "hold"


class ReasonCode(StrEnum):
    """Why a cooperative is not paid, or not all, in the order in which reasons are told."""

    NO_VERIFIED_ACCOUNT = "no_verified_account"
    AUTHORISATION_EXPIRED = "authorisation_expired"
    DISPUTE = "dispute"
    HELD = "held"
    BELOW_MINIMUM = "below_minimum"
    NEGATIVE = "negative"
    RECENT_ACCOUNT_CHANGE = "recent_account_change"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason: `amount_minor` is what it reserves, None for everything; `until` when it is expected to
    end.
    """

    code: ReasonCode
    amount_minor: int | None = None
    until: date | None = None
    note: str = ""


class AccountState(StrEnum):
    """Whether money can be sent to the account that a cooperative has on record."""

    USABLE = "usable"
    MISSING = "missing"
    COOLING_OFF = "cooling_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one cooperative when its half-month is drawn up.

    `usable_on` is the day on which a changed account may first be paid to. `disputed_minor` is what it
    contests of lines that it earned; `holds` are those that people placed, each with its amount (None:
    everything), review day and reason. `instalment_minor` is the most that a recovery plan takes of a
    half-month's earnings.
    """

    account: AccountState = AccountState.USABLE
    usable_on: date | None = None
    authorisation_expired: bool = False
    suspended: bool = False
    disputed_minor: int = 0
    holds: tuple[Reason, ...] = ()
    instalment_minor: int | None = None


GOOD_STANDING = Standing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What happened to the account of one cooperative in a half-month; payments of earlier ones are not in
    it.
    """

    cooperative_id: UUID
    sales_minor: int = 0
    returns_minor: int = 0
    fees_minor: int = 0
    adjustments_minor: int = 0

    @property
    def total_minor(self) -> int:
        """What the movements add to the balance; negative when more came back than was sold."""
        return self.sales_minor - self.returns_minor - self.fees_minor + self.adjustments_minor


@dataclass(frozen=True, slots=True)
class Brought:
    """What the statement before left: carried over (negative when owed to the market), and held."""

    opening_minor: int = 0
    released_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of a statement: `net_minor` is held, paid and carried to the next one, and nothing is lost."""

    net_minor: int
    held_minor: int
    payable_minor: int
    carried_minor: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A statement before it is issued."""

    movement: Movement
    brought: Brought
    outcome: Outcome

    @property
    def cooperative_id(self) -> UUID:
        return self.movement.cooperative_id


@dataclass(frozen=True, slots=True)
class Review:
    """The drafts of a half-month, and the digest (32 bytes) that an approval signs."""

    drafts: tuple[Draft, ...]
    digest: bytes


class DecisionState(StrEnum):
    """Where an adjustment stands: it moves money once somebody else than its author has approved it."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class ContestState(StrEnum):
    """Where a contested line stands."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What cooperatives earned since the beginning, from the ledger, and what of it is on no statement
    yet.
    """

    sales_minor: int
    returns_minor: int
    fees_minor: int
    adjustments_minor: int
    unsettled_minor: int

    @property
    def total_minor(self) -> int:
        return self.sales_minor - self.returns_minor - self.fees_minor + self.adjustments_minor
