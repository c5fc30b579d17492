"""Merge a product into another."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.versions import ExpectedVersion
from api.catalogue.types import Product
from api.context import Context
from api.duplicates.types import ProductMerge
from kernel.versions import VersionConflict
from shared_catalog.catalogue.operations import WrongProductStep
from shared_catalog.duplicates import models
from shared_catalog.duplicates import operations as duplicates
from shared_catalog.registry.operations import IdReused
from tenants.permissions import Permission


class MergeProducts(Mutation):
    """Retire a product for good in favour of another of the same cooperative, pack and use. All its codes
    lead to that one from now on, and its `mergedInto` does; markets sell what they list of that one. Event:
    `product.merged`.
    """

    permission = Permission.CATALOGUE_APPROVE
    once = ClientMade("id")
    raises = (
        IdReused,
        VersionConflict,
        WrongProductStep,
        duplicates.ProductMerged,
        duplicates.ProductRecalled,
        duplicates.ProductsDiffer,
    )

    class Input:
        """What the mutation takes."""

        id = Given(UUIDScalar, "A UUID made by the caller, best version 7.", required=True)
        keep_id = IdOf(Product, "The product that stays.", required=True)
        drop_id = IdOf(Product, "The product that is retired.", required=True)
        expected_keep_version = ExpectedVersion("the product that stays")
        expected_drop_version = ExpectedVersion("the product that is retired")

    merge = Returned(ProductMerge, "The merge.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        keep_id: UUID,
        drop_id: UUID,
        expected_keep_version: int,
        expected_drop_version: int,
    ) -> models.ProductMerge:
        return duplicates.merge_products(
            merge_id=id,
            keep_id=keep_id,
            drop_id=drop_id,
            expected_keep_version=expected_keep_version,
            expected_drop_version=expected_drop_version,
            at=context.now,
            actor=context.viewer.id,
        )
