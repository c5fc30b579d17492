"""Take a product out of the catalogue for good."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.catalogue.types import Product
from api.context import Context
from shared_catalog.catalogue import models
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.moderation import operations as moderation
from tenants.permissions import Permission


class RetireProduct(Mutation):
    """Take a product out of the catalogue for good. Its row stays; what was asked of it is superseded."""

    permission = Permission.CATALOGUE_APPROVE
    once = BY_STATE
    raises = (catalogue.WrongProductStep,)

    class Input:
        """What the mutation takes."""

        product_id = IdOf(Product, "The product.", required=True)

    product = Returned(Product, "The product, retired.")

    @staticmethod
    def perform(context: Context, *, product_id: UUID) -> models.Product:
        return moderation.retire_product(
            product_id=product_id,
            at=context.now,
            actor=context.viewer.id,
        )
