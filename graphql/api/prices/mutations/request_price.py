"""Ask for a price outside the corridor."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.values import MoneyInput
from api.catalogue.types import Product
from api.context import Context
from api.prices.types import PriceRequest
from kernel.money import Money
from markets.prices import models
from markets.prices import operations as prices
from shared_catalog.registry.operations import IdReused
from tenants.permissions import Permission


class RequestPrice(Mutation):
    """Ask to sell a product at a price outside its corridor. Event: `price_request.requested`."""

    permission = Permission.LISTINGS_WRITE
    once = ClientMade("id")
    raises = (IdReused, prices.PriceWithinCorridor, prices.PriceRequestWaits)

    class Input:
        """What the mutation takes."""

        id = Given(UUIDScalar, "A UUID made by the caller, best version 7.", required=True)
        product_id = IdOf(Product, "The product, listed or not.", required=True)
        price = Given(MoneyInput, "The price of one piece, taxes included.", required=True)
        reason = Given(graphene.String, "Why, up to 400 characters.", required=True)

    request = Returned(PriceRequest, "The request.")

    @staticmethod
    def perform(
        context: Context, *, id: UUID, product_id: UUID, price: Money, reason: str
    ) -> models.PriceRequest:
        return prices.request_price(
            request_id=id,
            product_id=product_id,
            price_minor=price.minor,
            reason=reason,
            at=context.now,
            actor=context.viewer.id,
        )
