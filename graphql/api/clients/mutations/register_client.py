"""Register an OAuth client."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import graphene

from api.base.fields import Field
from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.base.scalars import UUID as UUIDScalar
from api.clients.types import Client, ClientGrantInput, Kind
from api.context import Context
from tenants.identity.operations import RoleNotInScope
from tenants.oauth import operations as oauth
from tenants.oauth.types import ClientDescription, ClientKind, OwnGrant
from tenants.permissions import Permission


class RegisterClient(Mutation):
    """Register a program that OAuth gives tokens to.

    An integration acts by itself with the roles in `grants`. An application acts for whoever signs in and
    allows it; it names its `redirectUris`, and its `scope`. Nobody gives a client what they do not hold.
    """

    permission = Permission.CLIENTS_WRITE
    once = Naturally(
        "an id is taken once; whoever lost the answer gets another secret from `rotateClientSecret`"
    )
    raises = (
        oauth.ClientExceedsRegistrar,
        oauth.ClientIdTaken,
        oauth.DecisionNeedsPerson,
        RoleNotInScope,
    )

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; it becomes the client's `uuid`. Used again it is "
            "refused, since the secret is told once.",
            required=True,
        )
        name = Given(
            graphene.String, "What people read when it asks for their consent; up to 80.", required=True
        )
        kind = Given(Kind, "What it is for.", required=True)
        confidential = Given(
            graphene.Boolean,
            "Whether it keeps a secret, which a program in a browser or on a telephone cannot; true when "
            "nothing is said.",
        )
        scope = Given(
            graphene.String,
            "What its tokens may at most: permissions, and places (`network`, `market:casablanca`). When an "
            "integration says nothing: what its grants give, without what only people do.",
            many=True,
        )
        redirect_uris = Given(
            graphene.String, "Where an application has browsers sent back to; up to 10.", many=True
        )
        grants = Given(ClientGrantInput, "What an integration holds; up to 40.", many=True)

    client = Returned(Client, "The client.")
    secret = Field(graphene.String, "Its secret, told this once; null for a client that keeps none.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        name: str,
        kind: ClientKind,
        confidential: bool | None = None,
        scope: Sequence[str] | None = None,
        redirect_uris: Sequence[str] | None = None,
        grants: Sequence[OwnGrant] | None = None,
    ) -> dict[str, Any]:
        description = ClientDescription(
            name=name,
            kind=kind,
            confidential=confidential is not False,
            scope=scope or (),
            redirect_uris=redirect_uris or (),
            grants=grants or (),
        )
        issued = oauth.register_client(
            client_id=id, description=description, registrar=context.viewer, at=context.now
        )
        return {"client": issued.row, "secret": issued.secret}
