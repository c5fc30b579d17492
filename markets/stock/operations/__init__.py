"""Moving goods: in from a cooperative, out to a customer, back, corrected, lost, returned to the cooperative.

Every movement is added and never changed, in one transaction with the level it changes. Levels are locked in
the order (listing, deposit), all that a transaction needs in one statement, so that nobody deadlocks with
anybody.
"""

from markets.stock.operations._by_hand import StockChanged, adjust, count, record_loss, withdraw
from markets.stock.operations._deposits import ListingWithdrawn, deposit_goods
from markets.stock.operations._moving import InsufficientStock, StockIdReused
from markets.stock.operations._trade import put_back

__all__ = [
    "InsufficientStock",
    "ListingWithdrawn",
    "StockChanged",
    "StockIdReused",
    "adjust",
    "count",
    "deposit_goods",
    "put_back",
    "record_loss",
    "withdraw",
]
