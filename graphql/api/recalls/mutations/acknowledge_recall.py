"""Say that a market has heard of a recall."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.recalls.types import Recall, RecallAcknowledgement
from markets.sellability import operations as sellability
from shared_catalog.recalls import models
from shared_catalog.recalls.operations import AlreadyAcknowledged
from shared_catalog.registry.operations import IdReused
from tenants.permissions import Permission


class AcknowledgeRecall(Mutation):
    """Say for this market that the goods of a recall are off the shelf; headquarters sees who has.
    Event: `recall.acknowledged`.
    """

    permission = Permission.STOCK_WRITE
    once = ClientMade("id")
    raises = (IdReused, AlreadyAcknowledged)

    class Input:
        """What the mutation takes."""

        id = Given(UUIDScalar, "A UUID made by the caller, best version 7.", required=True)
        recall_id = IdOf(Recall, "The recall.", required=True)
        note = Given(graphene.String, "What was found on the shelf; at most 400 characters.")

    acknowledgement = Returned(RecallAcknowledgement, "The acknowledgement.")

    @staticmethod
    def perform(
        context: Context, *, id: UUID, recall_id: UUID, note: str | None = None
    ) -> models.Acknowledgement:
        return sellability.acknowledge_recall(
            acknowledgement_id=id,
            recall_id=recall_id,
            note=note or "",
            at=context.now,
            actor=context.viewer.id,
        )
