"""Ask that a published product say something else."""

from collections.abc import Sequence
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.versions import ExpectedVersion
from api.catalogue.types import Product
from api.context import Context
from api.moderation.inputs import ProductChangeInput
from api.moderation.types import ChangeRequest
from kernel.identifiers import InvalidIdentifier
from kernel.versions import VersionConflict
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import rules
from shared_catalog.moderation import models
from shared_catalog.moderation import operations as moderation
from shared_catalog.moderation.types import Action
from shared_catalog.registry.operations import IdReused
from tenants.permissions import Permission


class SubmitProductChanges(Mutation):
    """Ask that a published product say something else. What rules let through is confirmed at once
    (`decidedBy` says by which); the rest waits for somebody else.
    """

    permission = Permission.CATALOGUE_WRITE
    once = ClientMade("id")
    raises = (
        IdReused,
        VersionConflict,
        catalogue.WrongProductStep,
        catalogue.CategoryNotALeaf,
        catalogue.FoodAuthorisationMissing,
        catalogue.AttributesMissing,
        rules.InvalidAttribute,
        InvalidIdentifier,
    )

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        product_id = IdOf(Product, "The product, published.", required=True)
        actions = Given(ProductChangeInput, "What is to change, each thing once.", many=True, required=True)
        note = Given(graphene.String, "What the reviewer should know.")
        expected_version = ExpectedVersion("the product")

    change_request = Returned(ChangeRequest, "The request, open or confirmed.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        product_id: UUID,
        actions: Sequence[Action],
        expected_version: int,
        note: str | None = None,
    ) -> models.ChangeRequest:
        return moderation.submit_changes(
            request_id=id,
            product_id=product_id,
            actions=actions,
            note=note or "",
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
