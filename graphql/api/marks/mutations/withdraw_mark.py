"""Let a product carry a mark no more."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.marks.types import MarkGrant
from shared_catalog.marks import models
from shared_catalog.marks import operations as marks
from tenants.permissions import Permission


class WithdrawMark(Mutation):
    """Let a product carry a mark no more, whatever its certificate says."""

    permission = Permission.CATALOGUE_APPROVE
    once = BY_STATE
    raises = (marks.MarkWithdrawn,)

    class Input:
        """What the mutation takes."""

        grant_id = IdOf(MarkGrant, "What was granted.", required=True)
        reason = Given(graphene.String, "Why.", required=True)

    grant = Returned(MarkGrant, "What was granted, withdrawn.")

    @staticmethod
    def perform(context: Context, *, grant_id: UUID, reason: str) -> models.MarkGrant:
        return marks.withdraw_mark(grant_id=grant_id, reason=reason, at=context.now, actor=context.viewer.id)
