"""Recording a sale: the transaction that the whole platform exists for, from top to bottom."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError
from markets.audit import operations as audit
from markets.periods.operations import NoOpenPeriod
from markets.sales import queries
from markets.sales.models import Sale
from markets.sales.operations._decide import content_of, day_of, decide
from markets.sales.operations._receipts import taken
from markets.sales.operations._refusals import SaleIdReused
from markets.sales.operations._seen import Seen, seen
from markets.sales.operations._write import Witness, Written, write
from markets.sales.types import DecidedSale, SaleLineRequest, SaleRequest, TenderRequest, TillReceipt
from markets.stock.operations import InsufficientStock
from tenants.database.claims import claim, done_before


def record_sale(
    *,
    sale_id: UUID,
    till_id: UUID,
    lines: Sequence[SaleLineRequest],
    tenders: Sequence[TenderRequest],
    occurred_at: datetime,
    recorded_at: datetime,
    cashier: str,
    receipt: TillReceipt | None = None,
    witness: Witness | None = None,
) -> Sale:
    """Sell goods at a till. The same request again, also at the same time, answers the same sale.

    `receipt` is the number an offline till printed; without it the server numbers. `witness` is what the
    audit keeps of it, written with it. Prices are those of the listings now; fees, taxes and whether the
    goods may be sold are those of the sale's business day. Raises SaleIdReused, EmptySale, InvalidValue,
    InTheFuture, BeforeOpening, MarketNotSelling, NotFound, TillRetired, ListingNotSellable, TaxRateMissing,
    WrongTenders, NoOpenPeriod, InsufficientStock, ReceiptNumberTaken; and then changes nothing.

    All that decides is read first, and nothing is locked while Python thinks. Then one call locks in the
    order of every sale and refund: the id, the period, stock levels by key, the receipt series, and last, by
    key, the figures, which others wait for most.
    """
    request = SaleRequest(
        sale_id=sale_id,
        till_id=till_id,
        lines=lines,
        tenders=tenders,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        cashier=cashier,
        receipt=receipt,
    )
    day = day_of(request)
    content = content_of(request)
    found = seen([request], day)
    try:
        recorded = _recorded_now(request, found, day=day, content=content, witness=witness)
    except DomainError:
        # An equal request may have come through meanwhile, and have taken the last of the goods.
        if (before := _recorded_before(sale_id, content, witness)) is not None:
            return before
        raise
    if recorded is None:
        recorded = _recorded_before(sale_id, content, witness)
        assert recorded is not None, "an id in use names a sale, or is refused"
    return recorded


def _recorded_now(
    request: SaleRequest, found: Seen, *, day: date, content: bytes, witness: Witness | None
) -> Sale | None:
    """The sale as it was written; None where its id is in use."""
    if request.sale_id in found.in_use:
        return None
    sale = decide(request, found, day=day, content=content)
    written = write([sale], witness=witness)
    if written.sales:
        return written.sales[0]
    if written.why == "known":
        return None
    raise _refusal(sale, written)


def _recorded_before(sale_id: UUID, content: bytes, witness: Witness | None) -> Sale | None:
    """The sale that this request repeats, or None for a new one; whoever is recording it is waited for.
    Raises SaleIdReused.
    """
    with transaction.atomic():
        claim(sale_id)
        recorded = Sale.objects.filter(pk=sale_id).first()
        if bytes(recorded.fingerprint) != content if recorded else queries.id_in_use(sale_id):
            raise SaleIdReused(path=("sale_id",), sale_id=str(sale_id))
        if recorded is None:
            return None
        if witness is not None:
            act, origin = witness
            audit.record(act=replace(act, object_key=str(sale_id)), origin=origin)
        return done_before(recorded)


def _refusal(sale: DecidedSale, written: Written) -> DomainError:
    """Why the database did not take a sale."""
    request = sale.request
    match written.why:
        case "short":
            line = sale.lines[written.position]
            listing_id = line.offer.listing_id
            first = [one.listing_id for one in request.lines].index(listing_id)
            return InsufficientStock(
                path=("lines", first, "quantity"),
                listing_id=str(listing_id),
                requested=line.quantity,
                available=written.available,
            )
        case "receipt" if request.receipt is not None:
            return taken(request.receipt)
        case "no_period":
            return NoOpenPeriod(occurred_at=request.occurred_at.isoformat())
    raise AssertionError(f"a sale is not refused for {written.why}")
