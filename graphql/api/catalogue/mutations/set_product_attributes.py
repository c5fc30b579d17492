"""Say something of a product by attribute."""

from collections.abc import Sequence
from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.catalogue.inputs import SaidAttributeInput
from api.catalogue.types import Product
from api.context import Context
from kernel.versions import VersionConflict
from shared_catalog.catalogue import models, rules
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.types import AttributeValue
from tenants.permissions import Permission


class SetProductAttributes(Mutation):
    """Say these attributes of a product; others stay as they are."""

    permission = Permission.CATALOGUE_WRITE
    once = AS_IT_IS
    raises = (
        catalogue.WrongProductStep,
        catalogue.AttributesMissing,
        rules.InvalidAttribute,
        VersionConflict,
    )

    class Input:
        """What the mutation takes."""

        product_id = IdOf(Product, "The product.", required=True)
        attributes = Given(SaidAttributeInput, "What is said, each code once.", required=True, many=True)
        expected_version = ExpectedVersion("its attributes")

    product = Returned(Product, "The product with what is said of it now.")

    @staticmethod
    def perform(
        context: Context,
        *,
        product_id: UUID,
        attributes: Sequence[tuple[str, AttributeValue | None]],
        expected_version: int,
    ) -> models.Product:
        return catalogue.set_attributes(
            product_id=product_id,
            values=dict(attributes),
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
