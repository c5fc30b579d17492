"""Fee rules, their versions and what they charge, as types."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Column, Derived
from api.base.nodes import Edge, MarketNode
from api.base.values import Money
from api.fees import enums, lists
from api.registry.enums import CooperativeGroup
from api.registry.types import Cooperative
from kernel.money import Money as Amount
from markets.fees import models
from tenants.access import Actor
from tenants.permissions import Permission


def list_of(type_: Any) -> Any:
    """A list without holes."""
    return graphene.List(graphene.NonNull(type_))


class FeeComponent(graphene.ObjectType):
    """One part of a fee: a share of the line's amount, or so much for each piece; at least and at most so
    much for a line.
    """

    kind = graphene.Field(enums.FeeComponentKind, required=True, description="What it is worked out by.")
    basis_points = graphene.Int(description="The share in basis points: 250 is 2.5 %.")
    fixed = graphene.Field(Money, description="What it is for each piece.")
    min = graphene.Field(Money, description="What it is at least for a line.")
    max = graphene.Field(Money, description="What it is at most for a line.")


class FeePart(graphene.ObjectType):
    """What one part of a fee came to for a line."""

    kind = graphene.Field(enums.FeeComponentKind, required=True, description="What it was worked out by.")
    basis_points = graphene.Int(description="The share in basis points: 250 is 2.5 %.")
    fixed = graphene.Field(Money, description="What it was for each piece.")
    base = graphene.Field(
        Money, required=True, description="What it was charged on: the line's amount, or all pieces."
    )
    amount = graphene.Field(Money, required=True, description="What it came to.")


def in_money(stored: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Components or parts as they are stored, their centimes as money."""
    return [
        {
            name.removesuffix("_minor"): Amount(value) if name.endswith("_minor") else value
            for name, value in one.items()
        }
        for one in stored
    ]


def _cooperative_ids(keys: Sequence[str]) -> list[str]:
    return [Cooperative.global_id(key, None) for key in keys]


class FeeRule(MarketNode):
    """One rule about the market's share of sales. Of the rules that match goods the most particular one
    decides.
    """

    class Meta:
        model = models.FeeRule
        permission = Permission.FEES_READ

    uuid = Column("The UUID that its maker gave it.", "id")
    name = Column("What the market calls it.")
    created_at = Column("When it was made.")
    created_by = Column("Who made it.")
    ends_on = Column("The first day on which it no longer holds; null while no end is set.")
    ended_at = Column("When that was decided.")
    ended_by = Column("Who decided it.")
    versions = Connection(
        lambda: FeeRuleVersion,
        "What it says from which day on, in the order in which that was set.",
        via="rule",
        orders=lists.FEE_RULE_VERSION_ORDERS,
    )
    version = Column("Counts its changes, from 1; whoever edits it says which one he has read.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class FeeRuleVersion(MarketNode):
    """What a fee rule says from a business day on: for whom, and how much. An empty list is any."""

    class Meta:
        model = models.FeeRuleVersion
        permission = Permission.FEES_READ

    rule = Edge(FeeRule, "The rule.", required=True)
    number = Column("Its number within the rule, from 1.")
    effective_from = Column("The first business day on which it holds.")
    effective_until = Column(
        "The first day on which it no longer holds; null where only the next version or the rule's end says."
    )
    contracts = Derived(
        list_of(graphene.String),
        "Codes of contracts.",
        columns=("contracts",),
        compute=list,
        required=True,
    )
    cooperatives = Derived(
        list_of(graphene.ID),
        "Global ids of cooperatives.",
        columns=("cooperatives",),
        compute=_cooperative_ids,
        required=True,
    )
    categories = Derived(
        list_of(graphene.String),
        "Codes of categories; each stands for all below it.",
        columns=("categories",),
        compute=list,
        required=True,
    )
    groups = Derived(
        list_of(CooperativeGroup),
        "Groups of cooperatives.",
        columns=("groups",),
        compute=list,
        required=True,
    )
    components = Derived(
        list_of(FeeComponent),
        "What is charged, part by part, and together no more than the line's amount.",
        columns=("components",),
        compute=in_money,
        required=True,
    )
    set_at = Column("When it was set.")
    set_by = Column("Who set it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()
