"""Root fields about the market's fees."""

import graphene

from api.base.connections import Connection
from api.base.fields import Computed
from api.base.roots import One
from api.base.schema import Queries
from api.fees import lists, preview
from api.fees.types import FeeRule
from tenants.permissions import Permission


class FeeQueries(Queries):
    """Reads of the market's fees."""

    fee_rule = One(FeeRule, "A fee rule by its global id.")
    fee_rules = Connection(
        FeeRule,
        "The market's fee rules, the oldest first.",
        orders=lists.FEE_RULE_ORDERS,
        filters=lists.FeeRuleFilter,
    )
    fee_preview = Computed(
        graphene.NonNull(preview.FeePreview),
        "What the market would keep of a line, by which rule, and why not by the others; NOT_FOUND for an id "
        "that leads to no listing.",
        resolve=preview.fee_preview,
        permission=Permission.FEES_READ,
        **preview.ARGUMENTS,
    )
