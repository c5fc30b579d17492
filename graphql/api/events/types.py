"""What happened in a market or at headquarters, in the one order in which everybody reads it."""

import graphene
from django.db.models import Q

from api.base.fields import Column
from api.base.filters import Condition, Filter
from api.base.nodes import MarketNode, Node
from api.base.pages import By, Orders
from api.base.scalars import JSON, DateTime, SafeInt
from api.base.visibility import of_the_house
from markets.events import models
from tenants.access import Actor
from tenants.events import models as hq_models
from tenants.permissions import Permission

EVENT_ORDERS = Orders("Event", POSITION=By("position", "By position: the order of the log."))


class EventFilter(Filter):
    """Which events."""

    position = Condition(
        SafeInt, "The position; `range: {gte: n}` goes on after n - 1 was read.", "position", ranged=True
    )
    name = Condition(graphene.String, "What happened, such as `sale.recorded`.", "name")
    subject_id = Condition(graphene.String, "What it happened to.", "subject_id")
    occurred_at = Condition(DateTime, "When it happened.", "occurred_at", ranged=True)


class Event(MarketNode):
    """Something that happened. It is shown once none can appear before it any more."""

    class Meta:
        model = models.Event
        permission = Permission.EVENTS_READ

    position = Column("Its place in the log: 1, 2, 3, without gaps.", type_=graphene.NonNull(SafeInt))
    name = Column("What happened, such as `sale.recorded`.")
    subject_id = Column("What it happened to: the id in the payloads of its kind.")
    payload = Column("What is said of it; amounts in centimes, instants in UTC.", type_=JSON)
    occurred_at = Column("When it happened.")
    recorded_at = Column("When it was learnt.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q(position__isnull=False) & of_the_house(viewer)


class NetworkEvent(Node):
    """Something that happened to the nation or the network. It is shown once none can appear before it any
    more.
    """

    class Meta:
        name = "Event"
        model = hq_models.NetworkEvent
        permission = Permission.EVENTS_READ

    position = Column("Its place in the log: 1, 2, 3, without gaps.", type_=graphene.NonNull(SafeInt))
    name = Column("What happened, such as `cooperative.registered`.")
    subject_id = Column("What it happened to: the id in the payloads of its kind.")
    payload = Column("What is said of it; amounts in centimes, instants in UTC.", type_=JSON)
    occurred_at = Column("When it happened.")
    recorded_at = Column("When it was learnt.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q(position__isnull=False) & of_the_house(viewer)
