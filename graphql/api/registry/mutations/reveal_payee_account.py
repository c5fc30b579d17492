"""Read a cooperative's bank account number in full."""

from typing import Any
from uuid import UUID

import graphene

from api.base.fields import Field
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.context import Context
from api.registry.types import PayeeAccount
from shared_catalog.registry import operations as registry
from tenants.network.sandbox import NotInASandbox
from tenants.permissions import Permission


class RevealPayeeAccount(Mutation):
    """Read a RIB in full. It is a mutation because it leaves an entry in the audit, with the reason, in the
    transaction that reads.
    """

    permission = Permission.PAYEES_REVEAL
    once = Naturally("it changes nothing, and each reading leaves an entry of its own in the audit")
    raises = (NotInASandbox,)
    reads = True

    class Input:
        """What the mutation takes."""

        payee_account_id = IdOf(PayeeAccount, "The account.", required=True)
        reason = Given(graphene.String, "Why, in 10 to 400 characters; kept in the audit.", required=True)

    payee_account = Returned(PayeeAccount, "The account.")
    rib = Field(graphene.String, "The RIB, 24 digits.")

    @staticmethod
    def perform(context: Context, *, payee_account_id: UUID, reason: str) -> dict[str, Any]:
        account = registry.reveal_account(account_id=payee_account_id, reason=reason)
        return {"payee_account": account, "rib": account.rib}
