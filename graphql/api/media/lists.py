"""How the lists of pictures are sorted and filtered."""

from api.base.filters import Condition, Filter, Related
from api.base.pages import By, Orders
from api.base.scalars import DateTime

MEDIA_ORDERS = Orders(
    "Media",
    POSITION=By("position", "By place among the pictures of one thing."),
    ADDED_AT=By("added_at", "By when it was added."),
)


class MediaFilter(Filter):
    """Which pictures."""

    product = Related("api.catalogue.types.Product", "What they show.", "product_id")
    cooperative = Related("api.registry.types.Cooperative", "Whom they show.", "cooperative_id")
    retired_at = Condition(
        DateTime, "When it was retired; `isNull` for those shown.", "retired_at", ranged=True
    )
