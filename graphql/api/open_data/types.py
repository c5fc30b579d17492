"""Consents as types."""

from django.db.models import Q

from api.base.fields import Column
from api.base.nodes import Edge, Node
from api.base.pages import By, Orders
from api.base.visibility import of_cooperative
from api.registry.types import Cooperative
from shared_catalog.open_data import models
from tenants.access import Actor
from tenants.permissions import Permission

CONSENT_ORDERS = Orders(
    "PublicationConsent", descending=True, RECORDED_AT=By("recorded_at", "By when it was recorded.")
)


class PublicationConsent(Node):
    """A cooperative agrees to be published as open data; without one in force nothing of it is."""

    class Meta:
        model = models.PublicationConsent
        permission = Permission.REGISTRY_READ

    consented_on = Column("The day on which the cooperative agreed.")
    evidence = Column("The paper that shows it.")
    recorded_at = Column("When it was recorded.")
    recorded_by = Column("Who recorded it.")
    withdrawn_at = Column("When it was withdrawn; null while it is in force.")
    withdrawn_by = Column("Who recorded that.")
    withdrawal_reason = Column("Why it was withdrawn.")
    cooperative = Edge(Cooperative, "Who agreed.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")
