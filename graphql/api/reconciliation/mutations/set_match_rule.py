"""Set the next version of a rule of matching."""

from datetime import date

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.base.values import MoneyInput
from api.base.versions import ExpectedVersion
from api.context import Context
from api.reconciliation.enums import MatchKind
from api.reconciliation.inputs import MatchCriterionInput
from api.reconciliation.types import MatchRule
from kernel.money import Money
from kernel.versions import VersionConflict
from markets.ledger.types import AccountCode
from markets.reconciliation import models
from markets.reconciliation import operations as reconciliation
from markets.reconciliation.types import Criterion, TargetKind
from tenants.permissions import Permission


class SetMatchRule(Mutation):
    """Set the next version of a rule, for lines booked on a day or later. What says the same is the same."""

    permission = Permission.RECONCILIATION_WRITE
    once = AS_IT_IS
    raises = (VersionConflict,)

    class Input:
        """What the mutation takes."""

        name = Given(graphene.String, "Its name; an existing one gets its next version.", required=True)
        kind = Given(MatchKind, "What it finds.", required=True)
        priority = Given(graphene.Int, "Lower ones go first; the defaults have 10, 20 and 30.", required=True)
        criteria = Given(MatchCriterionInput, "Conditions on the line, all of which it must meet.", many=True)
        drift = Given(MoneyInput, "By how much it may differ; of an account, the most it takes.")
        drift_days = Given(graphene.Int, "How many days apart; 0 when nothing is said.")
        groups = Given(graphene.Boolean, "Whether one line may stand for several targets.")
        needs_reference = Given(graphene.Boolean, "Whether the line must name the target's reference.")
        account = Given(graphene.String, "The ledger account, for fees and other movements only.")
        enabled = Given(graphene.Boolean, "Whether it is enabled; it is when nothing is said.")
        enabled_from = Given(Date, "For lines booked on this day or later.", required=True)
        expected_version = ExpectedVersion("the rule; 0 for a new one")

    match_rule = Returned(MatchRule, "The version.")

    @staticmethod
    def perform(
        context: Context,
        *,
        name: str,
        kind: TargetKind,
        priority: int,
        criteria: list[Criterion] | None = None,
        drift: Money | None = None,
        drift_days: int | None = None,
        groups: bool | None = None,
        needs_reference: bool | None = None,
        account: str | None = None,
        enabled: bool | None = None,
        enabled_from: date,
        expected_version: int,
    ) -> models.MatchRule:
        return reconciliation.set_match_rule(
            name=name,
            kind=kind,
            priority=priority,
            criteria=criteria or (),
            drift_minor=drift.minor if drift else 0,
            drift_days=drift_days or 0,
            groups=bool(groups),
            needs_reference=bool(needs_reference),
            account=AccountCode(account) if account else None,
            enabled=enabled is not False,
            enabled_from=enabled_from,
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
