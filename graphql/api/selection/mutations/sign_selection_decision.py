"""Sign the minutes of a round."""

from uuid import UUID

import graphene

from api.base.digests import digest_of
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.selection.types import SelectionDecision
from shared_catalog.selection import models
from shared_catalog.selection import operations as selection
from tenants.permissions import Permission


class SignSelectionDecision(Mutation):
    """Sign the minutes that have this digest, as somebody else than who prepared them."""

    permission = Permission.SELECTION_DECIDE
    once = AS_IT_IS
    raises = (selection.SelectionNeedsSecondPerson, selection.MinutesChanged)

    class Input:
        """What the mutation takes."""

        decision_id = IdOf(SelectionDecision, "The decision.", required=True)
        digest = Given(graphene.String, "The digest of what was read, hexadecimal.", required=True)

    decision = Returned(SelectionDecision, "The decision, signed.")

    @staticmethod
    def perform(context: Context, *, decision_id: UUID, digest: str) -> models.Decision:
        return selection.sign_decision(
            decision_id=decision_id,
            digest=digest_of(digest, "digest"),
            at=context.now,
            actor=context.viewer.id,
        )
