"""Publish nothing of a cooperative any more."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.open_data.types import PublicationConsent
from shared_catalog.open_data import models
from shared_catalog.open_data import operations as open_data
from tenants.permissions import Permission


class WithdrawPublicationConsent(Mutation):
    """Record that a cooperative no longer agrees to be published: it and its products are gone from `/open/`
    at once. Event: `publication_consent.withdrawn`.
    """

    permission = Permission.REGISTRY_DECIDE
    once = BY_STATE
    raises = (open_data.ConsentWithdrawn,)

    class Input:
        """What the mutation takes."""

        consent_id = IdOf(PublicationConsent, "The consent.", required=True)
        reason = Given(graphene.String, "Why, up to 400 characters.", required=True)

    consent = Returned(PublicationConsent, "The consent, withdrawn.")

    @staticmethod
    def perform(context: Context, *, consent_id: UUID, reason: str) -> models.PublicationConsent:
        return open_data.withdraw_consent(
            consent_id=consent_id, reason=reason, at=context.now, actor=context.viewer.id
        )
