"""Say that the latest account is the cooperative's: its certificate seen, the cooperative called back."""

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


class VerifyPayeeAccount(Mutation):
    """Say that the latest account is the cooperative's: its certificate seen, the cooperative called back.

    It takes somebody other than who recorded the account. A cooperative's first account is usable at once;
    one that replaces another cools off first. Twice is the same as once.
    """

    permission = Permission.PAYEES_WRITE
    once = AS_IT_IS
    raises = (registry.AccountSuperseded, registry.AccountRejected, registry.AccountNeedsSecondPerson)

    class Input:
        """What the mutation takes."""

        payee_account_id = IdOf(PayeeAccount, "The account.", required=True)
        # Obligatory, and refused with INVALID_VALUE where it is missing: as a required field it would break
        # those who wrote their document before there was one.
        call_back_note = Given(
            graphene.String,
            "Obligatory: who was called, on which number known from before, and when; 10 to 400 characters.",
        )

    payee_account = Returned(PayeeAccount, "The account, verified.")

    @staticmethod
    def perform(
        context: Context, *, payee_account_id: UUID, call_back_note: str | None = None
    ) -> models.PayeeAccount:
        return registry.verify_payee_account(
            account_id=payee_account_id,
            call_back_note=call_back_note or "",
            at=context.now,
            actor=context.viewer.id,
        )
