"""Goods come in from a cooperative."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError
from markets.listings import queries as listings
from markets.listings.types import ListingState
from markets.stock import rules
from markets.stock.models import Deposit, StockLevel, StockMovement
from markets.stock.operations._moving import (
    StockIdReused,
    move_and_tell,
    refuse_bad_quantity,
    refuse_odd_instant,
    short,
)
from markets.stock.types import Cause, MovementKind, Part
from tenants.database.claims import claim, done_before


class ListingWithdrawn(DomainError):
    """Nothing is deposited for a listing that is withdrawn for good. Params: `listing_id`."""

    code = "LISTING_WITHDRAWN"
    messages = {
        "ar": "سحب العرض {listing_id} نهائيا",
        "fr": "La mise en vente {listing_id} est retirée définitivement",
        "en": "The listing {listing_id} is withdrawn for good",
    }


@transaction.atomic
def deposit_goods(
    *,
    deposit_id: UUID,
    listing_id: UUID,
    quantity: int,
    lot_code: str = "",
    expires_on: date | None = None,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
) -> Deposit:
    """Take in one lot on consignment. The same request again answers the same deposit.

    `expires_on` is the last day it may be sold. Raises InvalidValue, NotFound, ListingWithdrawn,
    StockIdReused.
    """
    refuse_bad_quantity(quantity)
    refuse_odd_instant(occurred_at, recorded_at)
    lot_code = short("lot_code", lot_code, rules.LONGEST_LOT_CODE)
    content = rules.deposit_fingerprint(
        listing_id=listing_id,
        quantity=quantity,
        lot_code=lot_code,
        expires_on=expires_on,
        occurred_at=occurred_at,
    )
    claim(deposit_id)
    recorded = Deposit.objects.filter(pk=deposit_id).first()
    if recorded is not None:
        return _same_deposit(recorded, content)
    if StockMovement.objects.filter(source_id=deposit_id).exists():
        raise StockIdReused(path=("deposit_id",), id=str(deposit_id))
    if listings.listing(listing_id).state == ListingState.WITHDRAWN:
        raise ListingWithdrawn(path=("listing_id",), listing_id=str(listing_id))
    deposit = Deposit(
        id=deposit_id,
        listing_id=listing_id,
        lot_code=lot_code,
        quantity=quantity,
        expires_on=expires_on,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        actor=actor,
        fingerprint=content,
    )
    deposit.save(force_insert=True)
    StockLevel.objects.create(deposit_id=deposit_id, listing_id=listing_id, on_hand=0, expires_on=expires_on)
    cause = Cause(MovementKind.DEPOSIT, deposit_id, occurred_at, recorded_at, actor)
    move_and_tell(Part(deposit_id, listing_id, quantity), cause)
    return deposit


def _same_deposit(recorded: Deposit, content: bytes) -> Deposit:
    if bytes(recorded.fingerprint) != content:
        raise StockIdReused(path=("deposit_id",), id=str(recorded.id))
    return done_before(recorded)
