"""Who is asking, what they may, and through which grants."""

from typing import Any

import graphene

from api.base import ids
from api.base.enums import described_enum
from api.network.roles import ActorRole
from api.registry.types import Cooperative
from tenants import access
from tenants.access import Actor, Grant
from tenants.permissions import Permission

ActorKind = described_enum(
    access.ActorKind,
    "ActorKind",
    "What acts.",
    PERSON="A person who signed in, be it through an application.",
    CLIENT="An integrator's program, for itself.",
    TOKEN="A script with a token.",
    SYSTEM="The platform itself.",
    ANONYMOUS="Nobody known.",
)


def _sorted(permissions: frozenset[Permission]) -> list[str]:
    return sorted(permission.value for permission in permissions)


class ViewerGrant(graphene.ObjectType):
    """A role that the viewer holds and that counts on this host."""

    role = graphene.Field(ActorRole, required=True, description="The role.")
    scope = graphene.String(required=True, description="`network`, or the one market where it is held.")
    cooperative = graphene.Field(
        graphene.ID, description="The cooperative for which a delegate speaks: a global id."
    )
    permissions = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="What it gives here, within what the token was given.",
    )

    @staticmethod
    def resolve_cooperative(root: Grant, _info: Any) -> str | None:
        return None if root.cooperative_id is None else Cooperative.global_id(root.cooperative_id, None)

    @staticmethod
    def resolve_permissions(root: Grant, _info: Any) -> list[str]:
        return _sorted(root.permissions)


class Viewer(graphene.ObjectType):
    """Who is asking, and what they may."""

    id = graphene.String(
        required=True,
        description="Stands in every record of what this viewer does; a person's, whatever it acts through.",
    )
    kind = graphene.Field(ActorKind, required=True, description="What acts.")
    label = graphene.String(required=True, description="For people.")
    person = graphene.ID(description="Who acts, for a person: the global id; null for programs.")
    client = graphene.String(
        description="The application through which a person acts; null for who acts directly."
    )
    role = graphene.Field(ActorRole, description="The role, for who holds one here; see `grants`.")
    grants = graphene.List(
        graphene.NonNull(ViewerGrant),
        required=True,
        description="All that the viewer holds and that counts on this host.",
    )
    scope = graphene.String(
        required=True, description="`network` as soon as one grant is held for it, else a market."
    )
    cooperative = graphene.Field(
        graphene.ID, description="The cooperative for which a delegate speaks: a global id."
    )
    permissions = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="What the viewer may, such as `sales:record`.",
    )

    @staticmethod
    def resolve_person(root: Actor, _info: Any) -> str | None:
        person = root.kind is access.ActorKind.PERSON
        return ids.encode("Person", root.id.removeprefix("person:")) if person else None

    @staticmethod
    def resolve_cooperative(root: Actor, info: Any) -> str | None:
        return None if root.cooperative_id is None else Cooperative.global_id(root.cooperative_id, None)

    @staticmethod
    def resolve_permissions(root: Actor, _info: Any) -> list[str]:
        return _sorted(root.permissions)
