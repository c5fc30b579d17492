"""Withdraw a card batch that was declared in error."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.reconciliation.types import CardBatch
from markets.reconciliation import models
from markets.reconciliation import operations as reconciliation
from tenants.permissions import Permission


class WithdrawCardBatch(Mutation):
    """Withdraw a card batch that was declared in error, unless the bank shows it. Twice is once."""

    permission = Permission.RECONCILIATION_WRITE
    once = AS_IT_IS
    raises = (reconciliation.DeclarationMatched,)

    class Input:
        """What the mutation takes."""

        card_batch_id = IdOf(CardBatch, "The batch.", required=True)

    card_batch = Returned(CardBatch, "The batch.")

    @staticmethod
    def perform(context: Context, *, card_batch_id: UUID) -> models.CardBatch:
        return reconciliation.withdraw_card_batch(
            batch_id=card_batch_id, at=context.now, actor=context.viewer.id
        )
