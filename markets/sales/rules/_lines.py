"""What a sale costs: each listing once, priced as it is offered now. Amounts are centimes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from kernel.fingerprint import fingerprint
from kernel.money import share
from markets.listings.types import Offer
from markets.sales.types import PricedLine, SaleLineRequest, TenderRequest, TillReceipt

# More than one customer carries; a barcode scanned into the field of the quantity is far above it.
HIGHEST_QUANTITY = 100_000
MOST_LINES = 1_000


def is_quantity(quantity: int) -> bool:
    return type(quantity) is int and 0 < quantity <= HIGHEST_QUANTITY


def merged(lines: Sequence[SaleLineRequest]) -> list[SaleLineRequest]:
    """The same goods with each listing once, in the order they were first scanned.

    A cashier scans the same product twice as often as typing a 2; both are the same sale.
    """
    quantities: dict[UUID, int] = {}
    for line in lines:
        quantities[line.listing_id] = quantities.get(line.listing_id, 0) + line.quantity
    return [SaleLineRequest(listing_id, quantity) for listing_id, quantity in quantities.items()]


def price_lines(
    lines: Sequence[SaleLineRequest], offers: Mapping[UUID, Offer], *, fee_basis_points: int
) -> list[PricedLine]:
    """Price each line at its offer, and take the market's fee out of it; the odd centime is the
    cooperative's.
    """
    priced = []
    for position, line in enumerate(lines):
        offer = offers[line.listing_id]
        amount_minor = offer.price_minor * line.quantity
        fee_minor = share(amount_minor, basis_points=fee_basis_points).fee_minor
        priced.append(PricedLine(position, offer, line.quantity, amount_minor, fee_minor))
    return priced


def sale_fingerprint(
    *,
    till_id: UUID,
    wanted: Sequence[SaleLineRequest],
    tenders: Sequence[TenderRequest],
    occurred_at: datetime,
    receipt: TillReceipt | None,
) -> bytes:
    """What tells a repetition from another sale: all that the till says. Who tells it when may differ."""
    return fingerprint(
        {
            "till_id": till_id,
            "lines": [[line.listing_id, line.quantity] for line in wanted],
            "tenders": [
                [tender.kind, tender.amount_minor, tender.received_minor, tender.reference]
                for tender in tenders
            ],
            "occurred_at": occurred_at,
            "receipt": [receipt.year, receipt.number] if receipt else None,
        }
    )
