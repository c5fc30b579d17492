"""Take back what oneself asked."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.moderation.types import ChangeRequest
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.moderation import models
from shared_catalog.moderation import operations as moderation
from tenants.permissions import Permission


class WithdrawChangeRequest(Mutation):
    """Take back what oneself asked; a proposed product is a draft again."""

    permission = Permission.CATALOGUE_WRITE
    once = BY_STATE
    raises = (
        moderation.WrongChangeRequestStep,
        moderation.ChangeRequestOfAnother,
        catalogue.WrongProductStep,
    )

    class Input:
        """What the mutation takes."""

        change_request_id = IdOf(ChangeRequest, "The request.", required=True)

    change_request = Returned(ChangeRequest, "The request, withdrawn.")

    @staticmethod
    def perform(context: Context, *, change_request_id: UUID) -> models.ChangeRequest:
        return moderation.withdraw_request(
            request_id=change_request_id, at=context.now, actor=context.viewer.id
        )
