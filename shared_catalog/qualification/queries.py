"""Reads of qualification: what a donor is told, in seven statements however large the programme."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from kernel.errors import NotFound
from shared_catalog.qualification import rules
from shared_catalog.qualification.models import Blocker, Cost, Enrolment, Overrun, Programme
from shared_catalog.qualification.types import (
    BlockerCode,
    BlockerFacts,
    CostFacts,
    EnrolmentFacts,
    EnrolmentState,
    OverrunFacts,
    PartnerTerms,
    ProgrammeReport,
    Reached,
    StepKind,
)
from shared_catalog.registry.types import Names


def programme(code: str) -> Programme:
    """A programme by its code. Raises NotFound."""
    found = Programme.objects.filter(code=code).first()
    if found is None:
        raise NotFound(kind="programme", id=code)
    return found


def report(programme_id: UUID, *, as_of: date) -> ProgrammeReport:
    """What the programme has come to by the end of a day. Members are as the registry counts them now.

    Raises NotFound.
    """
    found = Programme.objects.prefetch_related("partners").filter(id=programme_id).first()
    if found is None:
        raise NotFound(kind="programme", id=programme_id)
    partners = sorted(found.partners.all(), key=lambda one: one.position)
    payers = {one.pk: one.code for one in partners}
    costs = Cost.objects.filter(step__enrolment__cohort__phase__programme=found)
    overruns = Overrun.objects.filter(partner__programme=found)
    blockers = Blocker.objects.filter(step__enrolment__cohort__phase__programme=found)
    return rules.report(
        as_of=as_of,
        target=found.target,
        partners=[
            PartnerTerms(
                code=one.code,
                names=Names(ar=one.name_ar, fr=one.name_fr, en=one.name_en),
                budget_minor=one.budget_minor,
            )
            for one in partners
        ],
        enrolments=_enrolments(found),
        costs=[
            CostFacts(payer="" if partner is None else payers[partner], amount_minor=amount, paid_on=day)
            for partner, amount, day in costs.values_list("partner_id", "amount_minor", "paid_on")
        ],
        overruns=[
            OverrunFacts(payer=payers[partner], amount_minor=amount, signed_on=day)
            for partner, amount, day in overruns.values_list("partner_id", "amount_minor", "signed_on")
        ],
        blockers=[
            BlockerFacts(code=BlockerCode(code), since=since, until=until)
            for code, since, until in blockers.values_list("code", "since", "until")
        ],
    )


def _enrolments(of: Programme) -> list[EnrolmentFacts]:
    """Every enrolment with its cooperative and its steps: two statements."""
    rows = (
        Enrolment.objects.filter(cohort__phase__programme=of)
        .select_related("cohort", "cooperative")
        .prefetch_related("steps")
        .order_by("started_on", "id")
    )
    return [
        EnrolmentFacts(
            cooperative_id=row.cooperative_id,
            cohort=row.cohort.code,
            region=row.cooperative.region_id,
            group=row.cooperative.group,
            started_on=row.started_on,
            dropped_on=row.ended_on if row.state == EnrolmentState.DROPPED else None,
            done=_done(row),
            members=Reached(
                cooperatives=1,
                women=row.cooperative.members_women,
                men=row.cooperative.members_men,
                youth=row.cooperative.members_youth,
                rural=row.cooperative.members_rural,
            ),
        )
        for row in rows
    ]


def _done(row: Enrolment) -> Mapping[StepKind, date]:
    return {StepKind(step.kind): step.done_on for step in row.steps.all() if step.done_on is not None}
