"""Let a fee rule say something else from a day to come."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.context import Context
from api.fees.inputs import FeeTermsInput
from api.fees.types import FeeRule, FeeRuleVersion
from kernel.versions import VersionConflict
from markets.fees import models
from markets.fees import operations as fees
from markets.fees.types import FeeTerms
from tenants.permissions import Permission


class AddFeeRuleVersion(Mutation):
    """Let a fee rule say something else from a business day to come. Saying the same again is saying it once.

    A version lasts until the next one's day. Of two for one day the later word counts.
    """

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
        details = Given(FeeTermsInput, "For whom, and how much.", required=True)
        expected_version = ExpectedVersion("the rule")

    version = Returned(FeeRuleVersion, "The version.")

    @staticmethod
    def perform(
        context: Context, *, rule_id: UUID, details: FeeTerms, expected_version: int
    ) -> models.FeeRuleVersion:
        return fees.add_version(
            rule_id=rule_id,
            terms=details,
            expected_version=expected_version,
            set_at=context.now,
            actor=context.viewer.id,
        )
