"""The rows of proposals as types."""

from django.db.models import Q

from api.base.fields import Column
from api.base.nodes import Edge, Node
from api.base.scalars import JSON
from api.base.visibility import of_the_house
from api.proposals import enums
from shared_catalog.proposals import models
from tenants.access import Actor
from tenants.permissions import Permission


class Proposal(Node):
    """What a market proposes to headquarters. On a market's host: its own. It is never changed, and waits
    while it has no decision.
    """

    class Meta:
        model = models.Proposal
        permission = Permission.PROPOSALS_READ

    market = Edge("api.network.types.Market", "Which market proposes.")
    kind = Column("What is proposed.", type_=enums.ProposalKind)
    cooperative = Edge(
        "api.registry.types.Cooperative", "Which cooperative it is about; null for one to be entered."
    )
    product = Edge("api.catalogue.types.Product", "Which product is edited; null otherwise.")
    read_version = Column("Which version of it the market read; null for something new.")
    content = Column("The details proposed, whole, as they would be written.", type_=JSON)
    contact_name = Column("Whom to reach at the cooperative.")
    contact_phone = Column("The telephone number.")
    contact_email = Column("The e-mail address.")
    note = Column("Why it is proposed.")
    proposed_at = Column("When it was proposed.")
    proposed_by = Column("Who proposed it.")
    decision = Edge(lambda: ProposalDecision, "What headquarters decided; null while it waits.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class ProposalDecision(Node):
    """What headquarters decided on a proposal, and what came of it."""

    class Meta:
        model = models.Decision
        permission = Permission.PROPOSALS_READ

    outcome = Column("What was decided.", type_=enums.ProposalOutcome)
    reason = Column("Why, where a reason was given.")
    cooperative = Edge("api.registry.types.Cooperative", "The cooperative that was entered or edited.")
    product = Edge("api.catalogue.types.Product", "The product that was described or edited.")
    decided_at = Column("When it was decided.")
    decided_by = Column("Who decided.", hq_only=True)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)
