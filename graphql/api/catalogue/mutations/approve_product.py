"""Publish a proposed product."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.catalogue.types import Product
from api.context import Context
from kernel.identifiers import InvalidIdentifier
from shared_catalog.catalogue import models
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.moderation import operations as moderation
from shared_catalog.registry.operations import WrongCooperativeStep
from tenants.permissions import Permission


class ApproveProduct(Mutation):
    """Publish a proposed product, so that markets may list it: confirm the request that it be. It takes
    somebody other than who proposed it.
    """

    permission = Permission.CATALOGUE_APPROVE
    once = BY_STATE
    raises = (
        catalogue.WrongProductStep,
        catalogue.CategoryNotALeaf,
        catalogue.FoodAuthorisationMissing,
        catalogue.AttributesMissing,
        moderation.ChangeConflict,
        moderation.ChangeRequestNeedsSecondPerson,
        moderation.WrongChangeRequestStep,
        InvalidIdentifier,
        WrongCooperativeStep,
    )

    class Input:
        """What the mutation takes."""

        product_id = IdOf(Product, "The product.", required=True)

    product = Returned(Product, "The product, published.")

    @staticmethod
    def perform(context: Context, *, product_id: UUID) -> models.Product:
        return moderation.approve_product(
            product_id=product_id,
            at=context.now,
            actor=context.viewer.id,
        )
