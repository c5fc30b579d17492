"""Give a client a new secret."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import graphene

from api.base.fields import Field
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.clients.types import Client
from api.context import Context
from tenants.access import Forbidden
from tenants.oauth import operations as oauth
from tenants.permissions import Permission


class RotateClientSecret(Mutation):
    """Give a client a new secret. Those before it go on for a while, so that nobody is locked out
    meanwhile. It takes `clients:write` wherever the client may act, and what registering it would take.
    """

    permission = Permission.CLIENTS_WRITE
    once = Naturally("each time makes another secret, and one whose answer was lost is known to nobody")
    raises = (Forbidden, oauth.ClientEnded, oauth.ClientExceedsRegistrar, oauth.ClientKeepsNoSecret)

    class Input:
        """What the mutation takes."""

        client_id = IdOf(Client, "The client, by its global id.", required=True)
        overlap = Given(
            graphene.Int,
            "For how many seconds the secrets before go on; a day when nothing is said, 0 when one got "
            "known.",
        )

    client = Returned(Client, "The client.")
    secret = Field(graphene.String, "Its new secret, told this once.")

    @staticmethod
    def perform(context: Context, *, client_id: UUID, overlap: int | None = None) -> dict[str, Any]:
        issued = oauth.rotate_client_secret(
            client_id=client_id,
            actor=context.viewer,
            at=context.now,
            overlap=oauth.OVERLAP if overlap is None else timedelta(seconds=overlap),
        )
        return {"client": issued.row, "secret": issued.secret}
