"""Holding one payment between the statement and the rail, and releasing it: the amount stays owed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from markets.events import operations as events
from markets.payouts import notices, queries
from markets.payouts.models import Payout, PayoutAttempt
from markets.payouts.types import LIVE_STATES, PayoutState, Rail
from markets.periods import operations as periods
from markets.settlement.models import Statement


class PayoutUnderWay(DomainError):
    """The payment is in a batch, sent or made: cancel the batch, or wait. Params: `payout`, `state`."""

    code = "PAYOUT_UNDER_WAY"
    messages = {
        "ar": "الدفعة {payout} قيد التنفيذ ({state})",
        "fr": "Le paiement {payout} est en cours ({state})",
        "en": "Payout {payout} is under way ({state})",
    }


@transaction.atomic
def hold_payout(*, statement_id: UUID, because: str, at: datetime, actor: str) -> Payout:
    """Keep a statement's payment back until it is released. The same again is once.

    Raises InvalidValue, NotFound (also for a statement with nothing to pay), PayoutUnderWay.
    """
    if not 0 < len(because.strip()) <= 2_000:
        raise InvalidValue(path=("because",), field="because", reason="it has 1 to 2000 characters")
    statement = _lock(statement_id)
    payout = Payout.objects.filter(statement=statement).select_related("statement").first()
    live = PayoutAttempt.objects.filter(payout=payout, state__in=LIVE_STATES).exists() if payout else False
    if payout is not None and live:
        raise PayoutUnderWay(payout=str(payout.id), state=payout.state)
    if payout is not None and (payout.state, payout.held_because) == (PayoutState.HELD, because.strip()):
        return payout
    if payout is None:
        payout = Payout(
            statement=statement,
            amount_minor=statement.payable_minor,
            rail=Rail.MANUAL,
            created_at=at,
            created_by=actor,
        )
    payout.state, payout.held_because = PayoutState.HELD, because.strip()
    payout.save(update_fields=None if payout._state.adding else ["state", "held_because"])
    events.append_all(drafts=[notices.payout_held(payout, at, actor)])
    return payout


@transaction.atomic
def release_payout(*, payout_id: UUID, at: datetime, actor: str) -> Payout:
    """Let the next batch take a held payment again. Released already, it is returned as it is.

    Raises NotFound.
    """
    found = Payout.objects.select_related("statement").select_for_update(of=("self",))
    payout = found.filter(pk=payout_id).first()
    if payout is None:
        raise NotFound(path=("payout_id",), kind="Payout", id=payout_id)
    if payout.state == PayoutState.HELD:
        payout.state, payout.held_because = PayoutState.DRAFT, ""
        payout.save(update_fields=["state", "held_because"])
        events.append_all(drafts=[notices.payout_released(payout, at, actor)])
    return payout


def _lock(statement_id: UUID) -> Statement:
    statement = queries.unpaid().filter(pk=statement_id).first()
    if statement is None:
        raise NotFound(path=("statement_id",), kind="Statement", id=statement_id)
    periods.lock_period(period_id=statement.period_id)
    return statement
