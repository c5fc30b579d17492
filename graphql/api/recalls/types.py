"""Recalls and their acknowledgements as types."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Column, Localized
from api.base.loaded import Loaded
from api.base.nodes import Edge, Node
from api.base.scalars import DateTime
from api.base.visibility import of_cooperative, of_the_house
from api.context import Context
from api.recalls import lists
from api.recalls.enums import RecallSeverity
from shared_catalog.recalls import models, queries
from shared_catalog.recalls.types import Answer
from tenants.access import Actor
from tenants.permissions import Permission

# Three statements for a page.
_COST = 3


class RecallAnswer(graphene.ObjectType):
    """How a market that may hold the goods stands to a recall."""

    market = graphene.String(required=True, description="The market's slug.")
    acknowledged_at = graphene.Field(DateTime, description="When it answered; null while it has not.")
    acknowledged_by = graphene.String(description="Who answered; null while nobody has.")
    note = graphene.String(description="What was found on the shelf; null where nothing was said.")
    overdue_hours = graphene.Int(
        required=True,
        description="Whole hours after the deadline at which it answered, or for which it has been silent.",
    )

    @staticmethod
    def resolve_acknowledged_by(root: Answer, _info: Any) -> str | None:
        return root.acknowledged_by or None

    @staticmethod
    def resolve_note(root: Answer, _info: Any) -> str | None:
        return root.note or None


def _answers(rows: Sequence[models.Recall], context: Context) -> Mapping[UUID, Sequence[Answer]]:
    return queries.answers(rows, now=context.now)


class Recall(Node):
    """A product, or one lot of it, that no market sells from an instant on until it is lifted."""

    class Meta:
        model = models.Recall
        permission = Permission.CATALOGUE_READ

    product = Edge("api.catalogue.types.Product", "What is recalled.")
    lot_code = Column(
        "The producer's code of one lot; null for all of the product. Deposits of the lot, and those on "
        "which no lot is written, are not sold."
    )
    severity = Column("How dangerous the goods are.", type_=RecallSeverity)
    reason = Column("Why.")
    instructions = Localized("What a market does with the goods, and tells its customers.")
    starts_at = Column("When it began.")
    due_at = Column("By when every market acknowledges it.")
    opened_by = Column("Who opened it.", hq_only=True)
    lifted_at = Column("When it was lifted; null while it is in force.")
    lifted_by = Column("Who lifted it: somebody other than who opened it.", hq_only=True)
    lift_reason = Column("Why it was lifted.")
    acknowledgements = Connection(
        lambda: RecallAcknowledgement,
        "Who acknowledged it; on a market's host, whether this market did.",
        via="recall",
        orders=lists.ACKNOWLEDGEMENT_ORDERS,
    )
    answers = Loaded(
        graphene.List(graphene.NonNull(RecallAnswer)),
        "How each city stands to it in which its cooperative sells or sold, and whoever else answered.",
        load=_answers,
        required=True,
        hq_only=True,
        cost=_COST,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "product__cooperative")


class RecallAcknowledgement(Node):
    """That a market has taken the goods of a recall off its shelf."""

    class Meta:
        model = models.Acknowledgement
        permission = Permission.CATALOGUE_READ

    recall = Edge(Recall, "The recall.")
    market = Column("The market's slug.", "market_id")
    acknowledged_at = Column("When.")
    acknowledged_by = Column("Who said so.")
    note = Column("What was found on the shelf.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)
