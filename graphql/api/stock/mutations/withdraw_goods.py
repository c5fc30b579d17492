"""Give goods back to their cooperative."""

from datetime import datetime
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import DateTime
from api.context import Context
from api.stock.types import Deposit, StockMovement
from markets.stock import models
from markets.stock import operations as stock
from tenants.permissions import Permission


class WithdrawGoods(Mutation):
    """Give goods of a deposit back to their cooperative. Event: `stock.moved`."""

    permission = Permission.STOCK_WRITE
    once = ClientMade("movement_id")
    raises = (stock.InsufficientStock, stock.StockIdReused)

    class Input:
        """What the mutation takes."""

        movement_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        deposit_id = IdOf(Deposit, "The deposit they come from.", required=True)
        quantity = Given(graphene.Int, "How many pieces go back.", required=True)
        reason = Given(graphene.String, "Why they go back.")
        occurred_at = Given(DateTime, "When they went back.", required=True)

    movement = Returned(StockMovement, "The movement.")

    @staticmethod
    def perform(
        context: Context,
        *,
        movement_id: UUID,
        deposit_id: UUID,
        quantity: int,
        reason: str | None = None,
        occurred_at: datetime,
    ) -> models.StockMovement:
        return stock.withdraw(
            movement_id=movement_id,
            deposit_id=deposit_id,
            quantity=quantity,
            reason=reason or "",
            occurred_at=occurred_at,
            recorded_at=context.now,
            actor=context.viewer.id,
        )
