"""What preparing, approving and sending a batch share: locking it, its state, and what forbids it."""

from uuid import UUID

from kernel.errors import DomainError, NotFound
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch


class WrongBatchState(DomainError):
    """The batch is not in a state that allows the step. Params: `batch`, `state`."""

    code = "WRONG_BATCH_STATE"
    messages = {
        "ar": "حالة الدفعة {batch} لا تسمح بهذه الخطوة: {state}",
        "fr": "L'état du lot {batch} ne permet pas cette étape : {state}",
        "en": "The state of batch {batch} does not allow this step: {state}",
    }


class BatchChanged(DomainError):
    """What was read is not what would be paid, or no longer should be: an account changed, or a rail said
    that it paid an earlier attempt after all. Cancel the batch and prepare another. Params: `batch`.
    """

    code = "BATCH_CHANGED"
    messages = {
        "ar": "محتوى الدفعة {batch} ليس هو الذي تمت قراءته",
        "fr": "Le contenu du lot {batch} n'est pas celui qui a été lu",
        "en": "The content of batch {batch} is not what was read",
    }


def may_be_paid_twice(batch: PayoutBatch) -> bool:
    """Whether an earlier attempt of one of its payouts may have been paid after all: nobody approves or
    sends it any more.
    """
    return Payout.objects.filter(attempts__batch=batch).exclude(held_because="").exists()


def locked_batch(batch_id: UUID) -> PayoutBatch:
    """The batch, with nobody else deciding about it until the transaction ends. Raises NotFound.

    Its attempts first, as whoever hears reports does.
    """
    list(PayoutAttempt.objects.filter(batch_id=batch_id).select_for_update(of=("self",)).order_by("pk"))
    batch = PayoutBatch.objects.select_for_update(of=("self",)).filter(id=batch_id).first()
    if batch is None:
        raise NotFound(path=("batch_id",), kind="PayoutBatch", id=batch_id)
    return batch
