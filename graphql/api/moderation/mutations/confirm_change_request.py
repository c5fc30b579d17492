"""Do what a request asks."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.moderation.types import ChangeRequest
from kernel.identifiers import InvalidIdentifier
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import rules
from shared_catalog.moderation import models
from shared_catalog.moderation import operations as moderation
from shared_catalog.registry.operations import WrongCooperativeStep
from tenants.permissions import Permission


class ConfirmChangeRequest(Mutation):
    """Publish the draft, or let the product say what was asked. It takes somebody other than who asked.

    What changed of the product meanwhile stays where the request does not speak of it; other open requests
    about the same fields are superseded.
    """

    permission = Permission.CATALOGUE_APPROVE
    once = BY_STATE
    raises = (
        moderation.WrongChangeRequestStep,
        moderation.ChangeRequestNeedsSecondPerson,
        moderation.ChangeConflict,
        catalogue.WrongProductStep,
        catalogue.CategoryNotALeaf,
        catalogue.FoodAuthorisationMissing,
        catalogue.AttributesMissing,
        rules.InvalidAttribute,
        WrongCooperativeStep,
        InvalidIdentifier,
    )

    class Input:
        """What the mutation takes."""

        change_request_id = IdOf(ChangeRequest, "The request.", required=True)

    change_request = Returned(ChangeRequest, "The request, confirmed.")

    @staticmethod
    def perform(context: Context, *, change_request_id: UUID) -> models.ChangeRequest:
        return moderation.confirm_request(
            request_id=change_request_id, at=context.now, actor=context.viewer.id
        )
