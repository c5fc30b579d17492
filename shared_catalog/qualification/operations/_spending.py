"""Money that steps cost: of a partner's budget, or the cooperative's own."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from kernel.errors import DomainError, NotFound
from kernel.halfmonth import business_date
from shared_catalog.qualification import rules
from shared_catalog.qualification.models import Cost, Enrolment, Partner
from shared_catalog.qualification.operations._enrolments import held
from shared_catalog.qualification.types import StepKind
from shared_catalog.registry.operations import IdReused
from tenants.database.claims import claim, done_before


class BudgetExceeded(DomainError):
    """The partner's budget, and what was signed beyond it, is not enough: `excess_minor` centimes are
    missing. Params: `partner`, `excess_minor`.
    """

    code = "BUDGET_EXCEEDED"
    messages = {
        "ar": "ميزانية الشريك {partner} لا تكفي: ينقص {excess_minor} سنتيم",
        "fr": "Le budget de {partner} ne suffit pas : il manque {excess_minor} centimes",
        "en": "The budget of {partner} is not enough: {excess_minor} centimes are missing",
    }


@transaction.atomic
def record_cost(
    *,
    cost_id: UUID,
    enrolment_id: UUID,
    kind: StepKind,
    partner_id: UUID | None,
    amount_minor: int,
    paid_on: date,
    at: datetime,
    actor: str,
) -> Cost:
    """Record, under an id made by the caller, what a step cost a partner of the programme or, without one,
    the cooperative. Bills of an enrolment that ended still come in.

    Raises NotFound, IdReused, BudgetExceeded, InvalidValue.
    """
    claim(cost_id)
    rules.checked_amount(amount_minor)
    known = Cost.objects.select_related("step").filter(id=cost_id).first()
    if known is not None:
        said = (known.step.enrolment_id, known.step.kind, known.partner_id, known.amount_minor, known.paid_on)
        if said != (enrolment_id, kind, partner_id, amount_minor, paid_on):
            raise IdReused(kind="cost", id=cost_id)
        return done_before(known)
    enrolment = held(enrolment_id)
    rules.checked_day(paid_on, field="paid_on", since=enrolment.started_on, today=business_date(at))
    if partner_id is not None:
        _require_budget(enrolment, partner_id, amount_minor)
    return Cost.objects.create(
        id=cost_id,
        step=enrolment.steps.get(kind=kind),
        partner_id=partner_id,
        amount_minor=amount_minor,
        paid_on=paid_on,
        recorded_at=at,
        recorded_by=actor,
    )


def require_left(partner: Partner, amount_minor: int) -> None:
    """Refuse to spend what a partner does not give; its row is locked. Raises BudgetExceeded."""
    beyond = rules.excess(
        budget_minor=partner.budget_minor,
        overruns_minor=partner.overruns.aggregate(total=Sum("amount_minor", default=0))["total"],
        spent_minor=partner.costs.aggregate(total=Sum("amount_minor", default=0))["total"],
        amount_minor=amount_minor,
    )
    if beyond:
        raise BudgetExceeded(partner=partner.code, excess_minor=beyond)


def _require_budget(enrolment: Enrolment, partner_id: UUID, amount_minor: int) -> None:
    programme_id = enrolment.cohort.phase.programme_id
    partner = Partner.objects.select_for_update().filter(id=partner_id, programme_id=programme_id).first()
    if partner is None:
        raise NotFound(kind="partner", id=partner_id)
    require_left(partner, amount_minor)
