"""`editProducts`."""

from api.base.lists import ListMutation
from api.catalogue.mutations.edit_product import EditProduct


class EditProducts(ListMutation):
    """Replace what is said of products."""

    of = EditProduct
