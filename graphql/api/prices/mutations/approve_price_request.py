"""Let a product be sold at a price outside its corridor."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.prices.types import PriceRequest
from markets.prices import models
from markets.prices import operations as prices
from tenants.permissions import Permission


class ApprovePriceRequest(Mutation):
    """Let a product be sold at a price outside its corridor. Whoever asked does not answer; headquarters'
    staff answer on the market's host. Event: `price_request.approved`.
    """

    permission = Permission.PRICES_APPROVE
    once = BY_STATE
    raises = (prices.PriceRequestDecided, prices.OwnPriceRequest)

    class Input:
        """What the mutation takes."""

        request_id = IdOf(PriceRequest, "The request.", required=True)
        answer = Given(graphene.String, "What is answered, up to 400 characters.", required=True)

    request = Returned(PriceRequest, "The request, approved.")

    @staticmethod
    def perform(context: Context, *, request_id: UUID, answer: str) -> models.PriceRequest:
        return prices.approve_price(
            request_id=request_id, answer=answer, at=context.now, actor=context.viewer.id
        )
