"""Take in one lot on consignment."""

from datetime import date, datetime
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date, DateTime
from api.context import Context
from api.listings.types import Listing
from api.stock.types import Deposit
from markets.stock import models
from markets.stock import operations as stock
from tenants.permissions import Permission


class DepositGoods(Mutation):
    """Take in one lot that a cooperative brings on consignment. Event: `stock.moved`."""

    permission = Permission.STOCK_WRITE
    once = ClientMade("deposit_id")
    raises = (stock.ListingWithdrawn, stock.StockIdReused)

    class Input:
        """What the mutation takes."""

        deposit_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        listing_id = IdOf(Listing, "What is brought.", required=True)
        quantity = Given(graphene.Int, "How many pieces.", required=True)
        lot_code = Given(graphene.String, "The lot's code, as its producer marked it.")
        expires_on = Given(Date, "The last day on which it may be sold; left out for goods that keep.")
        occurred_at = Given(DateTime, "When the goods came.", required=True)

    deposit = Returned(Deposit, "The deposit.")

    @staticmethod
    def perform(
        context: Context,
        *,
        deposit_id: UUID,
        listing_id: UUID,
        quantity: int,
        lot_code: str | None = None,
        expires_on: date | None = None,
        occurred_at: datetime,
    ) -> models.Deposit:
        return stock.deposit_goods(
            deposit_id=deposit_id,
            listing_id=listing_id,
            quantity=quantity,
            lot_code=lot_code or "",
            expires_on=expires_on,
            occurred_at=occurred_at,
            recorded_at=context.now,
            actor=context.viewer.id,
        )
