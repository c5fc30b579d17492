"""Steps of an enrolment: planned, kept from being done, done."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from shared_catalog.documents.models import Document
from shared_catalog.qualification import rules
from shared_catalog.qualification.models import Blocker, Enrolment, Step, StepDocument
from shared_catalog.qualification.operations._enrolments import active
from shared_catalog.qualification.types import BlockerCode, BlockerEntry, StepKind
from shared_catalog.registry.operations import IdReused
from tenants.database.claims import claim, done_before
from tenants.events import operations as events


class StepOutOfOrder(DomainError):
    """A step that has to be done first is not, or was done on a later day. Params: `step`, `missing`."""

    code = "STEP_OUT_OF_ORDER"
    messages = {
        "ar": "يجب إنجاز {missing} قبل {step}",
        "fr": "{missing} doit précéder {step}",
        "en": "{missing} has to be done before {step}",
    }


class StepBlocked(DomainError):
    """Something stands in the step's way and was not lifted by that day. Params: `step`, `blocker`."""

    code = "STEP_BLOCKED"
    messages = {
        "ar": "الخطوة {step} معطلة بسبب {blocker}",
        "fr": "L'étape {step} est bloquée : {blocker}",
        "en": "The step {step} is blocked: {blocker}",
    }


class BlockerLifted(DomainError):
    """The blocker was lifted from another day on, and stays so. Params: `blocker`, `until`."""

    code = "BLOCKER_LIFTED"
    messages = {
        "ar": "رفع العائق {blocker} منذ {until}",
        "fr": "Le blocage {blocker} est levé depuis le {until}",
        "en": "The blocker {blocker} has been out of the way since {until}",
    }


class StepDone(DomainError):
    """The step was done on another day, or with other papers, and stays so. Params: `step`, `done_on`."""

    code = "STEP_DONE"
    messages = {
        "ar": "أنجزت الخطوة {step} في {done_on}",
        "fr": "L'étape {step} a été faite le {done_on}",
        "en": "The step {step} was done on {done_on}",
    }


@transaction.atomic
def plan_step(*, enrolment_id: UUID, kind: StepKind, planned_on: date, at: datetime, actor: str) -> Step:
    """Say for which day a step is planned; a later plan takes the place of the one before.

    Raises NotFound, EnrolmentEnded, StepDone, InvalidValue.
    """
    enrolment = active(enrolment_id)
    step = enrolment.steps.get(kind=kind)
    if step.planned_on == planned_on:
        return step
    _require_not_done(step)
    if planned_on < enrolment.started_on:
        raise InvalidValue(field="planned_on", reason="before the enrolment began")
    step.planned_on = planned_on
    step.save(update_fields=["planned_on"])
    return step


@transaction.atomic
def complete_step(
    *,
    enrolment_id: UUID,
    kind: StepKind,
    done_on: date,
    document_ids: Sequence[UUID],
    at: datetime,
    actor: str,
) -> Step:
    """Say on which day a step was done, and which papers of the cooperative show it. The same again is
    answered as it is. The authorisation is reached by its certificate, `reach_authorisation`.

    Raises NotFound, EnrolmentEnded, StepDone, StepOutOfOrder, StepBlocked, InvalidValue.
    """
    if kind == StepKind.AUTHORISATION:
        raise InvalidValue(field="kind", reason="the authorisation is reached by its certificate")
    enrolment = active(enrolment_id)
    step = enrolment.steps.get(kind=kind)
    if step.done_on is not None:
        shown = set(step.step_documents.values_list("document_id", flat=True))
        if step.done_on != done_on or shown != set(document_ids):
            _require_not_done(step)
        return step
    mark_done(enrolment, step, on=done_on, document_ids=document_ids, at=at, actor=actor)
    return step


