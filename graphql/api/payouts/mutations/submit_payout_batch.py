"""Hand an approved batch of payments to its rail."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.context import Context
from api.payouts.types import PayoutBatch
from markets.payouts import models
from markets.payouts import operations as payouts
from markets.payouts.formats.refusals import TemplateRefused, TransferOrderRefused
from markets.payouts.rails.bank_file import AccountsNotUsable
from markets.payouts.rails.base import RailNotAvailable
from markets.periods.operations import NoOpenPeriod
from tenants.permissions import Permission


class SubmitPayoutBatch(Mutation):
    """Hand an approved batch to its rail now. The worker does so by itself soon after the approval; whoever
    asks again sends nothing twice. Event: `payout_batch.submitted`.
    """

    permission = Permission.PAYOUTS_WRITE
    several = "A rail hands each payment over in a transaction of its own."
    once = Naturally("a batch is handed to its rail once, and whoever asks again sends nothing twice")
    raises = (
        payouts.WrongBatchState,
        payouts.BatchChanged,
        RailNotAvailable,
        AccountsNotUsable,
        TransferOrderRefused,
        TemplateRefused,
        NoOpenPeriod,
    )

    class Input:
        """What the mutation takes."""

        payout_batch_id = IdOf(PayoutBatch, "The batch.", required=True)

    payout_batch = Returned(PayoutBatch, "The batch, which its rail has.")

    @staticmethod
    def perform(context: Context, *, payout_batch_id: UUID) -> models.PayoutBatch:
        return payouts.submit_batch(batch_id=payout_batch_id, at=context.now, actor=context.viewer.id)
