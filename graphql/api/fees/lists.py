"""How fee rules and their versions are sorted and filtered."""

import graphene

from api.base.filters import Condition, Filter
from api.base.pages import By, Orders
from api.base.scalars import UUID, Date

FEE_RULE_ORDERS = Orders("FeeRule", CREATED_AT=By("created_at", "By when it was made."))
FEE_RULE_VERSION_ORDERS = Orders("FeeRuleVersion", NUMBER=By("number", "In the order they were set."))


class FeeRuleFilter(Filter):
    """Which fee rules."""

    uuid = Condition(UUID, "The UUID that its maker gave it.", "pk")
    name = Condition(graphene.String, "Its name.", "name")
    ends_on = Condition(
        Date,
        "The first day on which it no longer holds; `isNull` for those that go on.",
        "ends_on",
        ranged=True,
    )
