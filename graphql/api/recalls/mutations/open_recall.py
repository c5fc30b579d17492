"""Stop goods in every market."""

from uuid import UUID

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.recalls.inputs import RecallInput
from api.recalls.types import Recall
from shared_catalog.recalls import models
from shared_catalog.recalls import operations as recalls
from shared_catalog.recalls.types import RecallDetails
from shared_catalog.registry.operations import IdReused
from tenants.permissions import Permission


class OpenRecall(Mutation):
    """Stop a product, or one lot of it, in every market at once. One person does it; another lifts it.
    Event: `recall.opened`.
    """

    permission = Permission.RECALLS_WRITE
    once = ClientMade("id")
    raises = (IdReused, recalls.AlreadyRecalled)

    class Input:
        """What the mutation takes."""

        id = Given(UUIDScalar, "A UUID made by the caller, best version 7.", required=True)
        details = Given(RecallInput, "What is recalled and why.", required=True)

    recall = Returned(Recall, "The recall, in force.")

    @staticmethod
    def perform(context: Context, *, id: UUID, details: RecallDetails) -> models.Recall:
        return recalls.open_recall(recall_id=id, details=details, at=context.now, actor=context.viewer.id)
