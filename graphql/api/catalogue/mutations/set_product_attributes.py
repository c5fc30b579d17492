"""Say something of a product by attribute."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.catalogue.inputs import SaidAttributeInput
from api.catalogue.types import Product
from api.context import Context
from api.moderation.types import ChangeRequest
from kernel.identifiers import InvalidIdentifier
from kernel.versions import VersionConflict
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import rules
from shared_catalog.catalogue.types import AttributeValue
from shared_catalog.moderation import operations as moderation
from tenants.permissions import Permission


class SetProductAttributes(Mutation):
    """Say these attributes of a product; others stay as they are. Of a draft at once; of a published one by a
    request, which is confirmed at once where none of them stands on the label, and waits for somebody else
    where one does.
    """

    permission = Permission.CATALOGUE_WRITE
    once = AS_IT_IS
    raises = (
        catalogue.WrongProductStep,
        catalogue.AttributesMissing,
        catalogue.CategoryNotALeaf,
        catalogue.FoodAuthorisationMissing,
        rules.InvalidAttribute,
        InvalidIdentifier,
        VersionConflict,
    )

    class Input:
        """What the mutation takes."""

        product_id = IdOf(Product, "The product.", required=True)
        attributes = Given(SaidAttributeInput, "What is said, each code once.", required=True, many=True)
        expected_version = ExpectedVersion("its attributes")

    product = Returned(Product, "The product with what is said of it now.")
    change_request = Returned(ChangeRequest, "The request, open or confirmed; null where none was needed.")

    @staticmethod
    def perform(
        context: Context,
        *,
        product_id: UUID,
        attributes: Sequence[tuple[str, AttributeValue | None]],
        expected_version: int,
    ) -> Mapping[str, Any]:
        edited = moderation.set_attributes(
            product_id=product_id,
            values=dict(attributes),
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
        return {"product": edited.product, "change_request": edited.request}
