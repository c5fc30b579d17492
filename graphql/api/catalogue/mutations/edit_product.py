"""Replace what is said of a product."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.catalogue.inputs import ProductDetailsInput
from api.catalogue.types import Product
from api.context import Context
from api.moderation.types import ChangeRequest
from kernel.identifiers import InvalidIdentifier
from kernel.versions import VersionConflict
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.types import ProductDetails
from shared_catalog.moderation import operations as moderation
from tenants.permissions import Permission


class EditProduct(Mutation):
    """Replace what is said of a product: of a draft at once; of a published one by a request, which is
    confirmed at once where rules let it through, and waits for somebody else where not. A published product
    keeps its GTIN, unit and net content; a proposed one is not edited.
    """

    permission = Permission.CATALOGUE_WRITE
    once = AS_IT_IS
    raises = (
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

        product_id = IdOf(Product, "The product.", required=True)
        details = Given(ProductDetailsInput, "What it is now, whole.", required=True)
        expected_version = ExpectedVersion("the product")

    product = Returned(Product, "The product as it is now.")
    change_request = Returned(ChangeRequest, "The request, open or confirmed; null where none was needed.")

    @staticmethod
    def perform(
        context: Context, *, product_id: UUID, details: ProductDetails, expected_version: int
    ) -> Mapping[str, Any]:
        edited = moderation.edit_product(
            product_id=product_id,
            details=details,
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
        return {"product": edited.product, "change_request": edited.request}
