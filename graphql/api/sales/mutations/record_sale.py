"""Sell goods at a till."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.recording import witness
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import DateTime
from api.context import Context
from api.sales.inputs import SaleLineInput, TenderInput, TillReceiptInput
from api.sales.types import Sale
from api.tills.types import Till
from markets.periods.operations import NoOpenPeriod
from markets.sales import models
from markets.sales import operations as sales
from markets.sales.types import SaleLineRequest, TenderRequest, TillReceipt
from markets.stock.operations import InsufficientStock
from shared_catalog.catalogue.rules import TaxRateMissing
from tenants.permissions import Permission


class RecordSale(Mutation):
    """Sell goods at a till, at the prices and the fee of the day. Event: `sale.recorded`."""

    permission = Permission.SALES_RECORD
    once = ClientMade("sale_id")
    finds = True
    witnessed = True
    raises = (
        sales.SaleIdReused,
        sales.EmptySale,
        sales.InTheFuture,
        sales.BeforeOpening,
        sales.MarketNotSelling,
        sales.TillRetired,
        sales.ListingNotSellable,
        TaxRateMissing,
        sales.WrongTenders,
        NoOpenPeriod,
        InsufficientStock,
        sales.ReceiptNumberTaken,
    )

    class Input:
        """What the mutation takes."""

        sale_id = Given(
            UUIDScalar,
            "A UUID made by the till, best version 7; the same request again gives the same answer.",
            required=True,
        )
        till_id = IdOf(Till, "The till.", required=True)
        lines = Given(SaleLineInput, "What is sold.", many=True, required=True)
        tenders = Given(TenderInput, "How it is paid.", many=True, required=True)
        occurred_at = Given(
            DateTime, "When it happened, by the till's clock; at most 5 minutes ahead of ours.", required=True
        )
        receipt = Given(
            TillReceiptInput, "The number the till printed while offline; left out, the platform numbers."
        )

    sale = Returned(Sale, "The sale.")

    @staticmethod
    def perform(
        context: Context,
        *,
        sale_id: UUID,
        till_id: UUID,
        lines: list[dict[str, Any]],
        tenders: list[TenderRequest],
        occurred_at: datetime,
        receipt: TillReceipt | None = None,
    ) -> models.Sale:
        return sales.record_sale(
            sale_id=sale_id,
            till_id=till_id,
            lines=[SaleLineRequest(**line) for line in lines],
            tenders=tenders,
            occurred_at=occurred_at,
            recorded_at=context.now,
            cashier=context.viewer.id,
            receipt=receipt,
            witness=witness(RecordSale, context),
        )
