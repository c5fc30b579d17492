"""Say that the latest account is not the cooperative's: nothing is paid to it."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.registry.types import PayeeAccount
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class RejectPayeeAccount(Mutation):
    """Say that the latest account is not the cooperative's: nothing is paid to it, verified or not.

    One person is enough. The account before it does not come back; money waits until an account is recorded
    anew. Twice is the same as once.
    """

    permission = Permission.PAYEES_WRITE
    once = AS_IT_IS
    raises = (registry.AccountSuperseded,)

    class Input:
        """What the mutation takes."""

        payee_account_id = IdOf(PayeeAccount, "The account.", required=True)
        reason = Given(graphene.String, "Why; kept on record and shown to the markets.", required=True)

    payee_account = Returned(PayeeAccount, "The account, rejected.")

    @staticmethod
    def perform(context: Context, *, payee_account_id: UUID, reason: str) -> models.PayeeAccount:
        return registry.reject_payee_account(
            account_id=payee_account_id,
            reason=reason,
            at=context.now,
            actor=context.viewer.id,
        )
