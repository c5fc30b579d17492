"""Uses of what is deprecated."""

import graphene
from django.db.models import Q

from api.base.fields import Column
from api.base.filters import Condition, Filter
from api.base.nodes import Node
from api.base.pages import By, Orders
from api.base.scalars import DateTime, SafeInt
from tenants.access import NETWORK, Actor
from tenants.permissions import Permission
from tenants.usage import models

DEPRECATED_USE_ORDERS = Orders(
    "DeprecatedUse",
    descending=True,
    LAST_USED_AT=By("last_used_at", "By when it was last used."),
    USES=By("uses", "By how often it was used."),
)


class DeprecatedUseFilter(Filter):
    """Which uses."""

    market = Condition(graphene.String, "The host's market, or `network`.", "market")
    client = Condition(graphene.String, "Who asked.", "client")
    part = Condition(graphene.String, "What was used, such as `Sale.total`.", "part")
    uses = Condition(SafeInt, "How often.", "uses", ranged=True)
    last_used_at = Condition(DateTime, "When it was last used.", "last_used_at", ranged=True)


class DeprecatedUse(Node):
    """How often a client used something deprecated on one host."""

    class Meta:
        model = models.DeprecatedUse
        permission = Permission.CLIENTS_READ

    market = Column("The host's market, such as `casablanca`; `network` for headquarters'.")
    client = Column("Who asked: an API client's or an actor's id.")
    part = Column("What was used, as a schema coordinate such as `Sale.total` or `Query.sales(first:)`.")
    uses = Column("In how many requests. The latest minute may be missing.")
    first_used_at = Column("When it was first used.")
    last_used_at = Column("When it was last used.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        scopes = viewer.scopes_of(Permission.CLIENTS_READ)
        return Q() if NETWORK in scopes else Q(market__in=sorted(scopes))
