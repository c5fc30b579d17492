"""`countStock`."""

from datetime import datetime
from typing import Any
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.base.scalars import DateTime
from api.context import Context
from api.stock.types import Deposit, StockMovement
from kernel.ids import new_id
from markets.stock import operations as stock
from tenants.permissions import Permission


class CountStock(Mutation):
    """Set what is on hand of a deposit to what was counted, if nothing came or went since the count was
    compared; `adjustStock` moves a difference whatever is on hand. Event, where the count differs:
    `stock.moved`.
    """

    permission = Permission.STOCK_WRITE
    once = KEYED
    raises = (stock.StockChanged,)

    class Input:
        """What the mutation takes."""

        deposit_id = IdOf(Deposit, "The deposit that was counted.", required=True)
        on_hand = Given(graphene.Int, "How many pieces were counted.", required=True)
        expected_on_hand = Given(
            graphene.Int,
            "How many there were by the platform when it was counted: `STOCK_CHANGED` says how many there "
            "are if it is another number now, and nothing changes.",
            required=True,
        )
        reason = Given(graphene.String, "Why the count differed, or on what occasion it was.", required=True)
        occurred_at = Given(DateTime, "When it was counted.", required=True)

    deposit = Returned(Deposit, "The deposit with what is on hand now.")
    movement = Returned(StockMovement, "The difference, as a movement; null where the count agreed.")

    @staticmethod
    def perform(
        context: Context,
        *,
        deposit_id: UUID,
        on_hand: int,
        expected_on_hand: int,
        reason: str,
        occurred_at: datetime,
    ) -> dict[str, Any]:
        deposit, movement = stock.count(
            movement_id=new_id(),
            deposit_id=deposit_id,
            on_hand=on_hand,
            expected_on_hand=expected_on_hand,
            reason=reason,
            occurred_at=occurred_at,
            recorded_at=context.now,
            actor=context.viewer.id,
        )
        return {"deposit": deposit, "movement": movement}
