"""End a market's suspension."""

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.network.types import Market
from tenants import hosts
from tenants.network import models
from tenants.network import operations as network
from tenants.permissions import Permission


class ResumeMarket(Mutation):
    """End a market's suspension."""

    permission = Permission.MARKETS_WRITE
    known_by = {"market": "schema_name"}
    afterwards = staticmethod(hosts.forget)
    once = BY_STATE
    raises = (network.StageRefused,)

    class Input:
        """What the mutation takes."""

        market = Given(
            graphene.String, "The market's name in addresses, such as `casablanca`.", required=True
        )

    market = Returned(Market, "The market, open again.")

    @staticmethod
    def perform(context: Context, *, market: str) -> models.Market:
        return network.resume_market(slug=market, at=context.now)
