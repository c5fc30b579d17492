"""Root fields about stock."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.stock import lists
from api.stock.types import Deposit, StockMovement


class StockQueries(Queries):
    """Reads of stock."""

    deposit = One(Deposit, "A deposit by its global id.")
    deposits = Connection(
        Deposit,
        "What cooperatives brought, newest first.",
        orders=lists.DEPOSIT_ORDERS,
        filters=lists.DepositFilter,
    )
    stock_movements = Connection(
        StockMovement,
        "What came and went, newest first.",
        orders=lists.MOVEMENT_ORDERS,
        filters=lists.StockMovementFilter,
    )
