"""Root fields about sales."""

from typing import Any

import graphene

from api.base.connections import Connection
from api.base.errors import NotFound
from api.base.fields import Computed
from api.base.roots import One
from api.base.schema import Queries
from api.sales import lists
from api.sales.types import Refund, Sale, SaleLine
from api.tills.types import Till
from markets.sales import queries as sales
from markets.sales.types import ReceiptGap as Gap
from tenants.permissions import Permission


class ReceiptGap(graphene.ObjectType):
    """A run of receipt numbers that a till printed and never sent."""

    first_number = graphene.Int(required=True, description="The first missing number.")
    last_number = graphene.Int(required=True, description="The last missing number.")


def _receipt_gaps(_root: None, info: Any, till_id: str, year: int) -> list[Gap]:
    key = Till.key_of(till_id, info.context.market)
    if not Till.rows(info.context.viewer).filter(pk=key).exists():
        raise NotFound()
    return sales.receipt_gaps(key, year)


class SaleQueries(Queries):
    """Reads of sales."""

    sale = One(Sale, "A sale by its global id.")
    sales = Connection(Sale, "Sales, newest first.", orders=lists.SALE_ORDERS, filters=lists.SaleFilter)
    sale_lines = Connection(
        SaleLine,
        "Lines of all sales, oldest first. A cooperative's delegate sees those of its own goods.",
        orders=lists.SALE_LINE_ORDERS,
        filters=lists.SaleLineFilter,
    )
    refund = One(Refund, "A refund by its global id.")
    refunds = Connection(
        Refund, "Refunds, newest first.", orders=lists.REFUND_ORDERS, filters=lists.RefundFilter
    )
    receipt_gaps = Computed(
        graphene.List(graphene.NonNull(ReceiptGap)),
        "The numbers missing in the series that a till numbers itself, from 1 to the highest it sent; "
        "NOT_FOUND for an id that leads to no till.",
        resolve=_receipt_gaps,
        permission=Permission.TILLS_READ,
        cost=100,
        till_id=graphene.Argument(graphene.ID, required=True, description="The till's global id."),
        year=graphene.Argument(graphene.Int, required=True, description="The year of the series."),
    )
