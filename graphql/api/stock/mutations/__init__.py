"""Writes of stock, for a market. One file each."""

from api.base.mutations import Mutation
from api.stock.mutations.adjust_stock import AdjustStock
from api.stock.mutations.deposit_goods import DepositGoods
from api.stock.mutations.record_loss import RecordLoss
from api.stock.mutations.withdraw_goods import WithdrawGoods

STOCK_MUTATIONS: tuple[type[Mutation], ...] = (
    DepositGoods,
    AdjustStock,
    RecordLoss,
    WithdrawGoods,
)
