"""Take lost goods off a deposit."""

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


class RecordLoss(Mutation):
    """Take goods that were broken, spoilt, expired or stolen off a deposit. Event: `stock.moved`."""

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
        deposit_id = IdOf(Deposit, "The deposit that lost them.", required=True)
        quantity = Given(graphene.Int, "How many pieces were lost.", required=True)
        reason = Given(graphene.String, "What happened to them.", required=True)
        occurred_at = Given(DateTime, "When they were lost, or found to be.", required=True)

    movement = Returned(StockMovement, "The movement.")

    @staticmethod
    def perform(
        context: Context,
        *,
        movement_id: UUID,
        deposit_id: UUID,
        quantity: int,
        reason: str,
        occurred_at: datetime,
    ) -> models.StockMovement:
        return stock.record_loss(
            movement_id=movement_id,
            deposit_id=deposit_id,
            quantity=quantity,
            reason=reason,
            occurred_at=occurred_at,
            recorded_at=context.now,
            actor=context.viewer.id,
        )
