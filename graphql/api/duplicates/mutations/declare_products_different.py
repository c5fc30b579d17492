"""Say that two products are not the same."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.catalogue.types import Product
from api.context import Context
from api.duplicates.types import ProductDistinction
from shared_catalog.duplicates import models
from shared_catalog.duplicates import operations as duplicates
from tenants.permissions import Permission


class DeclareProductsDifferent(Mutation):
    """Say that two products that look alike are not the same: `productDuplicates` does not show them any
    more. Event: `product_distinction.declared`.
    """

    permission = Permission.CATALOGUE_WRITE
    once = AS_IT_IS

    class Input:
        """What the mutation takes."""

        product_id = IdOf(Product, "The one.", required=True)
        other_id = IdOf(Product, "The other.", required=True)

    distinction = Returned(ProductDistinction, "What was said, and who said it first.")

    @staticmethod
    def perform(context: Context, *, product_id: UUID, other_id: UUID) -> models.ProductDistinction:
        return duplicates.declare_different(
            product_id=product_id, other_id=other_id, at=context.now, actor=context.viewer.id
        )
