"""End the scoring of a round."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.selection.types import SelectionRound
from shared_catalog.applications import operations as applications
from shared_catalog.selection import models
from shared_catalog.selection import operations as selection
from tenants.permissions import Permission


class CloseSelectionScoring(Mutation):
    """End the scoring of a round, once no application waits for a score or a third person any more, and every
    one that the public handed in is accepted or refused.
    """

    permission = Permission.SELECTION_DECIDE
    once = AS_IT_IS
    raises = (applications.ApplicationsWait, selection.ScoringIncomplete)

    class Input:
        """What the mutation takes."""

        round_id = IdOf(SelectionRound, "The round.", required=True)

    round = Returned(SelectionRound, "The round, scored.")

    @staticmethod
    def perform(context: Context, *, round_id: UUID) -> models.Round:
        return applications.close_scoring(round_id=round_id, at=context.now, actor=context.viewer.id)
