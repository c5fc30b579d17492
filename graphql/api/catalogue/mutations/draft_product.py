"""Describe a new product of a cooperative."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.catalogue.inputs import ProductDetailsInput
from api.catalogue.types import Product
from api.context import Context
from api.registry.types import Cooperative
from kernel.identifiers import InvalidIdentifier
from shared_catalog.catalogue import models
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.types import ProductDetails
from shared_catalog.registry.operations import IdReused, WrongCooperativeStep
from tenants.permissions import Permission


class DraftProduct(Mutation):
    """Describe a new product of a cooperative. No market may list it before it is published."""

    permission = Permission.CATALOGUE_WRITE
    once = ClientMade("id")
    raises = (
        IdReused,
        WrongCooperativeStep,
        catalogue.CategoryNotALeaf,
        catalogue.GtinTaken,
        InvalidIdentifier,
    )

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        details = Given(ProductDetailsInput, "What it is.", required=True)

    product = Returned(Product, "The product, a draft.")

    @staticmethod
    def perform(
        context: Context, *, id: UUID, cooperative_id: UUID, details: ProductDetails
    ) -> models.Product:
        return catalogue.draft_product(
            product_id=id,
            cooperative_id=cooperative_id,
            details=details,
            at=context.now,
            actor=context.viewer.id,
        )
