"""Moving goods: in from a cooperative, out to a customer, back, corrected, lost, returned to the cooperative.

Every movement is added and never changed, in one transaction with the level it changes. Levels are locked in
the order (listing, deposit), all that a transaction needs in one statement, so that nobody deadlocks with
anybody.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from kernel.clock import is_future, require_real
from kernel.errors import DomainError, InvalidValue, NotFound
from markets.events import operations as events
from markets.listings import queries as listings
from markets.listings.types import ListingState
from markets.stock import rules
from markets.stock.models import Deposit, StockLevel, StockMovement
from markets.stock.types import Cause, Lot, MovementKind, Part, Want
from tenants.database.claims import claim


class InsufficientStock(DomainError):
    """There is less on hand than asked for; expired lots do not count as there for a sale."""

    code = "INSUFFICIENT_STOCK"
    messages = {
        "ar": "الكمية المطلوبة {requested} والمتوفر {available} فقط (العرض {listing_id})",
        "fr": "{requested} demandés, {available} disponibles (mise en vente {listing_id})",
        "en": "{requested} asked for, {available} available (listing {listing_id})",
    }


class StockIdReused(DomainError):
    """The id already names another deposit or movement: a client never uses an id twice for different
    content.
    """

    code = "STOCK_ID_REUSED"
    messages = {
        "ar": "المعرف {id} مستعمل من قبل لحركة مخزون أخرى",
        "fr": "L'identifiant {id} désigne déjà un autre mouvement de stock",
        "en": "The id {id} already names another stock movement",
    }


class ListingWithdrawn(DomainError):
    """Nothing is deposited for a listing that is withdrawn for good."""

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
    _refuse_bad_quantity(quantity)
    _refuse_odd_instant(occurred_at, recorded_at)
    lot_code = _short("lot_code", lot_code, rules.LONGEST_LOT_CODE)
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
    _move_and_tell(Part(deposit_id, listing_id, quantity), cause)
    return deposit


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
    _refuse_bad_quantity(abs(quantity))
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
    _refuse_bad_quantity(quantity)
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
    _refuse_bad_quantity(quantity)
    cause = Cause(
        MovementKind.WITHDRAWAL,
        movement_id,
        occurred_at,
        recorded_at,
        actor,
        _short("reason", reason, rules.LONGEST_REASON),
    )
    return _move_by_hand(deposit_id, -quantity, cause)


def take(
    *,
    wants: Sequence[Want],
    source_id: UUID,
    on: date,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
) -> list[Part]:
    """Take goods for a sale, in two statements, inside the sale's transaction; each listing is wanted once.

    Lots that expire first go first, lots that expired before the day `on` do not go at all. Raises
    InsufficientStock for the first want that cannot be met, and takes nothing.
    """
    assert connection.in_atomic_block, "goods are taken in the transaction of what takes them"
    assert len({want.listing_id for want in wants}) == len(wants), "each listing is wanted once"
    lots = _locked_lots(Q(listing_id__in=[want.listing_id for want in wants], on_hand__gt=0))
    parts: list[Part] = []
    for want in wants:
        taken = rules.take_first_expiring(lots[want.listing_id], quantity=want.quantity, on=on)
        available = sum(part.quantity for part in taken)
        if available < want.quantity:
            raise InsufficientStock(
                path=want.path,
                listing_id=str(want.listing_id),
                requested=want.quantity,
                available=available,
            )
        parts += taken
    cause = Cause(MovementKind.SALE, source_id, occurred_at, recorded_at, actor)
    _move([replace(part, quantity=-part.quantity) for part in parts], cause)
    return parts


def put_back(
    *,
    parts: Sequence[Part],
    source_id: UUID,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
) -> None:
    """Put goods that a customer brought back on hand again, in two statements, inside the refund's
    transaction.
    """
    assert connection.in_atomic_block, "goods are put back in the transaction of what puts them back"
    _locked_lots(Q(deposit_id__in=[part.deposit_id for part in parts]))
    _move(parts, Cause(MovementKind.RETURN, source_id, occurred_at, recorded_at, actor))


def _locked_lots(condition: Q) -> dict[UUID, list[Lot]]:
    """Lock these levels in (listing, deposit) order, in one statement, and answer their lots by listing."""
    lots: dict[UUID, list[Lot]] = defaultdict(list)
    rows = (
        StockLevel.objects.select_for_update()
        .filter(condition)
        .order_by("listing_id", "deposit_id")
        .values_list("deposit_id", "listing_id", "on_hand", "expires_on")
    )
    for row in rows:
        lot = Lot(*row)
        lots[lot.listing_id].append(lot)
    return lots


def _move_by_hand(deposit_id: UUID, quantity: int, cause: Cause) -> StockMovement:
    _refuse_odd_instant(cause.occurred_at, cause.recorded_at)
    claim(cause.source_id)
    recorded = StockMovement.objects.filter(source_id=cause.source_id).first()
    if recorded is not None:
        return _same_movement(recorded, deposit_id, quantity, cause)
    level = StockLevel.objects.select_for_update().filter(deposit_id=deposit_id).first()
    if level is None:
        raise NotFound(path=("deposit_id",), kind="deposit", id=str(deposit_id))
    if level.on_hand + quantity < 0:
        raise InsufficientStock(
            path=("quantity",),
            listing_id=str(level.listing_id),
            requested=-quantity,
            available=level.on_hand,
        )
    return _move_and_tell(Part(deposit_id, level.listing_id, quantity), cause)


def _move_and_tell(part: Part, cause: Cause) -> StockMovement:
    """One movement and its event. A sale's and a refund's movements are told by their own events."""
    _move([part], cause)
    events.append(
        name="stock.moved",
        subject_id=str(cause.source_id),
        payload={
            "kind": cause.kind.value,
            "deposit_id": str(part.deposit_id),
            "listing_id": str(part.listing_id),
            "quantity": part.quantity,
        },
        occurred_at=cause.occurred_at,
        recorded_at=cause.recorded_at,
    )
    return StockMovement.objects.get(source_id=cause.source_id)


def _move(parts: Sequence[Part], cause: Cause) -> None:
    """Change levels by signed parts and write down the movements, in one statement; a deposit comes once."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH part AS (
                SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::int[]) AS part (deposit_id, listing_id,
                quantity)
            ), changed AS (
                UPDATE stock_stocklevel AS level SET on_hand = level.on_hand + part.quantity
                FROM part WHERE level.deposit_id = part.deposit_id
                RETURNING level.deposit_id, part.listing_id, part.quantity
            )
            INSERT INTO stock_stockmovement
                (deposit_id, listing_id, quantity, kind, source_id, reason, occurred_at, recorded_at, actor)
            SELECT deposit_id, listing_id, quantity, %s, %s, %s, %s, %s, %s FROM changed
            """,
            [
                [part.deposit_id for part in parts],
                [part.listing_id for part in parts],
                [part.quantity for part in parts],
                cause.kind.value,
                cause.source_id,
                cause.reason,
                cause.occurred_at,
                cause.recorded_at,
                cause.actor,
            ],
        )
        assert cursor.rowcount == len(parts), "every part moves exactly one level"


def _same_deposit(recorded: Deposit, content: bytes) -> Deposit:
    if bytes(recorded.fingerprint) != content:
        raise StockIdReused(path=("deposit_id",), id=str(recorded.id))
    return recorded


def _same_movement(recorded: StockMovement, deposit_id: UUID, quantity: int, cause: Cause) -> StockMovement:
    """A movement holds all that its request said, so it is its own fingerprint."""
    kept = (recorded.kind, recorded.deposit_id, recorded.quantity, recorded.reason, recorded.occurred_at)
    if kept != (cause.kind, deposit_id, quantity, cause.reason, cause.occurred_at):
        raise StockIdReused(path=("movement_id",), id=str(recorded.source_id))
    return recorded


def _refuse_bad_quantity(quantity: int) -> None:
    if not rules.is_quantity(quantity):
        raise InvalidValue(
            path=("quantity",), field="quantity", reason="a quantity lies between 1 and 1000000"
        )


def _refuse_odd_instant(occurred_at: datetime, recorded_at: datetime) -> None:
    require_real(occurred_at)
    if is_future(occurred_at, recorded_at=recorded_at):
        raise InvalidValue(path=("occurred_at",), field="occurred_at", reason="it lies in the future")


def _required(reason: str) -> str:
    if not reason.strip():
        raise InvalidValue(path=("reason",), field="reason", reason="a correction says why")
    return _short("reason", reason, rules.LONGEST_REASON)


def _short(field: str, text: str, longest: int) -> str:
    if len(text.strip()) > longest:
        raise InvalidValue(path=(field,), field=field, reason=f"it has at most {longest} characters")
    return text.strip()
