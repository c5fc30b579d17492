"""What is in suspense: who finds out, and where it belongs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from markets.events import operations as events
from markets.ledger.types import AccountCode
from markets.reconciliation import booking, notices
from markets.reconciliation.models import SuspenseItem
from markets.reconciliation.operations._match import match_by_hand
from markets.reconciliation.types import TargetRef


class SuspenseCleared(DomainError):
    """Its place is known already. Params: `item`."""

    code = "SUSPENSE_CLEARED"
    messages = {
        "ar": "سبقت تسوية البند المعلق {item}",
        "fr": "Le poste en attente {item} est déjà soldé",
        "en": "The suspense item {item} is cleared already",
    }


@transaction.atomic
def assign_suspense(*, item_id: UUID, owner: str, at: datetime, actor: str) -> SuspenseItem:
    """Say who finds out what an item is. Raises InvalidValue, NotFound, SuspenseCleared."""
    if not 0 < len(owner.strip()) <= 100:
        raise InvalidValue(path=("owner",), field="owner", reason="it has 1 to 100 characters")
    booking.alone()
    item = _open(item_id)
    if item.owner != owner.strip():
        item.owner = owner.strip()
        item.save(update_fields=["owner"])
        events.append_all(drafts=[notices.suspense_assigned(item, at)])
    return item


@transaction.atomic
def clear_suspense(
    *,
    item_id: UUID,
    targets: Sequence[TargetRef] = (),
    account: AccountCode | None = None,
    note: str = "",
    at: datetime,
    actor: str,
) -> SuspenseItem:
    """Say where what is in suspense belongs: it moves there from `suspense`, once.

    Raises SuspenseCleared, and what `match_by_hand` does.
    """
    booking.alone()
    item = _open(item_id)
    match_by_hand(line_id=item.line_id, targets=targets, rest_account=account, note=note, at=at, actor=actor)
    item.refresh_from_db()
    return item


def _open(item_id: UUID) -> SuspenseItem:
    item = SuspenseItem.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFound(path=("item_id",), kind="SuspenseItem", id=item_id)
    if item.cleared_at is not None:
        raise SuspenseCleared(path=("item_id",), item=str(item_id))
    return item
