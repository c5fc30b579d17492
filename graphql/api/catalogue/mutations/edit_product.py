"""Replace what is said of a product."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.catalogue.inputs import ProductDetailsInput
from api.catalogue.types import Product
from api.context import Context
from kernel.identifiers import InvalidIdentifier
from kernel.versions import VersionConflict
from shared_catalog.catalogue import models
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.types import ProductDetails
from tenants.permissions import Permission


class EditProduct(Mutation):
    """Replace what is said of a product. An approved one keeps its GTIN, unit and net content."""

    permission = Permission.CATALOGUE_WRITE
    once = AS_IT_IS
    raises = (
        catalogue.WrongProductStep,
        catalogue.FoodAuthorisationMissing,
        catalogue.CategoryNotALeaf,
        catalogue.GtinTaken,
        InvalidIdentifier,
        VersionConflict,
    )

    class Input:
        """What the mutation takes."""

        product_id = IdOf(Product, "The product.", required=True)
        details = Given(ProductDetailsInput, "What it is now, whole.", required=True)
        expected_version = ExpectedVersion("the product")

    product = Returned(Product, "The product as it is now.")

    @staticmethod
    def perform(
        context: Context, *, product_id: UUID, details: ProductDetails, expected_version: int
    ) -> models.Product:
        return catalogue.edit_product(
            product_id=product_id,
            details=details,
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
