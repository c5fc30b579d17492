"""What a till says about a sale or a refund, and what the rules make of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from markets.fees.types import Decision, FeeCharge
from markets.figures.types import CategoryDelta, CooperativeDelta, TillDelta
from markets.listings.types import Offer


class TenderKind(StrEnum):
    CASH = "cash"
    CARD = "card"
    STRIPE = "stripe"


@dataclass(frozen=True, slots=True)
class SaleLineRequest:
    """So many units of a listing. The same listing on several lines is sold as one line."""

    listing_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderRequest:
    """How a sale, or a part of it, is paid, in centimes.

    Cash says what was handed over (`received_minor`) and pays what the other tenders leave. A card says what
    the terminal took (`amount_minor`) with its reference, Stripe the amount and the reference of the payment.
    """

    kind: TenderKind
    amount_minor: int | None = None
    received_minor: int | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class TillReceipt:
    """The number that an offline till printed on the receipt, in its own series of that year."""

    year: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRequest:
    """A sale as a till tells it; `recorded_at` is when we learnt it and `cashier` who told it."""

    sale_id: UUID
    till_id: UUID
    lines: Sequence[SaleLineRequest]
    tenders: Sequence[TenderRequest]
    occurred_at: datetime
    recorded_at: datetime
    cashier: str
    receipt: TillReceipt | None = None


@dataclass(frozen=True, slots=True)
class Traded:
    """What the books need of a line sold or refunded; the fee is part of the amount, not on top of it."""

    cooperative_id: UUID
    category_code: str
    quantity: int
    amount_minor: int
    fee_minor: int


@dataclass(frozen=True, slots=True)
class LineTax:
    """The VAT contained in a line's amount and in its fee, each at its rate in basis points; the note is the
    law by which the goods are exempt.
    """

    basis_points: int
    tax_minor: int
    note: str
    fee_basis_points: int
    fee_tax_minor: int


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line as it is sold: amounts in centimes, the fee part of the amount, the taxes part of both."""

    position: int
    offer: Offer
    quantity: int
    amount_minor: int
    charge: FeeCharge
    tax: LineTax

    @property
    def fee_minor(self) -> int:
        return self.charge.fee_minor

    @property
    def traded(self) -> Traded:
        return Traded(
            self.offer.cooperative_id,
            self.offer.category_code,
            self.quantity,
            self.amount_minor,
            self.fee_minor,
        )


@dataclass(frozen=True, slots=True)
class FeePreview:
    """What the fee of a line would be on a day, and why."""

    amount_minor: int
    charge: FeeCharge
    decision: Decision


@dataclass(frozen=True, slots=True)
class MatchedTender:
    """One way of paying as it is kept; `amount_minor` stays in the market, for cash it is rounded to the
    coin.
    """

    kind: TenderKind
    amount_minor: int
    received_minor: int
    reference: str


@dataclass(frozen=True, slots=True)
class Payment:
    """Tenders that pay exactly `total + rounding`; the change goes back to the customer."""

    tenders: tuple[MatchedTender, ...]
    rounding_minor: int
    change_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedSale:
    """A sale that is priced and paid, with all that is decided before goods are taken; `recalled` are the
    lots that stay on the shelf, by listing.
    """

    request: SaleRequest
    day: date
    fingerprint: bytes
    lines: tuple[PricedLine, ...]
    payment: Payment
    recalled: Mapping[UUID, frozenset[str]]

    @property
    def total_minor(self) -> int:
        return sum(line.amount_minor for line in self.lines)


@dataclass(frozen=True, slots=True)
class Payback:
    """What is handed back for goods worth `paid + rounding`; the rounding is the market's gain."""

    kind: TenderKind
    paid_minor: int
    rounding_minor: int
    reference: str


@dataclass(frozen=True, slots=True)
class FiguresDelta:
    """What one sale or refund adds to the figures of its day."""

    till: TillDelta
    cooperatives: tuple[CooperativeDelta, ...]
    categories: tuple[CategoryDelta, ...]


@dataclass(frozen=True, slots=True)
class RefundLineRequest:
    """So many units of the sale line at `position`; `restock` puts them on hand again."""

    position: int
    quantity: int
    restock: bool


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A sale line and what of it was refunded before: units and centimes."""

    quantity: int
    refunded_quantity: int
    amount_minor: int
    fee_minor: int
    tax_minor: int
    fee_tax_minor: int


@dataclass(frozen=True, slots=True)
class RefundPart:
    """What refunding some units of a line gives back: to the customer, and of it from the market's fee; and
    the VAT contained in both.
    """

    amount_minor: int
    fee_minor: int
    tax_minor: int
    fee_tax_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptGap:
    """Receipt numbers that were never sent, the first and the last of a run of them."""

    first_number: int
    last_number: int
