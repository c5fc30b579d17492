"""What is wanted from stock, what a lot holds, and what was taken from it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class MovementKind(StrEnum):
    """Why goods came or went. `withdrawal` is back to the cooperative; `return` is back from a customer."""

    DEPOSIT = "deposit"
    SALE = "sale"
    RETURN = "return"
    ADJUSTMENT = "adjustment"
    LOSS = "loss"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Lot:
    """What is on hand of one deposit; `expires_on` is the last day it may be sold."""

    deposit_id: UUID
    listing_id: UUID
    on_hand: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Part:
    """So many units of one deposit, taken from it or put back to it."""

    deposit_id: UUID
    listing_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Cause:
    """What moves goods: its kind and id, when it happened, when we learnt it, who did it, and why if that is
    asked.

    `source_id` is the id of the deposit, the sale, the refund, or the id a client gave the movement itself.
    """

    kind: MovementKind
    source_id: UUID
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A deposit whose level is not the sum of its movements: it must never exist."""

    deposit_id: UUID
    on_hand: int | None
    moved: int | None
