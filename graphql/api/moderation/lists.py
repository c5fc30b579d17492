"""How the lists of moderation are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import DateTime
from api.moderation.enums import ChangeRequestKind, ChangeRequestState
from api.registry.enums import CooperativeGroup
from shared_catalog.moderation.rules import BY_RULE

CHANGE_REQUEST_ORDERS = Orders(
    "ChangeRequest", PROPOSED_AT=By("proposed_at", "By when it was asked: the longest waiting first.")
)
PRODUCT_CHANGE_ORDERS = Orders("ProductChange", POSITION=By("position", "In the order it was asked in."))


class ChangeRequestFilter(Filter):
    """Which requests."""

    state = Condition(ChangeRequestState, "What became of them: `OPEN` is the queue.", "state")
    kind = Condition(ChangeRequestKind, "What they ask.", "kind")
    product = Related("api.catalogue.types.Product", "Of which product.", "product_id")
    cooperative = Related("api.registry.types.Cooperative", "Of whose product.", "product__cooperative_id")
    group = Condition(
        CooperativeGroup, "The group of the cooperative that makes it.", "product__cooperative__group"
    )
    category = Condition(graphene.String, "Code of the product's category.", "product__category_id")
    root_category = Condition(
        graphene.String, "Code of the category above the product's own.", "product__category__parent_id"
    )
    proposed_by = Condition(graphene.String, "Who asked.", "proposed_by")
    assigned_to = Condition(graphene.String, "Who looks at them.", "assigned_to")
    assigned = Flag("Whether anybody looks at them.", ~Q(assigned_to=""))
    decided_by = Condition(graphene.String, "Who decided.", "decided_by")
    by_rule = Flag("Whether rules confirmed them.", Q(decided_by__startswith=BY_RULE))
    proposed_at = Condition(DateTime, "When they were asked.", "proposed_at", ranged=True)
