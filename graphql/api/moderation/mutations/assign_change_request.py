"""Say who looks at a request."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.moderation.types import ChangeRequest
from shared_catalog.moderation import models
from shared_catalog.moderation import operations as moderation
from tenants.permissions import Permission


class AssignChangeRequest(Mutation):
    """Say who looks at a request: somebody other than who asked, who may approve products."""

    permission = Permission.CATALOGUE_APPROVE
    once = AS_IT_IS
    raises = (moderation.WrongChangeRequestStep, moderation.ChangeRequestNeedsSecondPerson)

    class Input:
        """What the mutation takes."""

        change_request_id = IdOf(ChangeRequest, "The request.", required=True)
        reviewer = Given(
            graphene.String, "Who looks at it, by id such as `person:…`; left out, who asks this."
        )

    change_request = Returned(ChangeRequest, "The request.")

    @staticmethod
    def perform(
        context: Context, *, change_request_id: UUID, reviewer: str | None = None
    ) -> models.ChangeRequest:
        return moderation.assign_request(
            request_id=change_request_id,
            reviewer=reviewer or context.viewer.id,
            at=context.now,
            actor=context.viewer.id,
        )
