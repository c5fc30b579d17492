"""Keep one payment back."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.context import Context
from api.payouts.types import Payout
from api.settlement.types import Statement
from markets.payouts import models
from markets.payouts import operations as payouts
from tenants.permissions import Permission


class HoldPayout(Mutation):
    """Keep a statement's payment from every batch until it is released. Event: `payout.held`."""

    permission = Permission.PAYOUTS_WRITE
    known_by = {"statement_id": "statement"}
    once = KEYED
    raises = (payouts.PayoutUnderWay,)

    class Input:
        """What the mutation takes."""

        statement_id = IdOf(Statement, "The statement, with something to pay.", required=True)
        because = Given(graphene.String, "Why, for the cooperative to read.", required=True)

    payout = Returned(Payout, "The payment, held.")

    @staticmethod
    def perform(context: Context, *, statement_id: UUID, because: str) -> models.Payout:
        return payouts.hold_payout(
            statement_id=statement_id, because=because, at=context.now, actor=context.viewer.id
        )
