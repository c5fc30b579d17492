"""What a half-month comes to for one cooperative. All amounts are centimes."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Rail(StrEnum):
    """How a statement was paid. Only half-months imported from before the market joined know
    `before_joining`.
    """

    MANUAL = "manual"
    BEFORE_JOINING = "before_joining"


class PayoutState(StrEnum):
    """Where a payment stands. One made by hand is recorded when it has been made."""

    PAID = "paid"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of a statement: `net_minor` is either all paid or all carried to the next one."""

    net_minor: int
    payable_minor: int
    carried_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The market's whole trade with its cooperatives, each amount from its own source."""

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
