"""The words of payouts: rails, states, and what a rail reports. All amounts are centimes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Rail(StrEnum):
    """How money leaves. Only half-months imported from before the market joined know `before_joining`."""

    BANK_FILE = "bank_file"
    STRIPE = "stripe"
    MANUAL = "manual"
    BEFORE_JOINING = "before_joining"


class PayoutState(StrEnum):
    """Where the payment of a statement stands, as its latest attempt does; `held` waits for somebody."""

    DRAFT = "draft"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    PAID = "paid"
    REJECTED = "rejected"
    RETURNED = "returned"
    HELD = "held"


class AttemptState(StrEnum):
    """Where one attempt to pay stands; cancelled ones were never sent."""

    DRAFT = "draft"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    PAID = "paid"
    REJECTED = "rejected"
    RETURNED = "returned"
    CANCELLED = "cancelled"


LIVE_STATES = (
    AttemptState.DRAFT,
    AttemptState.APPROVED,
    AttemptState.SUBMITTED,
    AttemptState.ACCEPTED,
    AttemptState.PAID,
)
"""An attempt in one of these may have moved money, or still may: a payout has one of them at most."""


class BatchState(StrEnum):
    """Where a batch stands: prepared by one person, approved by others, handed to its rail, all answered."""

    DRAFT = "draft"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    DONE = "done"
    CANCELLED = "cancelled"


class ReportOutcome(StrEnum):
    """What a rail says became of an attempt."""

    ACCEPTED = "accepted"
    PAID = "paid"
    REJECTED = "rejected"
    RETURNED = "returned"


class PaidFrom(StrEnum):
    """Where the money of a payment came from."""

    BANK = "bank"
    CASH = "cash"
    STRIPE = "stripe"


LONGEST_SOURCE, LONGEST_REFERENCE, LONGEST_REASON_CODE = 200, 140, 60
"""Of what a rail says: a source is refused beyond that, the others are cut."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a payment in another currency came to: amount in its smallest unit, the rate as the rail wrote it,
    and the rail's fee in centimes.
    """

    currency: str
    amount_minor: int
    rate: str
    fee_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a rail says of one attempt, known by its end-to-end id.

    `source` names where it was said (a file's digest and place, an event's id): the same source is heard
    once. `amount_minor` is compared with the attempt's where the rail says it.
    """

    end_to_end_id: str
    outcome: ReportOutcome
    source: str
    happened_on: date
    amount_minor: int | None = None
    reference: str = ""
    reason_code: str = ""
    reason_text: str = ""
    paid_from: PaidFrom = PaidFrom.BANK
    exchange: Exchange | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.source) <= LONGEST_SOURCE:
            raise ValueError(f"a source has 1 to {LONGEST_SOURCE} characters: it is what is heard once")


class Hearing(StrEnum):
    """What became of a report: `applied`, said before, overtaken by a later one, or against what is known."""

    APPLIED = "applied"
    REPEATED = "repeated"
    OVERTAKEN = "overtaken"
    CONTRADICTED = "contradicted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the reports of one file or event, in their order; unknown ones name no attempt of
    ours.
    """

    hearings: tuple[tuple[Report, Hearing], ...]

    def count(self, hearing: Hearing) -> int:
        return sum(1 for _, found in self.hearings if found is hearing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The market's whole trade with its cooperatives, each amount from its own source.

    `open_minor` is what is owed: unpaid payables, what is carried and held, and what is on no statement yet.
    """

    sales_minor: int
    returns_minor: int
    fees_minor: int
    adjustments_minor: int
    paid_minor: int
    open_minor: int

    @property
    def difference_minor(self) -> int:
        """What was earned less what was paid and what is still owed: 0, to the centime."""
        earned = self.sales_minor - self.returns_minor - self.fees_minor + self.adjustments_minor
        return earned - self.paid_minor - self.open_minor
