"""End a client."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.clients.types import Client
from api.context import Context
from tenants.access import Forbidden
from tenants.oauth import models
from tenants.oauth import operations as oauth
from tenants.permissions import Permission


class EndClient(Mutation):
    """End a client for good. It is given no more tokens, and those it has are refused within half a
    minute. It takes `clients:write` wherever the client may act.
    """

    permission = Permission.CLIENTS_WRITE
    once = AS_IT_IS
    raises = (Forbidden,)

    class Input:
        """What the mutation takes."""

        client_id = IdOf(Client, "The client, by its global id.", required=True)

    client = Returned(Client, "The client, ended.")

    @staticmethod
    def perform(context: Context, *, client_id: UUID) -> models.Client:
        return oauth.end_client(client_id=client_id, actor=context.viewer, at=context.now)
