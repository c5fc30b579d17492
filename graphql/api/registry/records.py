"""What is kept beside cooperatives and participations: legal identity, officers, and what held before."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import graphene
from django.db.models import Q
from graphene.utils.str_converters import to_camel_case

from api.base.fields import Column, Derived
from api.base.nodes import Edge, Node
from api.base.scalars import JSON, Date
from api.base.visibility import of_cooperative
from api.registry import enums
from api.registry.types import Cooperative, Participation
from shared_catalog.registry import models
from tenants.access import Actor
from tenants.permissions import Permission


class LegalIdentity(Node):
    """What administrations know a cooperative by, beside its ICE and its entry in the local register."""

    class Meta:
        model = models.LegalIdentity
        permission = Permission.REGISTRY_READ

    designation = Column("Its name as the register has it.")
    tax_id = Column("Its identifiant fiscal, 7 or 8 digits.")
    trade_register_number = Column("Its number in the registre de commerce, where it has one.")
    trade_register_court = Column("The court that keeps that register.")
    registered_on = Column("When it was entered in the local register of cooperatives.")
    central_register_number = Column("Its number in ODCo's central register of cooperatives.")
    legacy_approval = Column("Its arrêté d'agrément, from before law 112-12.")
    seat_address = Column("Street and number of its seat.")
    postal_code = Column("The seat's postal code, 5 digits.")
    locality = Column("Where the seat is.")
    updated_at = Column("When it was last changed.")
    updated_by = Column("Who changed it last.")
    version = Column("Counts its changes, from 1; whoever edits it says which one he has read.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class IdentityFieldChange(graphene.ObjectType):
    """What one field said before and since."""

    field = graphene.String(required=True, description="Which field, such as `registerNumber`.")
    before = graphene.Field(JSON, description="What it said.")
    after = graphene.Field(JSON, description="What it says since.")


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"field": to_camel_case(name), "before": before[name], "after": after[name]} for name in sorted(after)
    ]


class IdentityChange(Node):
    """A change of what a cooperative says of itself; whom to reach is not in it."""

    class Meta:
        model = models.IdentityChange
        permission = Permission.REGISTRY_READ

    fields = Derived(
        graphene.List(graphene.NonNull(IdentityFieldChange)),
        "What changed.",
        columns=("before", "after"),
        compute=_fields,
        required=True,
    )
    at = Column("When it was changed.")
    actor = Column("Who changed it.")
    cooperative = Edge(Cooperative, "The cooperative.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class Officer(Node):
    """Somebody who speaks for a cooperative for a time. Name and contact are forgotten a year after the
    mandate ended or the cooperative left the network.
    """

    class Meta:
        model = models.Officer
        permission = Permission.REGISTRY_READ

    function = Column("What he or she is.", type_=enums.OfficerFunction)
    name = Column("The name; null once forgotten.")
    phone = Column("The telephone number.")
    email = Column("The e-mail address.")
    mandate_from = Column("The first day.")
    mandate_until = Column("The last day; null while it is open.")
    forgotten_at = Column("When it was forgotten; null while it was not.")
    cooperative = Edge(Cooperative, "For whom.")
    version = Column("Counts its changes, from 1; whoever edits it says which one he has read.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class ParticipationTerms(graphene.ObjectType):
    """What was agreed with a cooperative in a market."""

    joined_on = graphene.Field(Date, required=True, description="The first day.")
    ended_on = graphene.Field(Date, description="The first day on which it no longer takes part.")
    contract = graphene.String(required=True, description="The contract it sells under; empty for none.")
    category_codes = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="What it may sell; empty for all."
    )
    stand = graphene.String(required=True, description="Where its goods stand; empty for nowhere special.")
    suspended_on = graphene.Field(Date, description="The first day on which it may not sell.")


def _terms(kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    days = ("joined_on", "ended_on", "suspended_on")
    return dict(kept) | {name: kept[name] and date.fromisoformat(kept[name]) for name in days}


class ParticipationChange(Node):
    """One change of a participation: what held before and after, who, when and why."""

    class Meta:
        model = models.ParticipationChange
        permission = Permission.REGISTRY_READ

    step = Column("What was done.", type_=enums.ParticipationStep)
    before = Derived(
        ParticipationTerms, "What held before; null for an admission.", columns=("before",), compute=_terms
    )
    after = Derived(
        ParticipationTerms, "What holds since.", columns=("after",), compute=_terms, required=True
    )
    at = Column("When it was done.")
    actor = Column("Who did it.")
    reason = Column("Why, where a reason was given.")
    participation = Edge(Participation, "The participation.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "participation__cooperative")
