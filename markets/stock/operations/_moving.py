"""What every move of goods has in common: a level that changes, and the movement that says why."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from kernel.clock import is_future, require_real
from kernel.errors import DomainError, InvalidValue
from markets.events import operations as events
from markets.stock import rules
from markets.stock.models import StockMovement
from markets.stock.types import Cause, Part


class InsufficientStock(DomainError):
    """There is less on hand than asked for; expired and recalled lots do not count for a sale. Params:
    `requested`, `available`, `listing_id`.
    """

    code = "INSUFFICIENT_STOCK"
    messages = {
        "ar": "الكمية المطلوبة {requested} والمتوفر {available} فقط (العرض {listing_id})",
        "fr": "{requested} demandés, {available} disponibles (mise en vente {listing_id})",
        "en": "{requested} asked for, {available} available (listing {listing_id})",
    }


class StockIdReused(DomainError):
    """The id already names another deposit or movement: a client never uses an id twice for different
    content. Params: `id`.
    """

    code = "STOCK_ID_REUSED"
    messages = {
        "ar": "المعرف {id} مستعمل من قبل لحركة مخزون أخرى",
        "fr": "L'identifiant {id} désigne déjà un autre mouvement de stock",
        "en": "The id {id} already names another stock movement",
    }


def move_and_tell(part: Part, cause: Cause) -> StockMovement:
    """One movement and its event. A sale's and a refund's movements are told by their own events."""
    move([part], cause)
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


def move(parts: Sequence[Part], cause: Cause) -> None:
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


def refuse_bad_quantity(quantity: int) -> None:
    if not rules.is_quantity(quantity):
        raise InvalidValue(
            path=("quantity",), field="quantity", reason="a quantity lies between 1 and 1000000"
        )


def refuse_odd_instant(occurred_at: datetime, recorded_at: datetime) -> None:
    require_real(occurred_at)
    if is_future(occurred_at, recorded_at=recorded_at):
        raise InvalidValue(path=("occurred_at",), field="occurred_at", reason="it lies in the future")


def short(field: str, text: str, longest: int) -> str:
    if len(text.strip()) > longest:
        raise InvalidValue(path=(field,), field=field, reason=f"it has at most {longest} characters")
    return text.strip()
