"""A market answers a suggestion."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.qualification.types import ListingSuggestion
from shared_catalog.qualification import models
from shared_catalog.qualification import operations as qualification
from tenants.permissions import Permission


class AnswerListingSuggestion(Mutation):
    """Say whether this market will list what the cooperative makes."""

    permission = Permission.LISTINGS_WRITE
    once = AS_IT_IS
    raises = (qualification.SuggestionAnswered,)

    class Input:
        """What the mutation takes."""

        suggestion_id = IdOf(ListingSuggestion, "The suggestion.", required=True)
        accept = Given(graphene.Boolean, "Whether it will.", required=True)
        reason = Given(graphene.String, "Why not, up to 400 characters: obligatory for a no.")

    suggestion = Returned(ListingSuggestion, "The suggestion, answered.")

    @staticmethod
    def perform(
        context: Context, *, suggestion_id: UUID, accept: bool, reason: str | None = None
    ) -> models.ListingSuggestion:
        return qualification.answer_suggestion(
            suggestion_id=suggestion_id,
            accepted=accept,
            reason=reason or "",
            at=context.now,
            actor=context.viewer.id,
        )
