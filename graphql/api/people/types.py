"""Persons, memberships and invitations."""

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Column
from api.base.filters import Condition, Flag, Related
from api.base.filters import Filter as Conditions
from api.base.nodes import Edge, Node
from api.base.pages import By, Orders
from api.base.refusals import Language
from api.base.scalars import DateTime
from api.network.roles import ActorRole
from api.registry.types import Cooperative
from tenants.access import NETWORK, Actor
from tenants.people import models
from tenants.permissions import Permission

PERSON_ORDERS = Orders("Person", CREATED_AT=By("created_at", "By when the account was made."))
MEMBERSHIP_ORDERS = Orders(
    "Membership", descending=True, GRANTED_AT=By("granted_at", "By when it was granted.")
)
INVITATION_ORDERS = Orders(
    "Invitation",
    descending=True,
    INVITED_AT=By("invited_at", "By when it was made."),
    EXPIRES_AT=By("expires_at", "By when it expires."),
)


def scoped(viewer: Actor, path: str = "scope") -> Q:
    """Rows whose `path` is a scope in which the viewer looks after people; the network is above all."""
    scopes = viewer.scopes_of(Permission.PEOPLE_READ)
    return Q() if NETWORK in scopes else Q(**{f"{path}__in": sorted(scopes)})


def _persons(viewer: Actor, path: str) -> Q:
    """Persons who hold or held something where the viewer looks after people."""
    scopes = viewer.scopes_of(Permission.PEOPLE_READ)
    if NETWORK in scopes:
        return Q()
    known = models.Membership.objects.filter(scope__in=sorted(scopes)).values("person_id")
    return Q(**{f"{path}__in": known})


class PersonFilter(Conditions):
    """Which persons."""

    email = Condition(graphene.String, "The e-mail address, in small letters.", "details__email")
    phone = Condition(graphene.String, "The phone number, such as `+212612345678`.", "details__phone")
    disabled = Flag("Whether they are disabled.", Q(disabled_at__isnull=False))


class MembershipFilter(Conditions):
    """Which grants."""

    person = Related("api.people.types.Person", "Whose.", "person")
    role = Condition(ActorRole, "Which role.", "role")
    scope = Condition(graphene.String, "`network`, or a market's name in addresses.", "scope")
    ended = Flag("Whether they have ended.", Q(ended_at__isnull=False))


class InvitationFilter(Conditions):
    """Which invitations."""

    role = Condition(ActorRole, "To which role.", "role")
    scope = Condition(graphene.String, "`network`, or a market's name in addresses.", "scope")
    expires_at = Condition(DateTime, "When they expire.", "expires_at", ranged=True)
    waiting = Flag(
        "Whether they are neither accepted nor withdrawn.",
        Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
    )


class Person(Node):
    """Somebody who signs in. What is personal stands in `details`."""

    class Meta:
        model = models.Person
        permission = Permission.PEOPLE_READ

    created_at = Column("When the account was made.")
    disabled_at = Column("When it was disabled; null while the person may sign in.")
    disabled_by = Column("Who disabled it.")
    details = Edge("api.people.types.PersonDetails", "Name and contact.")
    memberships = Connection(
        "api.people.types.Membership",
        "What the person holds and held, where the viewer looks after people; latest first.",
        via="person",
        orders=MEMBERSHIP_ORDERS,
        filters=MembershipFilter,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return _persons(viewer, "pk")


class PersonDetails(Node):
    """What is personal about a person."""

    class Meta:
        model = models.PersonDetails
        permission = Permission.PEOPLE_READ

    name = Column("The name.")
    email = Column("The e-mail address with which the person signs in.")
    phone = Column("The phone number with which the person signs in.")
    language = Column("The language in which the person is written to.", type_=Language)
    updated_at = Column("When it was last changed.")
    pseudonymised_at = Column("When it was made unrecognisable; null while it is personal.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return _persons(viewer, "person")


class Membership(Node):
    """A grant: a person holds a role in the network, in a market, or in a market for one cooperative."""

    class Meta:
        model = models.Membership
        permission = Permission.PEOPLE_READ

    person = Edge(Person, "Who holds it.")
    role = Column("The role.", type_=ActorRole)
    scope = Column("`network`, or a market's name in addresses.")
    cooperative = Edge(Cooperative, "For which cooperative, for its delegate.", "cooperative_id")
    reason = Column("Why it was granted.")
    granted_at = Column("When it was granted.")
    granted_by = Column("Who granted it.")
    ended_at = Column("When it ended; null while it is held.")
    ended_by = Column("Who ended it.")
    end_reason = Column("Why it was ended.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return scoped(viewer)


class Invitation(Node):
    """A role offered to a contact. The secret of its link is with whoever got the message, not here."""

    class Meta:
        model = models.Invitation
        permission = Permission.PEOPLE_READ

    name = Column("The name of whoever is invited.")
    email = Column("The e-mail address to which the link went.")
    phone = Column("The phone number to which the link went.")
    language = Column("The language of the message.", type_=Language)
    role = Column("The role.", type_=ActorRole)
    scope = Column("`network`, or a market's name in addresses.")
    cooperative = Edge(Cooperative, "For which cooperative, for its delegate.", "cooperative_id")
    invited_at = Column("When it was made.")
    invited_by = Column("Who made it, or sent it last.")
    expires_at = Column("When its link stops working.")
    sent_at = Column("When its last message was taken by a gateway; null while none took it: send it again.")
    accepted_at = Column("When it was accepted.")
    membership = Edge(Membership, "What was granted by it.")
    withdrawn_at = Column("When it was taken back.")
    withdrawn_by = Column("Who took it back.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return scoped(viewer)
