"""`listProducts`."""

from api.base.lists import ListMutation
from api.listings.mutations.list_product import ListProduct


class ListProducts(ListMutation):
    """Put products on sale in this market."""

    of = ListProduct
