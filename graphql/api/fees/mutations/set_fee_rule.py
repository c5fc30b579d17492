"""Charge goods by a new rule from a day to come."""

from uuid import UUID

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.fees.inputs import FeeTermsInput
from api.fees.types import FeeRule
from markets.fees import models
from markets.fees import operations as fees
from markets.fees.types import FeeTerms
from tenants.permissions import Permission


class SetFeeRule(Mutation):
    """Charge goods by a new rule from a business day to come; what was already sold is never repriced.

    Goods that no rule matches are charged nothing; of several that match, the most particular decides.
    """

    permission = Permission.FEES_WRITE
    once = ClientMade("id")
    raises = (fees.FeeRuleIdReused, fees.FeeRuleInThePast)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        name = Given(graphene.String, "What the market calls it, up to 120 characters.", required=True)
        details = Given(FeeTermsInput, "For whom, and how much.", required=True)

    fee_rule = Returned(FeeRule, "The rule.")

    @staticmethod
    def perform(context: Context, *, id: UUID, name: str, details: FeeTerms) -> models.FeeRule:
        return fees.set_rule(
            rule_id=id, name=name, terms=details, set_at=context.now, actor=context.viewer.id
        )
