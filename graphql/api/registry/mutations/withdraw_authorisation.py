"""Withdraw a certificate for good."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.registry.types import Authorisation
from shared_catalog.registry import models
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class WithdrawAuthorisation(Mutation):
    """Withdraw a certificate for good."""

    permission = Permission.REGISTRY_WRITE
    once = BY_STATE
    raises = (registry.WrongAuthorisationStep,)

    class Input:
        """What the mutation takes."""

        authorisation_id = IdOf(Authorisation, "The certificate.", required=True)
        reason = Given(graphene.String, "Why; kept on record.", required=True)

    authorisation = Returned(Authorisation, "The certificate, now withdrawn.")

    @staticmethod
    def perform(context: Context, *, authorisation_id: UUID, reason: str) -> models.Authorisation:
        return registry.withdraw_authorisation(
            authorisation_id=authorisation_id,
            reason=reason,
            at=context.now,
            actor=context.viewer.id,
        )
