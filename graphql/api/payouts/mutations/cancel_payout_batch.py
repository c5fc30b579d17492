"""Give up a batch of payments."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.payouts.types import PayoutBatch
from markets.payouts import models
from markets.payouts import operations as payouts
from markets.payouts.rails.base import CannotRecall
from tenants.permissions import Permission


class CancelPayoutBatch(Mutation):
    """Give up a batch that its rail does not have yet, or calls back: what it would have paid waits for
    another. Event: `payout_batch.cancelled`.
    """

    permission = Permission.PAYOUTS_WRITE
    once = AS_IT_IS
    raises = (payouts.WrongBatchState, CannotRecall)

    class Input:
        """What the mutation takes."""

        payout_batch_id = IdOf(PayoutBatch, "The batch.", required=True)

    payout_batch = Returned(PayoutBatch, "The batch, cancelled.")

    @staticmethod
    def perform(context: Context, *, payout_batch_id: UUID) -> models.PayoutBatch:
        return payouts.cancel_batch(batch_id=payout_batch_id, at=context.now, actor=context.viewer.id)
