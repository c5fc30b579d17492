"""`recordSales`."""

from collections.abc import Iterator
from typing import Any

from api.base.lists import ListMutation
from api.base.recording import witness
from api.context import Context
from api.sales.mutations.record_sale import RecordSale
from markets.sales import models
from markets.sales import operations as sales
from markets.sales.types import SaleLineRequest, SaleRequest


class RecordSales(ListMutation):
    """Record the sales of a till, such as one that was offline. They have happened: `IGNORE_FAILED` records
    what can be recorded, and keeps no other till waiting. Events: `sale.recorded`.
    """

    of = RecordSale

    @staticmethod
    def perform_many(context: Context, rows: list[dict[str, Any]]) -> Iterator[models.Sale | None]:
        requests = [
            SaleRequest(
                **{**row, "lines": [SaleLineRequest(**line) for line in row["lines"]]},
                recorded_at=context.now,
                cashier=context.viewer.id,
            )
            for row in rows
        ]
        return sales.record_sales(requests=requests, witness=witness(RecordSale, context))
