"""Approving a batch: by others than who prepared it, each signing the digest of what they read."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import InvalidValue
from kernel.halfmonth import business_date
from markets.events import operations as events
from markets.payouts import notices, queries, rules
from markets.payouts.models import (
    BatchApproval,
    CoApprovalRule,
    Payout,
    PayoutAttempt,
    PayoutBatch,
)
from markets.payouts.operations._batches import BatchChanged, WrongBatchState, locked_batch, may_be_paid_twice
from markets.payouts.operations._prepare import digest_of
from markets.payouts.rails import RAILS
from markets.payouts.rails.base import Unreachable
from markets.payouts.types import AttemptState, BatchState, PayoutState, Rail
from markets.settlement.operations import SamePerson


@transaction.atomic
def approve_batch(*, batch_id: UUID, digest: bytes, network: bool, at: datetime, actor: str) -> PayoutBatch:
    """Approve exactly what the digest says; `network` says whether headquarters does.

    The batch is approved once one other person than its preparer has signed, and from the co-approval
    threshold on two have, one of them of headquarters. The same person again is once. Raises NotFound,
    WrongBatchState, SamePerson, BatchChanged, RailNotAvailable.
    """
    batch = locked_batch(batch_id)
    given = list(BatchApproval.objects.filter(batch=batch))
    if any(approval.actor == actor for approval in given):
        return batch
    if batch.state != BatchState.DRAFT:
        raise WrongBatchState(batch=str(batch_id), state=batch.state)
    if actor == batch.prepared_by:
        raise SamePerson()
    _require_digest(batch, digest)
    given.append(
        BatchApproval.objects.create(batch=batch, actor=actor, network=network, digest=digest, at=at)
    )
    if rules.approvals_suffice(
        total_minor=batch.total_minor,
        co_approval_from_minor=queries.co_approval_from(business_date(batch.prepared_at)),
        networks=[approval.network for approval in given],
    ):
        _approve(batch, at)
    return batch


@transaction.atomic
def set_co_approval(
    *, effective_from: date, amount_minor: int, set_at: datetime, actor: str
) -> CoApprovalRule:
    """From which total (centimes) on headquarters approves batches too, for those prepared from a day to
    come.

    A day has one threshold. Raises InvalidValue.
    """
    if not 0 <= amount_minor <= 10**13:
        reason = "a threshold lies between nothing and a hundred billion dirhams"
        raise InvalidValue(path=("amount_minor",), field="amount_minor", reason=reason)
    if effective_from <= business_date(set_at):
        reason = "it holds from a day to come"
        raise InvalidValue(path=("effective_from",), field="effective_from", reason=reason)
    rule, created = CoApprovalRule.objects.get_or_create(
        effective_from=effective_from,
        defaults={"amount_minor": amount_minor, "set_by": actor, "set_at": set_at},
    )
    if not created and rule.amount_minor != amount_minor:
        reason = "that day already has another threshold"
        raise InvalidValue(path=("effective_from",), field="effective_from", reason=reason)
    return rule


def _require_digest(batch: PayoutBatch, digest: bytes) -> None:
    """The digest that was read, stored and computed again from the rows are one, and what it stands for
    would be prepared again. Raises BatchChanged, RailNotAvailable.
    """
    attempts = list(PayoutAttempt.objects.filter(batch=batch).select_related("payout__statement"))
    fresh = digest_of(Rail(batch.rail), batch.execution_on, attempts)
    as_read = digest == bytes(batch.digest) == fresh
    if not as_read or _outdated(batch, attempts) or may_be_paid_twice(batch):
        raise BatchChanged(path=("digest",), batch=str(batch.id))


def _outdated(batch: PayoutBatch, attempts: Sequence[PayoutAttempt]) -> bool:
    """Whether an account is another one by now."""
    now = RAILS[Rail(batch.rail)].prepare(
        cooperative_ids=[one.payout.statement.cooperative_id for one in attempts],
        execution_on=batch.execution_on,
    )
    return any(
        isinstance(place := now[one.payout.statement.cooperative_id], Unreachable)
        or (place.account_id, place.rib, place.destination) != (one.account_id, one.rib, one.destination)
        for one in attempts
    )


def _approve(batch: PayoutBatch, at: datetime) -> None:
    batch.state, batch.approved_at = BatchState.APPROVED, at
    batch.save(update_fields=["state", "approved_at"])
    attempts = PayoutAttempt.objects.filter(batch=batch)
    Payout.objects.filter(attempts__in=attempts).update(state=PayoutState.APPROVED)
    attempts.update(state=AttemptState.APPROVED)
    events.append_all(drafts=[notices.batch_approved(batch)])