@transaction.atomic
def raise_blocker(
    *,
    blocker_id: UUID,
    enrolment_id: UUID,
    kind: StepKind,
    code: BlockerCode,
    text: str,
    since: date,
    at: datetime,
    actor: str,
) -> Blocker:
    """Say, under an id made by the caller, what keeps a step from being done since a day.

    Raises NotFound, IdReused, EnrolmentEnded, StepDone, InvalidValue.
    """
    claim(blocker_id)
    known = Blocker.objects.select_related("step").filter(id=blocker_id).first()
    if known is not None:
        said = (known.step.enrolment_id, known.step.kind, known.code, known.text, known.since)
        if said != (enrolment_id, kind, code, text.strip(), since):
            raise IdReused(kind="blocker", id=blocker_id)
        return done_before(known)
    enrolment = active(enrolment_id)
    step = enrolment.steps.get(kind=kind)
    _require_not_done(step)
    entry = BlockerEntry(code=code, text=text, since=since)
    words = rules.checked_blocker(entry, since=enrolment.started_on, today=business_date(at))
    blocker = Blocker.objects.create(
        id=blocker_id, step=step, code=code, text=words, since=since, raised_at=at, raised_by=actor
    )
    _tell("blocked", enrolment, step, at)
    return blocker


@transaction.atomic
def lift_blocker(*, blocker_id: UUID, until: date, at: datetime, actor: str) -> Blocker:
    """Say from which day on a blocker is out of the way. The same again is answered as it is.

    Raises NotFound, BlockerLifted where it was lifted from another day on, InvalidValue.
    """
    blocker = Blocker.objects.select_for_update(of=("self",)).filter(id=blocker_id).first()
    if blocker is None:
        raise NotFound(kind="blocker", id=blocker_id)
    if blocker.until == until:
        return blocker
    if blocker.until is not None:
        raise BlockerLifted(blocker=blocker.code, until=blocker.until)
    entry = BlockerEntry(code=BlockerCode(blocker.code), text=blocker.text, since=blocker.since, until=until)
    rules.checked_blocker(entry, since=blocker.since, today=business_date(at))
    blocker.until, blocker.lifted_at, blocker.lifted_by = until, at, actor
    blocker.save(update_fields=["until", "lifted_at", "lifted_by"])
    return blocker


def mark_done(
    enrolment: Enrolment, step: Step, *, on: date, document_ids: Sequence[UUID], at: datetime, actor: str
) -> None:
    """Write that a step was done. Raises StepOutOfOrder, StepBlocked, NotFound for a paper that is not the
    cooperative's, InvalidValue.
    """
    kind = StepKind(step.kind)
    rules.checked_day(on, field="done_on", since=enrolment.started_on, today=business_date(at))
    done = {StepKind(one.kind): one.done_on for one in enrolment.steps.all() if one.done_on is not None}
    if missing := rules.missing_before(kind, on=on, done=done):
        raise StepOutOfOrder(step=kind.value, missing=missing[0].value)
    for blocker in step.blockers.order_by("since", "id"):
        if blocker.until is None or blocker.until > on:
            raise StepBlocked(step=kind.value, blocker=blocker.code)
    papers = Document.objects.filter(id__in=document_ids, cooperative_id=enrolment.cooperative_id)
    if strange := set(document_ids) - set(papers.values_list("id", flat=True)):
        raise NotFound(kind="document", id=min(strange))
    step.done_on, step.recorded_at, step.recorded_by = on, at, actor
    step.save(update_fields=["done_on", "recorded_at", "recorded_by"])
    StepDocument.objects.bulk_create(StepDocument(step=step, document_id=key) for key in set(document_ids))
    _tell("step_completed", enrolment, step, at)


def _require_not_done(step: Step) -> None:
    if step.done_on is not None:
        raise StepDone(step=step.kind, done_on=step.done_on)


def _tell(what: str, enrolment: Enrolment, step: Step, at: datetime) -> None:
    said = {
        "cooperative": str(enrolment.cooperative_id),
        "step": str(step.kind),
        "done_on": step.done_on.isoformat() if step.done_on else None,
    }
    events.append(name=f"enrolment.{what}", subject_id=enrolment.id, payload=said, at=at)
