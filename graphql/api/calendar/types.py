"""The days on which banks are closed."""

from django.db.models import Q

from api.base.fields import Column, Localized
from api.base.nodes import Node
from shared_catalog.calendar import models
from tenants.access import Actor
from tenants.permissions import Permission


class Holiday(Node):
    """A day on which Moroccan banks are closed; pay days move past it."""

    class Meta:
        model = models.Holiday
        permission = Permission.MARKETS_READ

    day = Column("The day.")
    name = Localized("Its name.")
    provisional = Column("Whether it is an estimate: a religious day before the moon has been seen.")
    cancelled = Column("Whether banks work on it after all.")
    changed_by = Column("Who said so last.", permission=Permission.AUDIT_READ)
    changed_at = Column("When it was last said.")
    version = Column("Counts its changes, from 1; whoever edits it says which one he has read.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()
