"""Say that a proposal is not carried out, and why."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.proposals.types import Proposal
from shared_catalog.proposals import models
from shared_catalog.proposals import operations as proposals
from tenants.permissions import Permission


class RejectProposal(Mutation):
    """Say that what a market proposes is not carried out, and why; it may propose anew."""

    permission = Permission.REGISTRY_DECIDE
    once = AS_IT_IS
    raises = (proposals.ProposalDecided,)

    class Input:
        """What the mutation takes."""

        proposal_id = IdOf(Proposal, "The proposal.", required=True)
        reason = Given(graphene.String, "Why, as its market reads.", required=True)

    proposal = Returned(Proposal, "The proposal, rejected.")

    @staticmethod
    def perform(context: Context, *, proposal_id: UUID, reason: str) -> models.Proposal:
        return proposals.reject_proposal(
            proposal_id=proposal_id, reason=reason, at=context.now, actor=context.viewer.id
        )
