"""Writes of sales, for a market. One file each."""

from api.base.lists import Mutations
from api.sales.mutations.record_sale import RecordSale
from api.sales.mutations.record_sales import RecordSales
from api.sales.mutations.refund_sale import RefundSale

SALE_MUTATIONS: Mutations = (RecordSale, RecordSales, RefundSale)
