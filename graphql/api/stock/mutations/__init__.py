"""Writes of stock, for a market. One file each."""

from api.base.lists import Mutations
from api.stock.mutations.adjust_stock import AdjustStock
from api.stock.mutations.count_stock import CountStock
from api.stock.mutations.deposit_goods import DepositGoods
from api.stock.mutations.deposit_lots import DepositLots
from api.stock.mutations.record_loss import RecordLoss
from api.stock.mutations.withdraw_goods import WithdrawGoods

STOCK_MUTATIONS: Mutations = (
    DepositGoods,
    DepositLots,
    AdjustStock,
    CountStock,
    RecordLoss,
    WithdrawGoods,
)
