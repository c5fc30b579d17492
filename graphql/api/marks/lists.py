"""How the lists of marks are sorted and filtered."""

import graphene

from api.base.filters import Condition, Filter, Related
from api.base.pages import By, Orders
from api.base.scalars import Date
from api.marks.enums import MarkKind

MARK_ORDERS = Orders("Mark", CODE=By("pk", "By code."))
MARK_GRANT_ORDERS = Orders(
    "MarkGrant",
    descending=True,
    GRANTED_AT=By("granted_at", "By when it was granted."),
    VALID_UNTIL=By("valid_until", "By its last valid day."),
)


class MarkFilter(Filter):
    """Which marks."""

    kind = Condition(MarkKind, "What they say.", "kind")


class MarkGrantFilter(Filter):
    """Which grants."""

    product = Related("api.catalogue.types.Product", "Which product carries it.", "product_id")
    mark = Condition(graphene.String, "The mark's code.", "mark_id")
    valid_until = Condition(Date, "The last valid day.", "valid_until", ranged=True)
