"""Playing a past half-month back in the order of time, through the rules of live trade.

Nothing here writes. A row that live trade would have refused is told to the collector of refusals with the
same error, and takes nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from kernel.errors import DomainError, InvalidValue
from kernel.halfmonth import business_date
from markets.history import rules
from markets.history.files import DEPOSITS, SALES
from markets.history.refusals import (
    NotYetListed,
    OutOfOrder,
    OutsideHalfMonth,
    PriceNotInForce,
    UnknownCode,
)
from markets.history.types import (
    Checked,
    CheckedDeposit,
    CheckedSale,
    DepositRow,
    KnownTill,
    Refusal,
    SaleRows,
    Shop,
    SoldRow,
)
from markets.listings.types import ListingState, Offer
from markets.periods.models import Period
from markets.sales import rules as selling
from markets.sales.operations import ListingNotSellable, ReceiptNumberTaken, SaleIdReused, TillRetired
from markets.sales.types import SaleLineRequest, TillReceipt
from markets.sellability.refusals import said
from markets.sellability.rules import facts_on, verdict
from markets.sellability.types import Moment
from markets.stock import rules as stocking
from markets.stock.operations import InsufficientStock, ListingWithdrawn, StockIdReused
from markets.stock.types import Lot, Part

_HIGHEST_RECEIPT = 2_000_000_000


class RowRefused(Exception):
    """Carries the refusal of one row out of the check that made it."""

    def __init__(self, line: int, error: DomainError) -> None:
        super().__init__(line, error)
        self.line = line
        self.error = error


class Refusals(list[Refusal]):
    """Every refused row of an import."""

    def of(self, file: str) -> "FileRefusals":
        return FileRefusals(self, file)

    def in_order(self) -> list[Refusal]:
        return sorted(self, key=lambda refusal: (refusal.file, refusal.line))


class FileRefusals:
    """Takes the refusals of one file: `refuse(line, error)`."""

    def __init__(self, refusals: Refusals, file: str) -> None:
        self._refusals, self._file = refusals, file

    def __call__(self, line: int, error: DomainError) -> None:
        self._refusals.append(Refusal(self._file, line, error))


class Playback:
    """One half-month of a shop from its first moment to its last: `checked` yields what is taken."""

    def __init__(self, shop: Shop, period: Period, refusals: Refusals) -> None:
        self._shop, self._period = shop, period
        self._refuse_deposit = refusals.of(f"{period.id}/{DEPOSITS}")
        self._refuse_sale = refusals.of(f"{period.id}/{SALES}")
        self._deposit_ids: set[UUID] = set()
        self._sale_ids: set[UUID] = set()
        self._receipts: set[tuple[UUID, int, int]] = set()
        self.shelves = rules.Shelves(shop.lots)

    def checked(self, deposits: Iterable[DepositRow], sales: Iterable[SaleRows]) -> Iterator[Checked]:
        """Deposits and sales merged by time; of one instant, deposits come first."""
        waiting = iter(deposits)
        deposit = next(waiting, None)
        latest_deposit = latest_sale = self._period.starts_at
        for sale in sales:
            while deposit is not None and deposit.occurred_at <= sale.occurred_at:
                yield from self._deposits(deposit, latest_deposit)
                latest_deposit = max(latest_deposit, deposit.occurred_at)
                deposit = next(waiting, None)
            yield from self._sales(sale, latest_sale)
            latest_sale = max(latest_sale, sale.occurred_at)
        while deposit is not None:
            yield from self._deposits(deposit, latest_deposit)
            latest_deposit = max(latest_deposit, deposit.occurred_at)
            deposit = next(waiting, None)

    # -- deposits

    def _deposits(self, row: DepositRow, after: datetime) -> Iterator[CheckedDeposit]:
        try:
            yield self._deposit(row, after)
        except DomainError as error:
            self._refuse_deposit(row.line, error)

    def _deposit(self, row: DepositRow, after: datetime) -> CheckedDeposit:
        self._in_order(row.occurred_at, after)
        if not stocking.is_quantity(row.quantity):
            raise InvalidValue(field="quantity", reason="a quantity lies between 1 and 1000000")
        if row.deposit_id in self._deposit_ids:
            raise StockIdReused(id=str(row.deposit_id))
        offer = self._offer(row.product_code, row.occurred_at)
        if offer.state is ListingState.WITHDRAWN:
            raise ListingWithdrawn(listing_id=str(offer.listing_id))
        self._deposit_ids.add(row.deposit_id)
        self.shelves.bring(Lot(row.deposit_id, offer.listing_id, row.quantity, row.expires_on))
        content = stocking.deposit_fingerprint(
            listing_id=offer.listing_id,
            quantity=row.quantity,
            lot_code=row.lot_code,
            expires_on=row.expires_on,
            occurred_at=row.occurred_at,
        )
        return CheckedDeposit(row, offer.listing_id, content)

    # -- sales

    def _sales(self, rows: SaleRows, after: datetime) -> Iterator[CheckedSale]:
        try:
            yield self._sale(rows, after)
        except RowRefused as refused:
            self._refuse_sale(refused.line, refused.error)
        except DomainError as error:
            self._refuse_sale(rows.line, error)

    def _sale(self, rows: SaleRows, after: datetime) -> CheckedSale:
        self._in_order(rows.occurred_at, after)
        if rows.sale_id in self._sale_ids:
            raise SaleIdReused(sale_id=str(rows.sale_id))
        till = self._till(rows.till_code)
        day = business_date(rows.occurred_at)
        receipt = self._receipt(rows, till, day.year)
        offers, wanted = self._wanted(rows)
        lines = selling.price_lines(wanted, offers, day=day, fees=self._shop.fees, taxes=self._shop.taxes)
        payment = selling.match_tenders(rows.tenders, total_minor=sum(line.amount_minor for line in lines))
        parts: list[Part] = []
        for line in wanted:
            found = self.shelves.plan(line.listing_id, quantity=line.quantity, on=day)
            self._require_enough(rows, line, offers, available=sum(part.quantity for part in found))
            parts += found
        self.shelves.take(parts)
        self._sale_ids.add(rows.sale_id)
        self._receipts.add((till.id, receipt.year, receipt.number))
        content = selling.sale_fingerprint(
            till_id=till.id,
            wanted=wanted,
            tenders=rows.tenders,
            occurred_at=rows.occurred_at,
            receipt=receipt,
        )
        return CheckedSale(rows, till.id, day, lines, payment, parts, content)

    def _till(self, code: str) -> KnownTill:
        till = self._shop.tills.get(code)
        if till is None:
            raise UnknownCode(kind="till", item=code)
        if till.retired:
            raise TillRetired(till_code=code)
        return till

    def _receipt(self, rows: SaleRows, till: KnownTill, year: int) -> TillReceipt:
        if not 0 < rows.receipt_number <= _HIGHEST_RECEIPT:
            raise InvalidValue(field="receipt_number", reason="receipts are numbered from 1")
        if (till.id, year, rows.receipt_number) in self._receipts:
            raise ReceiptNumberTaken(year=year, number=rows.receipt_number)
        return TillReceipt(year, rows.receipt_number)

    def _wanted(self, rows: SaleRows) -> tuple[dict[UUID, Offer], list[SaleLineRequest]]:
        """What was sold, each listing once, at the offers of that moment. Raises RowRefused."""
        if len(rows.sold) > selling.MOST_LINES:
            raise InvalidValue(field="lines", reason=f"a sale has at most {selling.MOST_LINES} lines")
        offers: dict[UUID, Offer] = {}
        requests = []
        for row in rows.sold:
            try:
                offer = self._sellable(row, rows.occurred_at)
            except DomainError as error:
                raise RowRefused(row.line, error) from None
            offers[offer.listing_id] = offer
            requests.append(SaleLineRequest(offer.listing_id, row.quantity))
        return offers, selling.merged(requests)

    def _sellable(self, row: SoldRow, at: datetime) -> Offer:
        if not selling.is_quantity(row.quantity):
            raise InvalidValue(
                field="quantity", reason=f"a quantity lies between 1 and {selling.HIGHEST_QUANTITY}"
            )
        offer = self._offer(row.product_code, at)
        self._require_sellable(offer, at)
        if offer.price_minor != row.unit_price_minor:
            raise PriceNotInForce(
                product=row.product_code, asked_minor=row.unit_price_minor, price_minor=offer.price_minor
            )
        return offer

    def _require_sellable(self, offer: Offer, at: datetime) -> None:
        """By the verdict of live trade, on the day of the line."""
        day = business_date(at)
        facts = facts_on(self._shop.sellable[offer.product_id], day).of(offer.state, None)
        found = verdict(facts, Moment(day=day, at=at))
        if not found.sellable:
            raise ListingNotSellable(listing_id=str(offer.listing_id), **said(found))

    def _require_enough(
        self, rows: SaleRows, line: SaleLineRequest, offers: dict[UUID, Offer], *, available: int
    ) -> None:
        if available >= line.quantity:
            return
        row = next(
            row
            for row in rows.sold
            if self._offer(row.product_code, rows.occurred_at) is offers[line.listing_id]
        )
        raise RowRefused(
            row.line,
            InsufficientStock(listing_id=str(line.listing_id), requested=line.quantity, available=available),
        )

    # -- both

    def _in_order(self, at: datetime, after: datetime) -> None:
        if not self._period.starts_at <= at < self._period.ends_at:
            raise OutsideHalfMonth(half_month=str(self._period), happened=at.isoformat())
        if at < after:
            raise OutOfOrder(after=after.isoformat())

    def _offer(self, product_code: str, at: datetime) -> Offer:
        timeline = self._shop.offers.get(product_code)
        if timeline is None:
            raise UnknownCode(kind="product", item=product_code)
        offer = rules.offer_at(timeline, at)
        if offer is None:
            raise NotYetListed(product=product_code)
        return offer
