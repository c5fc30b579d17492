"""Corrections by hand: after a count, for what was lost, for what goes back to its cooperative."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from markets.stock import rules
from markets.stock.models import Deposit, StockLevel, StockMovement
from markets.stock.operations._moving import (
    InsufficientStock,
    StockIdReused,
    move_and_tell,
    refuse_bad_quantity,
    refuse_odd_instant,
    short,
)
from markets.stock.types import Cause, MovementKind, Part
from tenants.database.claims import claim, done_before


class StockChanged(DomainError):
    """Something came or went since the count was compared: count again. Params: `expected`, `on_hand`."""

    code = "STOCK_CHANGED"
    messages = {
        "ar": "تغير المخزون: توقعت {expected} والمتوفر الآن {on_hand}",
        "fr": "Le stock a changé : vous attendiez {expected}, il y a maintenant {on_hand}",
        "en": "The stock has changed: you expected {expected}, and there are {on_hand} now",
    }


@transaction.atomic
def adjust(
    *,
    movement_id: UUID,
    deposit_id: UUID,
    quantity: int,
    reason: str,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
) -> StockMovement:
    """Correct what is on hand of a deposit by a signed quantity, after a count, and say why.

    Raises InvalidValue, NotFound, InsufficientStock, StockIdReused.
    """
    refuse_bad_quantity(abs(quantity))
    kind = MovementKind.ADJUSTMENT
    cause = Cause(kind, movement_id, occurred_at, recorded_at, actor, _required(reason))
    return _move_by_hand(deposit_id, quantity, cause)


@transaction.atomic
def record_loss(
    *,
    movement_id: UUID,
    deposit_id: UUID,
    quantity: int,
    reason: str,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
) -> StockMovement:
    """Take lost goods (broken, spoilt, expired, stolen) off a deposit: a positive quantity, and why.

    Raises InvalidValue, NotFound, InsufficientStock, StockIdReused.
    """
    refuse_bad_quantity(quantity)
    cause = Cause(MovementKind.LOSS, movement_id, occurred_at, recorded_at, actor, _required(reason))
    return _move_by_hand(deposit_id, -quantity, cause)


@transaction.atomic
def withdraw(
    *,
    movement_id: UUID,
    deposit_id: UUID,
    quantity: int,
    reason: str = "",
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
) -> StockMovement:
    """Give goods back to their cooperative: a positive quantity.

    Raises InvalidValue, NotFound, InsufficientStock, StockIdReused.
    """
    refuse_bad_quantity(quantity)
    cause = Cause(
        MovementKind.WITHDRAWAL,
        movement_id,
        occurred_at,
        recorded_at,
        actor,
        short("reason", reason, rules.LONGEST_REASON),
    )
    return _move_by_hand(deposit_id, -quantity, cause)


@transaction.atomic
def count(
    *,
    movement_id: UUID,
    deposit_id: UUID,
    on_hand: int,
    expected_on_hand: int,
    reason: str,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
) -> tuple[Deposit, StockMovement | None]:
    """Set what is on hand of a deposit to what was counted, if it still is what the counter compared with.

    The movement is the difference; a count that agrees moves nothing, and there is none. Raises InvalidValue,
    NotFound, StockChanged.
    """
    for field, number in (("on_hand", on_hand), ("expected_on_hand", expected_on_hand)):
        if not 0 <= number <= rules.HIGHEST_QUANTITY:
            limits = f"it lies between 0 and {rules.HIGHEST_QUANTITY}"
            raise InvalidValue(path=(field,), field=field, reason=limits)
    refuse_odd_instant(occurred_at, recorded_at)
    why = _required(reason)
    level = _locked(deposit_id)
    if level.on_hand != expected_on_hand:
        raise StockChanged(path=("expected_on_hand",), expected=expected_on_hand, on_hand=level.on_hand)
    if on_hand == level.on_hand:
        return level.deposit, None
    cause = Cause(MovementKind.ADJUSTMENT, movement_id, occurred_at, recorded_at, actor, why)
    return level.deposit, move_and_tell(Part(deposit_id, level.listing_id, on_hand - level.on_hand), cause)


def _move_by_hand(deposit_id: UUID, quantity: int, cause: Cause) -> StockMovement:
    refuse_odd_instant(cause.occurred_at, cause.recorded_at)
    claim(cause.source_id)
    recorded = StockMovement.objects.filter(source_id=cause.source_id).first()
    if recorded is not None:
        return _same_movement(recorded, deposit_id, quantity, cause)
    level = _locked(deposit_id)
    if level.on_hand + quantity < 0:
        raise InsufficientStock(
            path=("quantity",),
            listing_id=str(level.listing_id),
            requested=-quantity,
            available=level.on_hand,
        )
    return move_and_tell(Part(deposit_id, level.listing_id, quantity), cause)


def _locked(deposit_id: UUID) -> StockLevel:
    level = StockLevel.objects.select_for_update().filter(deposit_id=deposit_id).first()
    if level is None:
        raise NotFound(path=("deposit_id",), kind="deposit", id=str(deposit_id))
    return level


def _same_movement(recorded: StockMovement, deposit_id: UUID, quantity: int, cause: Cause) -> StockMovement:
    """A movement holds all that its request said, so it is its own fingerprint."""
    kept = (recorded.kind, recorded.deposit_id, recorded.quantity, recorded.reason, recorded.occurred_at)
    if kept != (cause.kind, deposit_id, quantity, cause.reason, cause.occurred_at):
        raise StockIdReused(path=("movement_id",), id=str(recorded.source_id))
    return done_before(recorded)


def _required(reason: str) -> str:
    if not reason.strip():
        raise InvalidValue(path=("reason",), field="reason", reason="a correction says why")
    return short("reason", reason, rules.LONGEST_REASON)
