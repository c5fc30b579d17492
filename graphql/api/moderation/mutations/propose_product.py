"""Ask that a draft be published."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.catalogue.types import Product
from api.context import Context
from api.moderation.types import ChangeRequest
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.moderation import models
from shared_catalog.moderation import operations as moderation
from shared_catalog.registry.operations import WrongCooperativeStep
from tenants.permissions import Permission


class ProposeProduct(Mutation):
    """Ask that a draft be published: somebody else decides, and meanwhile nobody edits it. One that was
    rejected is proposed again once it was edited.
    """

    permission = Permission.CATALOGUE_WRITE
    once = BY_STATE
    raises = (catalogue.WrongProductStep, catalogue.CategoryNotALeaf, WrongCooperativeStep)

    class Input:
        """What the mutation takes."""

        product_id = IdOf(Product, "The product, a draft.", required=True)
        note = Given(graphene.String, "What the reviewer should know.")

    change_request = Returned(ChangeRequest, "The request, which waits.")

    @staticmethod
    def perform(context: Context, *, product_id: UUID, note: str | None = None) -> models.ChangeRequest:
        return moderation.propose_product(
            product_id=product_id, note=note or "", at=context.now, actor=context.viewer.id
        )
