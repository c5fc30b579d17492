"""What a sale costs: each listing once, priced as it is offered now. Amounts are centimes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from kernel.fingerprint import fingerprint
from kernel.money import tax_within
from markets.fees.rules import FeePlan
from markets.fees.types import Goods
from markets.listings.types import Offer
from markets.sales.types import LineTax, PricedLine, SaleLineRequest, TenderRequest, TillReceipt
from shared_catalog.catalogue.rules import TaxTable
from shared_catalog.catalogue.types import TaxClass

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
    lines: Sequence[SaleLineRequest],
    offers: Mapping[UUID, Offer],
    *,
    day: date,
    fees: FeePlan,
    taxes: TaxTable,
) -> list[PricedLine]:
    """Price each line at its offer, and say what of it is the market's fee and what is tax, by the rules of
    the business day.

    Raises TaxRateMissing.
    """
    priced = []
    for position, line in enumerate(lines):
        offer = offers[line.listing_id]
        amount_minor = offer.price_minor * line.quantity
        charge = fees.charge(goods_of(offer), day=day, amount_minor=amount_minor, quantity=line.quantity)
        tax = _tax(offer, day, taxes, amount_minor=amount_minor, fee_minor=charge.fee_minor)
        priced.append(PricedLine(position, offer, line.quantity, amount_minor, charge, tax))
    return priced


def goods_of(offer: Offer) -> Goods:
    """What a fee rule may ask of an offer."""
    return Goods(offer.contract, offer.cooperative_id, offer.category_path, offer.group)


def _tax(offer: Offer, day: date, taxes: TaxTable, *, amount_minor: int, fee_minor: int) -> LineTax:
    """Prices and fees include their VAT. Whether there is any on goods lies with the cooperative; the fee is
    a service of the market.
    """
    goods = taxes.goods(offer.tax_class, offer.vat_regime, day)
    commission = taxes.rate(TaxClass.COMMISSION, day)
    return LineTax(
        basis_points=goods.basis_points,
        tax_minor=tax_within(amount_minor, basis_points=goods.basis_points),
        note=goods.note,
        fee_basis_points=commission.basis_points,
        fee_tax_minor=tax_within(fee_minor, basis_points=commission.basis_points),
    )


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
