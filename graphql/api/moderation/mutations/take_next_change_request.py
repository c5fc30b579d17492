"""Take the request that has waited longest."""

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.context import Context
from api.moderation.enums import ChangeRequestKind
from api.moderation.types import ChangeRequest
from shared_catalog.moderation import models
from shared_catalog.moderation import operations as moderation
from shared_catalog.moderation.types import RequestKind
from tenants.permissions import Permission


class TakeNextChangeRequest(Mutation):
    """Take the request that has waited longest, of those that nobody looks at and somebody else made. Who has
    one already is given that.
    """

    permission = Permission.CATALOGUE_APPROVE
    once = Naturally("who has a request is given that one until it is decided")

    class Input:
        """What the mutation takes."""

        kind = Given(ChangeRequestKind, "Only of this kind; left out, of any.")

    change_request = Returned(ChangeRequest, "The request; null where nothing waits.")

    @staticmethod
    def perform(context: Context, *, kind: RequestKind | None = None) -> models.ChangeRequest | None:
        return moderation.take_next(kind=kind, at=context.now, actor=context.viewer.id)
