"""Selling and taking back. Each is one transaction: goods, receipt, money, event and figures, or nothing."""

from markets.sales.operations._acceptance import BeforeOpening, InTheFuture, MarketNotSelling
from markets.sales.operations._receipts import ReceiptNumberTaken
from markets.sales.operations._record import record_sale
from markets.sales.operations._refund import (
    CannotRestock,
    MoreThanSold,
    RefundBeforeSale,
    RefundIdReused,
    refund_sale,
)
from markets.sales.operations._refusals import EmptySale, ListingNotSellable, SaleIdReused, TillRetired
from markets.sales.operations._together import record_sales
from markets.sales.rules import WrongTenders

__all__ = [
    "BeforeOpening",
    "CannotRestock",
    "EmptySale",
    "InTheFuture",
    "ListingNotSellable",
    "MarketNotSelling",
    "MoreThanSold",
    "ReceiptNumberTaken",
    "RefundBeforeSale",
    "RefundIdReused",
    "SaleIdReused",
    "TillRetired",
    "WrongTenders",
    "record_sale",
    "record_sales",
    "refund_sale",
]
