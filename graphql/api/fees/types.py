"""Fee rates as a type."""

from django.db.models import Q

from api.base.fields import Column
from api.base.nodes import MarketNode
from markets.fees import models
from tenants.access import Actor, Permission


class FeeRate(MarketNode):
    """The market's share of every sale from a business day on, until the next rate's day."""

    class Meta:
        model = models.FeeRate
        permission = Permission.FEES_READ

    effective_from = Column("The first business day on which it holds.")
    basis_points = Column("The share in basis points: 250 is 2.5 %.")
    set_by = Column("Who set it.")
    created_at = Column("When it was set.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()
