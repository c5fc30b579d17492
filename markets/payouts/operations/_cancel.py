"""Giving up a batch: nothing of it was sent, or its rail called back all of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from markets.events import operations as events
from markets.payouts import notices
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch
from markets.payouts.operations._batches import WrongBatchState, locked_batch
from markets.payouts.rails import RAILS
from markets.payouts.rails.base import CannotRecall
from markets.payouts.types import AttemptState, BatchState, PayoutState, Rail

_RECALLABLE = (AttemptState.DRAFT, AttemptState.APPROVED, AttemptState.SUBMITTED)


@transaction.atomic
def cancel_batch(*, batch_id: UUID, at: datetime, actor: str) -> PayoutBatch:
    """Give up a batch that was not sent: what it would have paid waits for another. Twice is once.

    Raises NotFound, WrongBatchState, and CannotRecall for one that its rail already has and does not give
    back.
    """
    batch = locked_batch(batch_id)
    if batch.state == BatchState.CANCELLED:
        return batch
    if batch.state == BatchState.DONE:
        raise WrongBatchState(batch=str(batch_id), state=batch.state)
    attempts = PayoutAttempt.objects.filter(batch=batch)
    if batch.state == BatchState.SUBMITTED:
        if attempts.exclude(state__in=_RECALLABLE).exists():
            raise CannotRecall(batch=str(batch_id), state=batch.state)
        RAILS[Rail(batch.rail)].cancel(batch=batch)
    payouts = Payout.objects.filter(attempts__in=attempts)
    payouts.exclude(held_because="").update(state=PayoutState.HELD)
    payouts.filter(held_because="").update(state=PayoutState.DRAFT)
    attempts.update(state=AttemptState.CANCELLED, reason_text=f"batch cancelled by {actor}")
    batch.state, batch.ended_at = BatchState.CANCELLED, at
    batch.save(update_fields=["state", "ended_at"])
    events.append_all(drafts=[notices.batch_cancelled(batch, actor)])
    return batch
