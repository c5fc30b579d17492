"""On which terms a market pays: from which amount on, and how a lasting debt is taken back."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from markets.settlement.models import PayoutMinimum, RecoveryPlan
from markets.settlement.operations._ids import repeated, words
from shared_catalog.registry import queries as registry
from tenants.database.claims import claim

# A million dirhams: no statement should wait for more.
_HIGHEST_MINIMUM_MINOR = 100_000_000


class RecoveryPlanExists(DomainError):
    """A cooperative has one recovery plan at a time. Params: `plan`."""

    code = "RECOVERY_PLAN_EXISTS"
    messages = {
        "ar": "توجد خطة سداد جارية لهذه التعاونية: {plan}",
        "fr": "Cette coopérative a déjà un plan d'apurement : {plan}",
        "en": "This cooperative already has a recovery plan: {plan}",
    }


@transaction.atomic
def set_payout_minimum(
    *, effective_from: date, amount_minor: int, set_at: datetime, actor: str
) -> PayoutMinimum:
    """From which amount, in centimes, statements are paid, for half-months ending on `effective_from` or
    later.

    A date has one minimum and none is set for the past. Raises InvalidValue.
    """
    if type(amount_minor) is not int or not 0 <= amount_minor <= _HIGHEST_MINIMUM_MINOR:
        reason = f"a minimum lies between 0 and {_HIGHEST_MINIMUM_MINOR} centimes"
        raise InvalidValue(field="amount_minor", reason=reason)
    if effective_from < business_date(set_at):
        raise InvalidValue(field="effective_from", reason="a minimum is not set for the past")
    rule, created = PayoutMinimum.objects.get_or_create(
        effective_from=effective_from,
        defaults={"amount_minor": amount_minor, "set_by": actor, "set_at": set_at},
    )
    if not created and rule.amount_minor != amount_minor:
        raise InvalidValue(field="effective_from", reason="that day already has another minimum")
    return rule


@transaction.atomic
def agree_recovery_plan(
    *, plan_id: UUID, cooperative_id: UUID, instalment_minor: int, evidence: str, at: datetime, actor: str
) -> RecoveryPlan:
    """Take a lasting debt from a cooperative's earnings by at most so many centimes a half-month, as agreed.

    Without a plan a debt takes all earnings until it is gone; nothing is ever debited from an account. Raises
    InvalidValue, NotFound, RecoveryPlanExists, SettlementIdReused.
    """
    evidence = words(evidence, "evidence")
    content = {
        "cooperative_id": cooperative_id,
        "instalment_minor": instalment_minor,
        "evidence": evidence,
    }
    known, said = repeated(RecoveryPlan, plan_id, content)
    if known is not None:
        return known
    if not 0 < instalment_minor <= _HIGHEST_MINIMUM_MINOR:
        reason = "an instalment takes something, within reason"
        raise InvalidValue(path=("instalment_minor",), field="instalment_minor", reason=reason)
    registry.cooperative(cooperative_id)
    claim(cooperative_id)
    running = RecoveryPlan.objects.filter(cooperative_id=cooperative_id, ended_at__isnull=True).first()
    if running is not None:
        raise RecoveryPlanExists(path=("cooperative_id",), plan=str(running.id))
    return RecoveryPlan.objects.create(id=plan_id, agreed_at=at, agreed_by=actor, fingerprint=said, **content)


@transaction.atomic
def end_recovery_plan(*, plan_id: UUID, at: datetime, actor: str) -> RecoveryPlan:
    """End a recovery plan; what is still owed is then taken in full. Twice is once. Raises NotFound."""
    plan = RecoveryPlan.objects.select_for_update(of=("self",)).filter(id=plan_id).first()
    if plan is None:
        raise NotFound(path=("plan_id",), kind="RecoveryPlan", id=plan_id)
    if plan.ended_at is None:
        plan.ended_at, plan.ended_by = at, actor
        plan.save(update_fields=["ended_at", "ended_by"])
    return plan
