"""Say that the account in force is the cooperative's, its certificate seen."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.context import Context
from api.registry.types import PayeeAccount
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.access import Permission


class VerifyPayeeAccount(Mutation):
    """Say that the account in force is the cooperative's, its certificate seen. Twice is the same as once."""

    permission = Permission.PAYEES_WRITE
    raises = (registry.AccountSuperseded,)

    class Input:
        """What the mutation takes."""

        payee_account_id = IdOf(PayeeAccount, "The account.", required=True)

    payee_account = Returned(PayeeAccount, "The account, verified.")

    @staticmethod
    def perform(context: Context, *, payee_account_id: UUID) -> models.PayeeAccount:
        return registry.verify_payee_account(
            account_id=payee_account_id,
            at=context.now,
            actor=context.viewer.id,
        )
