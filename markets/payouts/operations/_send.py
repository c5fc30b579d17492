"""Handing approved batches to their rails, and hearing rails out; safe to run again after any crash."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import NotFound
from markets.events import operations as events
from markets.payouts import notices
from markets.payouts.hearing import ingest
from markets.payouts.models import PayoutAttempt, PayoutBatch
from markets.payouts.operations._batches import BatchChanged, WrongBatchState, locked_batch, may_be_paid_twice
from markets.payouts.rails import RAILS
from markets.payouts.types import AttemptState, BatchState, Ingested, Rail

_UNANSWERED = (AttemptState.SUBMITTED, AttemptState.ACCEPTED)


def submit_batch(*, batch_id: UUID, at: datetime, actor: str) -> PayoutBatch:
    """Hand an approved batch to its rail. Run again, it goes on where the last run stopped, and sends nothing
    twice; two at once send once.

    Raises NotFound, WrongBatchState, RailNotAvailable, and BatchChanged where an earlier attempt of one of
    its payouts may have been paid after all: cancel the batch, and somebody looks.
    """
    batch = _begin(batch_id, at)
    if batch.state == BatchState.SUBMITTED:
        RAILS[Rail(batch.rail)].submit(batch=batch, at=at, actor=actor)
    return PayoutBatch.objects.get(pk=batch_id)


def ingest_file(*, rail: Rail, content: bytes, at: datetime, actor: str) -> Ingested:
    """Hear what a file or message of a rail says. Said again, it changes nothing. Raises what the rail
    does.
    """
    return ingest(reports=RAILS[rail].ingest(content=content, at=at, actor=actor), at=at, actor=actor)


def reconcile_batch(*, batch_id: UUID, at: datetime, actor: str) -> Ingested:
    """Ask a batch's rail about what it has not answered. Raises NotFound, RailNotAvailable."""
    batch = PayoutBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound(path=("batch_id",), kind="PayoutBatch", id=batch_id)
    waiting = list(PayoutAttempt.objects.filter(batch=batch, state__in=_UNANSWERED).order_by("pk"))
    return ingest(reports=RAILS[Rail(batch.rail)].reconcile(attempts=waiting, at=at), at=at, actor=actor)


@transaction.atomic
def _begin(batch_id: UUID, at: datetime) -> PayoutBatch:
    batch = locked_batch(batch_id)
    if batch.state in (BatchState.DRAFT, BatchState.CANCELLED):
        raise WrongBatchState(batch=str(batch_id), state=batch.state)
    if batch.state == BatchState.APPROVED:
        if may_be_paid_twice(batch):
            raise BatchChanged(batch=str(batch_id))
        batch.state, batch.submitted_at = BatchState.SUBMITTED, at
        batch.save(update_fields=["state", "submitted_at"])
        events.append_all(drafts=[notices.batch_submitted(batch)])
    return batch
