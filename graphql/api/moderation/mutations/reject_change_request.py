"""Do not do what a request asks."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.moderation.types import ChangeRequest
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.moderation import models
from shared_catalog.moderation import operations as moderation
from tenants.permissions import Permission


class RejectChangeRequest(Mutation):
    """Leave the product as it is, and say why. It takes somebody other than who asked."""

    permission = Permission.CATALOGUE_APPROVE
    once = BY_STATE
    raises = (
        moderation.WrongChangeRequestStep,
        moderation.ChangeRequestNeedsSecondPerson,
        catalogue.WrongProductStep,
    )

    class Input:
        """What the mutation takes."""

        change_request_id = IdOf(ChangeRequest, "The request.", required=True)
        reason = Given(graphene.String, "Why, as who asked is told.", required=True)

    change_request = Returned(ChangeRequest, "The request, rejected.")

    @staticmethod
    def perform(context: Context, *, change_request_id: UUID, reason: str) -> models.ChangeRequest:
        return moderation.reject_request(
            request_id=change_request_id, reason=reason, at=context.now, actor=context.viewer.id
        )
