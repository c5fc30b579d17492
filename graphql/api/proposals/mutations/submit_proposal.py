"""Propose something to headquarters."""

from uuid import UUID

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.proposals.inputs import ProposalContentInput
from api.proposals.types import Proposal
from kernel.identifiers import InvalidIdentifier
from shared_catalog.proposals import models
from shared_catalog.proposals import operations as proposals
from shared_catalog.proposals.types import Content
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class SubmitProposal(Mutation):
    """Propose a cooperative, a product, or an edit of either to headquarters. Nothing happens before it is
    accepted there.
    """

    permission = Permission.PROPOSALS_WRITE
    once = ClientMade("id")
    raises = (
        registry.IdReused,
        registry.IceTaken,
        registry.ProvinceOutsideRegion,
        proposals.ProposalFromSandbox,
        InvalidIdentifier,
    )

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7, and the id of what is new; the same request again "
            "gives the same answer.",
            required=True,
        )
        content = Given(ProposalContentInput, "What is proposed.", required=True)
        note = Given(graphene.String, "Why, up to 400 characters.")

    proposal = Returned(Proposal, "The proposal.")

    @staticmethod
    def perform(context: Context, *, id: UUID, content: Content, note: str | None = None) -> models.Proposal:
        assert context.market is not None, "a market proposes, on its own host"
        return proposals.submit_proposal(
            proposal_id=id,
            market_schema=context.market,
            content=content,
            note=note or "",
            at=context.now,
            actor=context.viewer.id,
        )
