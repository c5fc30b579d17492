"""Which lots goods are taken from, and which they go back to."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from kernel.fingerprint import fingerprint
from markets.stock.types import Lot, Part

# More than any cooperative brings at once; a scanned barcode in the field of the quantity is far above it.
HIGHEST_QUANTITY = 1_000_000

LONGEST_LOT_CODE = 60
LONGEST_REASON = 300


def is_quantity(quantity: int) -> bool:
    return type(quantity) is int and 0 < quantity <= HIGHEST_QUANTITY


def deposit_fingerprint(
    *, listing_id: UUID, quantity: int, lot_code: str, expires_on: date | None, occurred_at: datetime
) -> bytes:
    """What tells a repetition from another deposit: all that whoever received it says of it."""
    return fingerprint(
        {
            "listing_id": listing_id,
            "quantity": quantity,
            "lot_code": lot_code,
            "expires_on": expires_on,
            "occurred_at": occurred_at,
        }
    )


def sellable(lots: Iterable[Lot], *, on: date) -> list[Lot]:
    """The lots that may still be sold on a day: those with goods, up to and including their last day."""
    return [lot for lot in lots if lot.on_hand > 0 and (lot.expires_on is None or lot.expires_on >= on)]


def take_first_expiring(lots: Iterable[Lot], *, quantity: int, on: date) -> list[Part]:
    """Take a quantity of one listing from its lots: first to expire, first out.

    Lots without an expiry date come last, and lots of one date in the order of their deposits' ids. When the
    lots hold less than the quantity, the parts add up to what there is: the caller compares.
    """
    parts: list[Part] = []
    for lot in sorted(sellable(lots, on=on), key=lambda lot: (lot.expires_on or date.max, lot.deposit_id)):
        if quantity == 0:
            break
        taken = min(lot.on_hand, quantity)
        parts.append(Part(lot.deposit_id, lot.listing_id, taken))
        quantity -= taken
    return parts


def put_back(sold: Iterable[Part], returned: Iterable[Part], *, quantity: int) -> list[Part]:
    """Put a quantity of one listing back to the lots it was sold from, less what already went back to them.

    In the order of the deposits' ids. The parts add up to less than the quantity only when less was sold.
    """
    left = Counter({part.deposit_id: 0 for part in sold})
    listing_of = {part.deposit_id: part.listing_id for part in sold}
    for part in sold:
        left[part.deposit_id] += part.quantity
    for part in returned:
        left[part.deposit_id] -= part.quantity
    parts: list[Part] = []
    for deposit_id in sorted(left):
        back = min(left[deposit_id], quantity)
        if back > 0:
            parts.append(Part(deposit_id, listing_of[deposit_id], back))
            quantity -= back
    return parts
