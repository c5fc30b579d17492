"""What one sale, refund or imported day adds to the figures; centimes, and negative where it takes back."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TillDelta:
    """Added to one till's day. `gross_minor` is what was sold, before refunds and cash rounding.

    `cash_minor`, `card_minor` and `stripe_minor` are what was kept of each tender, less what was given back
    by it; `rounding_minor` is tenders less gross plus refunds, so that gross - refunds + rounding = cash +
    card + stripe.
    """

    day: date
    till_id: UUID
    tickets: int = 0
    items: int = 0
    gross_minor: int = 0
    refunds_minor: int = 0
    cash_minor: int = 0
    card_minor: int = 0
    stripe_minor: int = 0
    rounding_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperativeDelta:
    """Added to one cooperative's day. `fees_minor` are fees less the fees given back with refunds."""

    day: date
    cooperative_id: UUID
    items: int = 0
    gross_minor: int = 0
    refunds_minor: int = 0
    fees_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDelta:
    """Added to one category's day."""

    day: date
    category_code: str
    items: int = 0
    gross_minor: int = 0
    refunds_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFigures:
    """What closing a half-month came to, over all its statements."""

    period_id: int
    statements: int
    sales_minor: int
    returns_minor: int
    fees_minor: int
    held_minor: int
    payable_minor: int
    carried_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutFigure:
    """What a half-month came to for one cooperative, and what of it was paid when it was sealed."""

    period_id: int
    cooperative_id: UUID
    pay_on: date
    payable_minor: int
    held_minor: int
    carried_minor: int
    paid_minor: int = 0


class Dimension(StrEnum):
    """By what the network's figures can be told apart."""

    MARKET = "market"
    DAY = "day"
    HALF_MONTH = "half_month"
    MONTH = "month"
    YEAR = "year"
    COOPERATIVE = "cooperative"
    REGION = "region"
    GROUP = "group"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFigures:
    """Trade in the network for one combination of the dimensions asked for; the others are None.

    `half_month` is the key of a HalfMonth, `month` its first day. A ticket has goods of several cooperatives,
    so `tickets` is None where figures are told apart by cooperative, region, group or category; and
    `fees_minor` is None by category, whose figures have none.
    """

    market: str | None = None
    day: date | None = None
    half_month: int | None = None
    month: date | None = None
    year: int | None = None
    cooperative: UUID | None = None
    region: str | None = None
    group: str | None = None
    category: str | None = None
    tickets: int | None
    items: int
    gross_minor: int
    refunds_minor: int
    fees_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutSpan:
    """Which payments: of pay days from `since` up to, not including, `until`, and to whom; None for all."""

    since: date | None = None
    until: date | None = None
    cooperative: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPayout:
    """What one market owes one cooperative for a half-month and has paid of it; amounts in centimes."""

    market: str
    cooperative: UUID
    half_month: int
    pay_on: date
    payable_minor: int
    held_minor: int
    carried_minor: int
    paid_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayDayTotal:
    """What markets pay on one day, over all cooperatives; amounts in centimes."""

    pay_on: date
    cooperatives: int
    payable_minor: int
    held_minor: int
    carried_minor: int
    paid_minor: int
