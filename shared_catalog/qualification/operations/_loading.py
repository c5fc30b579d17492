"""Bringing a programme's past at once: the rules of the single path, in a handful of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from kernel.errors import InvalidValue, NotFound
from kernel.halfmonth import business_date
from shared_catalog.qualification import rules
from shared_catalog.qualification.models import Blocker, Cohort, Cost, Enrolment, Partner, Step
from shared_catalog.qualification.operations._enrolments import POSITIONS
from shared_catalog.qualification.operations._spending import require_left
from shared_catalog.qualification.types import EnrolmentEntry, EnrolmentState, StepEntry, StepKind
from shared_catalog.registry.models import Authorisation, Cooperative
from shared_catalog.registry.operations import IdReused
from shared_catalog.registry.types import Loaded
from tenants.events import operations as events

_BATCH = 1_000


@transaction.atomic
def load_enrolments(
    *, programme_id: UUID, entries: Sequence[EnrolmentEntry], at: datetime, actor: str
) -> Loaded:
    """Enter enrolments of the past with their steps, costs and blockers, all or nothing; those known under
    their id stay as they are, so that loading twice is the same as once.

    Certificates are in the registry already, and cooperatives keep their state. Raises NotFound, IdReused,
    BudgetExceeded, InvalidValue.
    """
    today = business_date(at)
    if len({entry.enrolment_id for entry in entries}) != len(entries):
        raise InvalidValue(field="entries", reason="the same id twice")
    known = {
        one.id: (one.cohort_id, one.cooperative_id, one.started_on)
        for one in Enrolment.objects.filter(id__in=[entry.enrolment_id for entry in entries])
    }
    new = []
    for entry in entries:
        said = known.get(entry.enrolment_id)
        if said is None:
            new.append(rules.checked_history(entry, today=today))
        elif said != (entry.cohort_id, entry.cooperative_id, entry.started_on):
            raise IdReused(kind="enrolment", id=entry.enrolment_id)
    if new:
        _require_known(programme_id, new)
        partners = _spent_of(programme_id, new)
        _write(new, partners, at=at, actor=actor)
        told = {"added": len(new), "present": len(known)}
        events.append(name="enrolments.loaded", subject_id=programme_id, payload=told, at=at)
    return Loaded(added=len(new), present=len(known))


def _require_known(programme_id: UUID, entries: Sequence[EnrolmentEntry]) -> None:
    """Refuse a cohort of another programme, a cooperative or certificate that there is not, and a certificate
    of another cooperative or day.
    """
    cohorts = dict(Cohort.objects.filter(phase__programme_id=programme_id).values_list("id", "starts_on"))
    keys = {entry.cooperative_id for entry in entries}
    cooperatives = set(Cooperative.objects.filter(id__in=keys).values_list("id", flat=True))
    certificates = {
        one.id: (one.cooperative_id, one.issued_on)
        for one in Authorisation.objects.filter(cooperative_id__in=keys)
    }
    for entry in entries:
        if entry.cohort_id not in cohorts:
            raise NotFound(kind="cohort", id=entry.cohort_id)
        if entry.started_on < cohorts[entry.cohort_id]:
            raise InvalidValue(field="started_on", reason="not between the cohort's first day and today")
        if entry.cooperative_id not in cooperatives:
            raise NotFound(kind="cooperative", id=entry.cooperative_id)
        if entry.authorisation_id is None:
            continue
        day = entry.done[StepKind.AUTHORISATION]
        if certificates.get(entry.authorisation_id) != (entry.cooperative_id, day):
            raise NotFound(kind="authorisation", id=entry.authorisation_id)


def _spent_of(programme_id: UUID, entries: Sequence[EnrolmentEntry]) -> Mapping[str, Partner]:
    """The programme's partners, locked, by code. Raises BudgetExceeded, NotFound for a payer that is none."""
    wanted: dict[str, int] = defaultdict(int)
    for entry in entries:
        for cost in (cost for step in entry.steps for cost in step.costs):
            wanted[cost.payer] += rules.checked_amount(cost.amount_minor)
    locked = Partner.objects.select_for_update().filter(programme_id=programme_id).order_by("position")
    partners = {one.code: one for one in locked}
    for code, amount_minor in wanted.items():
        if code and code not in partners:
            raise NotFound(kind="partner", id=code)
        if code:
            require_left(partners[code], amount_minor)
    return partners


def _write(
    entries: Sequence[EnrolmentEntry], partners: Mapping[str, Partner], *, at: datetime, actor: str
) -> None:
    steps = [(_step(entry, kind, at, actor), _said(entry, kind)) for entry in entries for kind in StepKind]
    costs = [
        Cost(
            step=row,
            partner=partners[cost.payer] if cost.payer else None,
            amount_minor=cost.amount_minor,
            paid_on=cost.paid_on,
            recorded_at=at,
            recorded_by=actor,
        )
        for row, step in steps
        for cost in step.costs
    ]
    blockers = [
        Blocker(
            step=row,
            code=one.code,
            text=one.text.strip(),
            since=one.since,
            until=one.until,
            raised_at=at,
            raised_by=actor,
            lifted_at=None if one.until is None else at,
            lifted_by="" if one.until is None else actor,
        )
        for row, step in steps
        for one in step.blockers
    ]
    Enrolment.objects.bulk_create([_enrolment(one, at, actor) for one in entries], batch_size=_BATCH)
    Step.objects.bulk_create([row for row, _ in steps], batch_size=_BATCH)
    Cost.objects.bulk_create(costs, batch_size=_BATCH)
    Blocker.objects.bulk_create(blockers, batch_size=_BATCH)


def _enrolment(entry: EnrolmentEntry, at: datetime, actor: str) -> Enrolment:
    ended_on = entry.done.get(StepKind.AUTHORISATION) or entry.dropped_on
    state = EnrolmentState.ACTIVE
    if ended_on is not None:
        state = EnrolmentState.DROPPED if entry.dropped_on else EnrolmentState.AUTHORISED
    return Enrolment(
        id=entry.enrolment_id,
        cohort_id=entry.cohort_id,
        cooperative_id=entry.cooperative_id,
        started_on=entry.started_on,
        enrolled_at=at,
        enrolled_by=actor,
        state=state,
        authorisation_id=entry.authorisation_id,
        ended_on=ended_on,
        ended_at=None if ended_on is None else at,
        ended_by="" if ended_on is None else actor,
        drop_reason=entry.drop_reason.strip(),
    )


def _said(entry: EnrolmentEntry, kind: StepKind) -> StepEntry:
    return next((step for step in entry.steps if step.kind is kind), StepEntry(kind=kind))


def _step(entry: EnrolmentEntry, kind: StepKind, at: datetime, actor: str) -> Step:
    said = _said(entry, kind)
    return Step(
        id=uuid5(entry.enrolment_id, kind.value),
        enrolment_id=entry.enrolment_id,
        kind=kind,
        position=POSITIONS[kind],
        planned_on=said.planned_on,
        done_on=said.done_on,
        recorded_at=None if said.done_on is None else at,
        recorded_by="" if said.done_on is None else actor,
    )
