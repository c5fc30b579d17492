"""Take goods back and pay the customer."""

from datetime import datetime
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import DateTime
from api.context import Context
from api.sales.enums import TenderKind
from api.sales.inputs import RefundLineInput
from api.sales.types import Refund, Sale
from api.tills.types import Till
from markets.periods.operations import NoOpenPeriod
from markets.sales import models, types
from markets.sales import operations as sales
from tenants.permissions import Permission


class RefundSale(Mutation):
    """Take back pieces of a sale's lines and pay the customer by one tender. Event: `sale.refunded`."""

    permission = Permission.SALES_REFUND
    once = ClientMade("refund_id")
    raises = (
        sales.RefundIdReused,
        sales.InTheFuture,
        sales.BeforeOpening,
        sales.MarketNotSelling,
        sales.RefundBeforeSale,
        sales.TillRetired,
        sales.MoreThanSold,
        sales.WrongTenders,
        NoOpenPeriod,
        sales.CannotRestock,
    )

    class Input:
        """What the mutation takes."""

        refund_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        sale_id = IdOf(Sale, "The sale.", required=True)
        lines = Given(RefundLineInput, "What comes back.", many=True, required=True)
        tender_kind = Given(TenderKind, "How the customer is paid.", required=True)
        reference = Given(graphene.String, "The reference of a card's or Stripe's refund.")
        till_id = IdOf(Till, "Where the customer is paid; the sale's own till when nothing is said.")
        occurred_at = Given(DateTime, "When it happened.", required=True)

    refund = Returned(Refund, "The refund.")

    @staticmethod
    def perform(
        context: Context,
        *,
        refund_id: UUID,
        sale_id: UUID,
        lines: list[types.RefundLineRequest],
        tender_kind: types.TenderKind,
        reference: str | None = None,
        till_id: UUID | None = None,
        occurred_at: datetime,
    ) -> models.Refund:
        return sales.refund_sale(
            refund_id=refund_id,
            sale_id=sale_id,
            lines=lines,
            tender_kind=tender_kind,
            reference=reference or "",
            till_id=till_id,
            occurred_at=occurred_at,
            recorded_at=context.now,
            actor=context.viewer.id,
        )
