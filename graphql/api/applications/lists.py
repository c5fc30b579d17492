"""How applications of the public are sorted and filtered."""

import graphene

from api.applications.enums import PublicApplicationState
from api.base.filters import Condition, Filter, Related
from api.base.pages import By, Orders
from api.base.scalars import DateTime
from api.registry.enums import CooperativeGroup

APPLICATION_ORDERS = Orders(
    "PublicApplication",
    NUMBER=By("number", "By number, in the order in which they were handed in."),
)
LIKENESS_ORDERS = Orders("ApplicationLikeness", FOUND_AT=By("found_at", "By when it was found."))


class PublicApplicationFilter(Filter):
    """Which applications."""

    state = Condition(PublicApplicationState, "Where it stands.", "state")
    round = Related("api.selection.types.SelectionRound", "To which round.", "round_id")
    ice = Condition(graphene.String, "ICE, 15 digits.", "ice")
    region = Condition(graphene.String, "Code of the region, such as `MA-06`.", "region_id")
    group = Condition(CooperativeGroup, "The group.", "group")
    submitted_at = Condition(DateTime, "When it was handed in.", "submitted_at", ranged=True)
