"""`changePrices`."""

from api.base.lists import ListMutation
from api.listings.mutations.change_price import ChangePrice


class ChangePrices(ListMutation):
    """Sell at other prices from now on. Events: `listing.changed`."""

    of = ChangePrice
