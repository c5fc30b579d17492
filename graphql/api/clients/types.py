"""Clients and what they hold by themselves."""

from typing import Any

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.enums import described_enum
from api.base.fields import Column, Derived
from api.base.filters import Condition, Flag
from api.base.filters import Filter as Conditions
from api.base.inputs import Given
from api.base.nodes import Edge, Node
from api.base.pages import By, Orders
from api.network.roles import ActorRole
from kernel.ids import new_id
from tenants.access import NETWORK, Actor
from tenants.oauth import models, queries
from tenants.oauth.types import ClientKind, OwnGrant
from tenants.permissions import Permission

Kind = described_enum(
    ClientKind,
    "ClientKind",
    "What an OAuth client is for.",
    INTEGRATION="A program that acts by itself, by client credentials, with grants of its own.",
    APPLICATION="A program that acts for whoever signs in, by authorization code and PKCE.",
)
CLIENT_ORDERS = Orders(
    "Client",
    descending=True,
    REGISTERED_AT=By("registered_at", "By when it was registered."),
    NAME=By("name", "By its name."),
)
CLIENT_GRANT_ORDERS = Orders("ClientGrant", GRANTED_AT=By("granted_at", "By when it was granted."))


class ClientFilter(Conditions):
    """Which clients."""

    name = Condition(graphene.String, "The name.", "name")
    ended = Flag("Whether they were ended.", Q(ended_at__isnull=False))


class Client(Node):
    """A program that OAuth gives tokens to. What OAuth calls `client_id` is `uuid` here."""

    class Meta:
        model = models.Client
        permission = Permission.CLIENTS_READ

    uuid = Column("The UUID that whoever registered it gave it: its `client_id` at OAuth's endpoints.", "id")
    name = Column("What people read when it asks for their consent.")
    kind = Derived(
        graphene.NonNull(Kind),
        "What it is for.",
        columns=["authorization_grant_type"],
        compute=queries.kind_of,
    )
    confidential = Derived(
        graphene.NonNull(graphene.Boolean),
        "Whether it keeps a secret.",
        columns=["client_type"],
        compute=lambda type_: type_ == models.Client.CLIENT_CONFIDENTIAL,
    )
    scope = Derived(
        graphene.NonNull(graphene.List(graphene.NonNull(graphene.String))),
        "What its tokens may at most: permissions, and places (`network`, `market:casablanca`).",
        columns=["scope"],
        compute=str.split,
    )
    redirect_uris = Derived(
        graphene.NonNull(graphene.List(graphene.NonNull(graphene.String))),
        "Where a browser may be sent back to, to the letter.",
        columns=["redirect_uris"],
        compute=str.split,
    )
    grants = Connection(
        "api.clients.types.ClientGrant",
        "What an integration holds and held.",
        via="client",
        orders=CLIENT_GRANT_ORDERS,
    )
    registered_at = Column("When it was registered.")
    registered_by = Column("Who registered it.")
    ended_at = Column("When it was ended; null while it is given tokens.")
    ended_by = Column("Who ended it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return _looked_after(viewer, "pk", "registered_by")


class ClientGrant(Node):
    """A role that an integration holds by itself."""

    class Meta:
        model = models.ClientGrant
        permission = Permission.CLIENTS_READ

    client = Edge(Client, "Which client holds it.")
    role = Column("The role.", type_=ActorRole)
    scope = Column("`network`, or a market's name in addresses.")
    granted_at = Column("When it was granted.")
    granted_by = Column("Who granted it.")
    ended_at = Column("When it ended; null while it is held.")
    ended_by = Column("Who ended it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return _looked_after(viewer, "client", "client__registered_by")


class ClientGrantInput(graphene.InputObjectType):
    """A role for an integration, in one scope."""

    role = Given(ActorRole, "The role.", required=True)
    scope = Given(
        graphene.String, "`network`, or a market's name in addresses, such as `casablanca`.", required=True
    )

    @staticmethod
    def value(given: dict[str, Any]) -> OwnGrant:
        return OwnGrant(id=new_id(), **given)


def _looked_after(viewer: Actor, client: str, registered_by: str) -> Q:
    """Clients that somebody registered, or that hold nothing outside the scopes in which they look after
    clients; headquarters' see all.
    """
    scopes = viewer.scopes_of(Permission.CLIENTS_READ)
    if NETWORK in scopes:
        return Q()
    grants = models.ClientGrant.objects
    inside = Q(**{f"{client}__in": grants.filter(scope__in=sorted(scopes)).values("client")})
    outside = Q(**{f"{client}__in": grants.exclude(scope__in=sorted(scopes)).values("client")})
    return Q(**{registered_by: viewer.id}) | (inside & ~outside)
