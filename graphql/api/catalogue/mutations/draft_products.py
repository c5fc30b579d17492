"""`draftProducts`."""

from api.base.lists import ListMutation
from api.catalogue.mutations.draft_product import DraftProduct


class DraftProducts(ListMutation):
    """Describe new products."""

    of = DraftProduct
