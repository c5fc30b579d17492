"""Let recalled goods be sold again."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.recalls.types import Recall
from shared_catalog.recalls import models
from shared_catalog.recalls import operations as recalls
from tenants.permissions import Permission


class LiftRecall(Mutation):
    """Let recalled goods be sold again: by somebody other than who stopped them. Event: `recall.lifted`."""

    permission = Permission.RECALLS_WRITE
    once = BY_STATE
    raises = (recalls.RecallLifted, recalls.RecallNeedsSecondPerson)

    class Input:
        """What the mutation takes."""

        recall_id = IdOf(Recall, "The recall.", required=True)
        reason = Given(graphene.String, "Why; 1 to 400 characters, kept on record.", required=True)

    recall = Returned(Recall, "The recall, lifted.")

    @staticmethod
    def perform(context: Context, *, recall_id: UUID, reason: str) -> models.Recall:
        return recalls.lift_recall(
            recall_id=recall_id, reason=reason, at=context.now, actor=context.viewer.id
        )
