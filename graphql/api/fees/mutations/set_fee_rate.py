"""Set the market's fee from a day to come."""

from datetime import date

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.scalars import Date
from api.context import Context
from api.fees.types import FeeRate
from markets.fees import models
from markets.fees import operations as fees
from tenants.access import Permission


class SetFeeRate(Mutation):
    """Keep a share of every sale from a business day to come; what was already sold is never repriced.

    Setting the same rate twice is setting it once.
    """

    permission = Permission.FEES_WRITE
    raises = (fees.FeeRateInThePast, fees.FeeRateAlreadySet)
    deprecated = "Fees become rules: `setFeeRule`."

    class Input:
        """What the mutation takes."""

        effective_from = Given(Date, "The first business day on which it holds.", required=True)
        basis_points = Given(
            graphene.Int, "The share in basis points, 0 to 10000: 250 is 2.5 %.", required=True
        )

    fee_rate = Returned(FeeRate, "The rate.")

    @staticmethod
    def perform(context: Context, *, effective_from: date, basis_points: int) -> models.FeeRate:
        return fees.set_rate(
            effective_from=effective_from,
            basis_points=basis_points,
            set_at=context.now,
            actor=context.viewer.id,
        )
