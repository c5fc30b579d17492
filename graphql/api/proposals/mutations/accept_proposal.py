"""Carry out what a market proposes."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.proposals.types import Proposal
from kernel.identifiers import InvalidIdentifier
from kernel.versions import VersionConflict
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.proposals import models
from shared_catalog.proposals import operations as proposals
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class AcceptProposal(Mutation):
    """Carry out what a market proposes: the cooperative is entered or edited, the product described or
    edited, with the acceptance or not at all.
    """

    permission = Permission.REGISTRY_DECIDE
    once = AS_IT_IS
    raises = (
        proposals.ProposalDecided,
        registry.IdReused,
        registry.IceTaken,
        registry.ProvinceOutsideRegion,
        registry.WrongCooperativeStep,
        catalogue.WrongProductStep,
        catalogue.FoodAuthorisationMissing,
        catalogue.AttributesMissing,
        catalogue.CategoryNotALeaf,
        catalogue.GtinTaken,
        InvalidIdentifier,
        VersionConflict,
    )

    class Input:
        """What the mutation takes."""

        proposal_id = IdOf(Proposal, "The proposal.", required=True)
        note = Given(graphene.String, "What its market is told, up to 400 characters.")

    proposal = Returned(Proposal, "The proposal, accepted.")

    @staticmethod
    def perform(context: Context, *, proposal_id: UUID, note: str | None = None) -> models.Proposal:
        return proposals.accept_proposal(
            proposal_id=proposal_id, note=note or "", at=context.now, actor=context.viewer.id
        )
