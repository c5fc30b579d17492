"""End a fee rule for good."""

from datetime import date
from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.base.versions import ExpectedVersion
from api.context import Context
from api.fees.types import FeeRule
from kernel.versions import VersionConflict
from markets.fees import models
from markets.fees import operations as fees
from tenants.permissions import Permission


class EndFeeRule(Mutation):
    """End a fee rule for good on a business day to come. Its versions stay, as do the lines sold by them."""

    permission = Permission.FEES_WRITE
    once = AS_IT_IS
    raises = (
        fees.FeeRuleInThePast,
        fees.FeeRuleEnded,
        VersionConflict,
    )

    class Input:
        """What the mutation takes."""

        rule_id = IdOf(FeeRule, "The rule.", required=True)
        ends_on = Given(Date, "The first day on which it no longer holds.", required=True)
        expected_version = ExpectedVersion("the rule")

    fee_rule = Returned(FeeRule, "The rule.")

    @staticmethod
    def perform(context: Context, *, rule_id: UUID, ends_on: date, expected_version: int) -> models.FeeRule:
        return fees.end_rule(
            rule_id=rule_id,
            ends_on=ends_on,
            expected_version=expected_version,
            ended_at=context.now,
            actor=context.viewer.id,
        )
