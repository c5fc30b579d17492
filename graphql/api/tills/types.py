"""Tills as a type."""

from django.db.models import Q

from api.base.fields import Column
from api.base.nodes import MarketNode
from api.tills.enums import TillState
from markets.tills import models
from tenants.access import Actor
from tenants.permissions import Permission


class Till(MarketNode):
    """A place where sales are made."""

    class Meta:
        model = models.Till
        permission = Permission.TILLS_READ

    code = Column("What people call it, such as `T1`; printed on receipts.")
    name = Column("Its name.")
    state = Column("Whether it is in use.", type_=TillState)
    opened_at = Column("When it was opened.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()
