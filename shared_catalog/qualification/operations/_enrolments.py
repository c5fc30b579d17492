"""A cooperative begins its way through a programme, or gives it up."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from shared_catalog.qualification import rules
from shared_catalog.qualification.models import Cohort, Enrolment, Step
from shared_catalog.qualification.types import EnrolmentState, StepKind
from shared_catalog.registry import operations as registry
from shared_catalog.registry.operations import IdReused, WrongCooperativeStep
from shared_catalog.registry.rules import required_reason
from shared_catalog.registry.types import CooperativeStatus
from tenants.database.claims import claim, done_before
from tenants.events import operations as events

POSITIONS: Mapping[StepKind, int] = {kind: number for number, kind in enumerate(StepKind, start=1)}
_OUT = (CooperativeStatus.SUSPENDED, CooperativeStatus.RETIRED)


class CooperativeEnrolled(DomainError):
    """The cooperative is on its way through a programme. Params: `cooperative`, `cohort`."""

    code = "COOPERATIVE_ENROLLED"
    messages = {
        "ar": "التعاونية {cooperative} مسجلة من قبل في الفوج {cohort}",
        "fr": "La coopérative {cooperative} est déjà inscrite dans la cohorte {cohort}",
        "en": "The cooperative {cooperative} is already enrolled in the cohort {cohort}",
    }


class EnrolmentEnded(DomainError):
    """The enrolment reached its authorisation or was dropped. Params: `cooperative`, `state`."""

    code = "ENROLMENT_ENDED"
    messages = {
        "ar": "انتهى تسجيل التعاونية {cooperative} وحالته {state}",
        "fr": "L'inscription de la coopérative {cooperative} est terminée : {state}",
        "en": "The enrolment of the cooperative {cooperative} has ended: {state}",
    }


@transaction.atomic
def enrol_cooperative(
    *,
    enrolment_id: UUID,
    cohort_id: UUID,
    cooperative_id: UUID,
    started_on: date,
    at: datetime,
    actor: str,
) -> Enrolment:
    """Enrol a cooperative in a cohort, under an id made by the caller. An applicant's qualification starts
    with it; one that is eligible already stays so.

    Raises NotFound, IdReused, CooperativeEnrolled, InvalidValue, WrongCooperativeStep for a suspended or
    retired one.
    """
    claim(enrolment_id)
    known = Enrolment.objects.filter(id=enrolment_id).first()
    if known is not None:
        said = (known.cohort_id, known.cooperative_id, known.started_on)
        if said != (cohort_id, cooperative_id, started_on):
            raise IdReused(kind="enrolment", id=enrolment_id)
        return done_before(known)
    cohort = Cohort.objects.filter(id=cohort_id).first()
    if cohort is None:
        raise NotFound(kind="cohort", id=cohort_id)
    if not cohort.starts_on <= started_on <= business_date(at):
        raise InvalidValue(field="started_on", reason="not between the cohort's first day and today")
    cooperative = registry.locked(cooperative_id=cooperative_id)
    if cooperative.status in _OUT:
        raise WrongCooperativeStep(cooperative=cooperative.code, status=cooperative.status, step="enrol")
    other = Enrolment.objects.filter(cooperative=cooperative, state=EnrolmentState.ACTIVE).first()
    if other is not None:
        raise CooperativeEnrolled(cooperative=cooperative.code, cohort=other.cohort.code)
    if cooperative.status == CooperativeStatus.APPLICANT:
        registry.start_qualification(cooperative_id=cooperative_id, at=at, actor=actor)
    enrolment = Enrolment.objects.create(
        id=enrolment_id,
        cohort=cohort,
        cooperative=cooperative,
        started_on=started_on,
        enrolled_at=at,
        enrolled_by=actor,
        state=EnrolmentState.ACTIVE,
    )
    Step.objects.bulk_create(
        Step(enrolment=enrolment, kind=kind, position=position) for kind, position in POSITIONS.items()
    )
    tell("started", enrolment, at)
    return enrolment


@transaction.atomic
def drop_enrolment(
    *, enrolment_id: UUID, dropped_on: date, reason: str, at: datetime, actor: str
) -> Enrolment:
    """A cooperative leaves the programme without an authorisation; what was done and spent stays on record,
    and it may be enrolled again.

    Raises NotFound, EnrolmentEnded, InvalidValue.
    """
    why = required_reason(reason)
    enrolment = active(enrolment_id)
    last = max((step.done_on for step in enrolment.steps.all() if step.done_on), default=enrolment.started_on)
    rules.checked_day(dropped_on, field="dropped_on", since=enrolment.started_on, today=business_date(at))
    if dropped_on < last:
        raise InvalidValue(field="dropped_on", reason="before the last step that was done")
    enrolment.drop_reason = why
    end(enrolment, EnrolmentState.DROPPED, on=dropped_on, at=at, actor=actor)
    return enrolment


def held(enrolment_id: UUID) -> Enrolment:
    """The enrolment, locked until the transaction ends, with its cohort, programme and cooperative. Raises
    NotFound.
    """
    found = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("cohort__phase", "cooperative")
        .filter(id=enrolment_id)
        .first()
    )
    if found is None:
        raise NotFound(kind="enrolment", id=enrolment_id)
    return found


def active(enrolment_id: UUID) -> Enrolment:
    """The enrolment as `held` gives it, still on its way. Raises NotFound, EnrolmentEnded."""
    enrolment = held(enrolment_id)
    if enrolment.state != EnrolmentState.ACTIVE:
        raise EnrolmentEnded(cooperative=enrolment.cooperative.code, state=enrolment.state)
    return enrolment


def end(enrolment: Enrolment, state: EnrolmentState, *, on: date, at: datetime, actor: str) -> None:
    """Write what an enrolment ended with, and say so."""
    enrolment.state, enrolment.ended_on, enrolment.ended_at, enrolment.ended_by = state, on, at, actor
    enrolment.save(
        update_fields=["state", "authorisation", "ended_on", "ended_at", "ended_by", "drop_reason"]
    )
    tell(state.value, enrolment, at)


def tell(what: str, enrolment: Enrolment, at: datetime) -> None:
    """Add to headquarters' event log what became of an enrolment."""
    said = {
        "cooperative": str(enrolment.cooperative_id),
        "cohort": str(enrolment.cohort_id),
        "state": str(enrolment.state),
    }
    events.append(name=f"enrolment.{what}", subject_id=enrolment.id, payload=said, at=at)
