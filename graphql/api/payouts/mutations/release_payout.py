"""Let a held payment be made."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.context import Context
from api.payouts.types import Payout
from markets.payouts import models
from markets.payouts import operations as payouts
from tenants.permissions import Permission


class ReleasePayout(Mutation):
    """Let the next batch take a payment that was held. Twice is once. Event: `payout.released`."""

    permission = Permission.PAYOUTS_WRITE
    once = KEYED

    class Input:
        """What the mutation takes."""

        payout_id = IdOf(Payout, "The payment.", required=True)

    payout = Returned(Payout, "The payment, which waits for a batch.")

    @staticmethod
    def perform(context: Context, *, payout_id: UUID) -> models.Payout:
        return payouts.release_payout(payout_id=payout_id, at=context.now, actor=context.viewer.id)
