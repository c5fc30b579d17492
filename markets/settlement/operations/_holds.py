"""Holding a cooperative's money back, and lifting that: the amount stays reserved and visible."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, Gathered, InvalidValue, NotFound
from kernel.halfmonth import business_date
from markets.events import operations as events
from markets.settlement import notices
from markets.settlement.models import Hold
from markets.settlement.operations._ids import repeated, words
from shared_catalog.registry import queries as registry


class HoldLifted(DomainError):
    """The hold was lifted already, with other words. Params: `hold`."""

    code = "HOLD_LIFTED"
    messages = {
        "ar": "سبق رفع الحجز {hold}",
        "fr": "La retenue {hold} a déjà été levée",
        "en": "The hold {hold} has already been lifted",
    }


@transaction.atomic
def place_hold(
    *,
    hold_id: UUID,
    cooperative_id: UUID,
    amount_minor: int | None,
    reason: str,
    review_on: date,
    at: datetime,
    actor: str,
) -> Hold:
    """Pay a cooperative so much less (centimes), or nothing when `amount_minor` is None, until it is lifted.

    It counts from the next half-month that is sealed; what it holds comes back as a release on the statement
    after it was lifted. What is wrong is told all at once. Raises InvalidValue, NotFound, SettlementIdReused.
    """
    content = {
        "cooperative_id": cooperative_id,
        "amount_minor": amount_minor,
        "reason": reason.strip(),
        "review_on": review_on,
    }
    known, said = repeated(Hold, hold_id, content)
    if known is not None:
        return known
    told = Gathered()
    with told:
        words(reason, "reason")
    with told:
        if amount_minor is not None and amount_minor <= 0:
            raise InvalidValue(path=("amount_minor",), field="amount_minor", reason="a hold holds something")
    with told:
        if review_on <= business_date(at):
            raise InvalidValue(path=("review_on",), field="review_on", reason="somebody looks again later")
    with told:
        registry.cooperative(cooperative_id)
    told.refuse()
    hold = Hold.objects.create(id=hold_id, placed_at=at, placed_by=actor, fingerprint=said, **content)
    events.append_all(drafts=[notices.hold_placed(hold)])
    return hold


@transaction.atomic
def lift_hold(*, hold_id: UUID, note: str, at: datetime, actor: str) -> Hold:
    """End a hold, saying why. The same again is once. Raises NotFound, InvalidValue, HoldLifted."""
    note = words(note, "note")
    hold = Hold.objects.select_for_update(of=("self",)).filter(id=hold_id).first()
    if hold is None:
        raise NotFound(path=("hold_id",), kind="Hold", id=hold_id)
    if hold.lifted_at is not None:
        if hold.lift_note != note:
            raise HoldLifted(hold=str(hold_id))
        return hold
    hold.lifted_at, hold.lifted_by, hold.lift_note = at, actor, note
    hold.save(update_fields=["lifted_at", "lifted_by", "lift_note"])
    events.append_all(drafts=[notices.hold_lifted(hold)])
    return hold
