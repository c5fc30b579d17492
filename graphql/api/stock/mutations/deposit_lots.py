"""`depositLots`."""

from api.base.lists import ListMutation
from api.stock.mutations.deposit_goods import DepositGoods


class DepositLots(ListMutation):
    """Take in the lots of a delivery. Events: `stock.moved`."""

    of = DepositGoods
