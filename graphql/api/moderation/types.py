"""The rows of moderation as types."""

from datetime import datetime, timedelta
from typing import Any

import graphene
import orjson
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Column, Derived, DerivedNow
from api.base.nodes import Edge, Node
from api.base.visibility import of_cooperative
from api.moderation import enums, lists
from shared_catalog.moderation import models
from tenants.access import Actor
from tenants.permissions import Permission


def _waited(proposed_at: datetime, decided_at: datetime | None, *, now: datetime) -> int:
    return ((decided_at or now) - proposed_at) // timedelta(hours=1)


def _written(value: Any) -> str:
    match value:
        case None:
            return ""
        case dict() | list():
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
        case bool():
            return str(value).lower()
        case _:
            return str(value)


class ChangeRequest(Node):
    """That a draft be published, or that a published product say something else: who asks, and who decided:
    somebody else, or rules.
    """

    class Meta:
        model = models.ChangeRequest
        permission = Permission.CATALOGUE_READ

    product = Edge("api.catalogue.types.Product", "The product.", required=True)
    kind = Column("What it asks.", type_=enums.ChangeRequestKind)
    product_version = Column("The version of the product of which it was asked.")
    changes = Connection(
        lambda: ProductChange,
        "What is to change, field by field; nothing of a publication.",
        via="request",
        orders=lists.PRODUCT_CHANGE_ORDERS,
    )
    note = Column("Why, as who asks says.")
    proposed_at = Column("When it was asked.")
    proposed_by = Column("Who asked.")
    assigned_to = Column("Who looks at it; null for nobody.")
    assigned_at = Column("Since when.")
    hours_waited = DerivedNow(
        graphene.Int,
        "For how many whole hours it has waited, or waited until it was decided.",
        columns=["proposed_at", "decided_at"],
        compute=_waited,
        required=True,
    )
    state = Column("What became of it.", type_=enums.ChangeRequestState)
    decided_at = Column("When it was decided.")
    decided_by = Column("Who decided; `rule:` and the codes of the rules that let it through.")
    reason = Column("Why it was rejected or superseded.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "product__cooperative")


class ProductChange(Node):
    """What one field of a product said when a request was made, and what it is to say."""

    class Meta:
        model = models.ChangeAction
        permission = Permission.CATALOGUE_READ

    request = Edge(ChangeRequest, "The request.", required=True)
    position = Column("Its place in the request, from 1.")
    field = Column("Which field.", type_=enums.ProductField)
    attribute = Edge(
        "api.catalogue.attributes.Attribute", "The attribute that is the field; null for another field."
    )
    before = Derived(
        graphene.String,
        "What it said: a text, a code, centimes, `true` or `false`; by an attribute, texts, choices and "
        "periods as JSON, and nothing where nothing was said.",
        columns=["before"],
        compute=_written,
        required=True,
    )
    after = Derived(graphene.String, "What it is to say.", columns=["after"], compute=_written, required=True)
    rule = Column("The rule that lets it through; null where a person decides.", type_=enums.ChangeRule)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "request__product__cooperative")
