"""Put a bank account of a cooperative in force, unverified."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.registry.types import Cooperative, PayeeAccount
from kernel.identifiers import InvalidIdentifier
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import AccountDetails
from tenants.permissions import Permission


class RecordPayeeAccount(Mutation):
    """Put a bank account of a cooperative in force, unverified. It supersedes the one before at once."""

    permission = Permission.PAYEES_WRITE
    once = ClientMade("id")
    raises = (registry.IdReused, InvalidIdentifier)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        holder = Given(graphene.String, "The holder, as the bank writes it.", required=True)
        rib = Given(graphene.String, "The RIB, 24 digits.", required=True)

    payee_account = Returned(PayeeAccount, "The account, in force.")

    @staticmethod
    def perform(
        context: Context, *, id: UUID, cooperative_id: UUID, holder: str, rib: str
    ) -> models.PayeeAccount:
        return registry.record_payee_account(
            account_id=id,
            cooperative_id=cooperative_id,
            account=AccountDetails(holder=holder, rib=rib),
            at=context.now,
            actor=context.viewer.id,
        )
