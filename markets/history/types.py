"""What the files of a market's past say, and what importing them came to. Amounts are centimes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kernel.errors import DomainError
from kernel.halfmonth import HalfMonth
from markets.fees.rules import FeePlan
from markets.listings.types import Offer
from markets.sales.types import Payment, PricedLine, TenderRequest
from markets.sellability.types import Facts
from markets.stock.types import Lot, Part
from shared_catalog.catalogue.rules import TaxTable


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that cannot be taken: its file, its line in it (the header is line 1), and why."""

    file: str
    line: int
    error: DomainError

    @property
    def code(self) -> str:
        return self.error.code

    @property
    def reason(self) -> str:
        return self.error.message("en")

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code}: {self.reason}"


@dataclass(frozen=True, slots=True)
class DepositRow:
    """A row of deposits.csv."""

    line: int
    deposit_id: UUID
    occurred_at: datetime
    product_code: str
    quantity: int
    lot_code: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class SoldRow:
    """What one row of sales.csv says of goods."""

    line: int
    product_code: str
    quantity: int
    unit_price_minor: int


@dataclass(frozen=True, slots=True)
class SaleRows:
    """All rows of one sale; what is said of the sale itself stands on the first."""

    line: int
    sale_id: UUID
    till_code: str
    receipt_number: int
    occurred_at: datetime
    cashier: str
    tenders: tuple[TenderRequest, ...]
    sold: Sequence[SoldRow]


@dataclass(frozen=True, slots=True)
class CountRow:
    """A row of footfall.csv."""

    line: int
    day: date
    hour: int
    source: str
    visitors: int


@dataclass(frozen=True, slots=True)
class FeeRow:
    """A row of fees.csv."""

    line: int
    effective_from: date
    basis_points: int


@dataclass(frozen=True, slots=True)
class TillRow:
    """A row of tills.csv."""

    line: int
    code: str
    name: str
    opened_on: date


@dataclass(frozen=True, slots=True)
class ListingRow:
    """A row of listings.csv: from that day on the product was on sale at that price."""

    line: int
    product_code: str
    effective_from: date
    price_minor: int


@dataclass(frozen=True, slots=True)
class CostRow:
    """A row of costs.csv: money spent in a month, or earned beside the fees."""

    line: int
    id: UUID
    month: date
    kind: str
    category: str
    amount_minor: int
    note: str


@dataclass(frozen=True, slots=True)
class KnownTill:
    """A till of the market."""

    id: UUID
    retired: bool


@dataclass(frozen=True, slots=True)
class Shop:
    """What a market was before a half-month: everything that the rows of it are checked against.

    `offers` tells by product code what was offered from which instants on, oldest first; `lots` by listing
    what was on hand; fees and taxes are those of every day. `sellable` tells by product what decides, on each
    day of the half-month, whether it may be sold, as far as is known now.
    """

    offers: Mapping[str, Sequence[tuple[datetime, Offer]]]
    tills: Mapping[str, KnownTill]
    fees: FeePlan
    taxes: TaxTable
    lots: Sequence[Lot]
    sellable: Mapping[UUID, Sequence[tuple[date, Facts]]]


@dataclass(frozen=True, slots=True)
class CheckedDeposit:
    """A deposit that live trade would have taken."""

    row: DepositRow
    listing_id: UUID
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class CheckedSale:
    """A sale that live trade would have taken, and all that it writes."""

    rows: SaleRows
    till_id: UUID
    business_date: date
    lines: Sequence[PricedLine]
    payment: Payment
    parts: Sequence[Part]
    fingerprint: bytes

    @property
    def total_minor(self) -> int:
        return sum(line.amount_minor for line in self.lines)


Checked = CheckedDeposit | CheckedSale
Stream = Iterator[Checked]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupImported:
    """How many rows of a market's setup this import added; rows that were there already are not counted."""

    fees: int
    tills: int
    listings: int
    costs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfMonthImported:
    """What importing a half-month came to; `skipped` when that was done before, and nothing was done now."""

    half_month: HalfMonth
    skipped: bool = False
    sales: int = 0
    lines: int = 0
    items: int = 0
    gross_minor: int = 0
    deposits: int = 0
    visitors: int = 0
    statements: int = 0
    paid_minor: int = 0
