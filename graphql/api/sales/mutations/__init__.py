"""Writes of sales, for a market. One file each."""

from api.base.mutations import Mutation
from api.sales.mutations.record_sale import RecordSale
from api.sales.mutations.refund_sale import RefundSale

SALE_MUTATIONS: tuple[type[Mutation], ...] = (RecordSale, RefundSale)
