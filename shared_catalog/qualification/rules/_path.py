"""The way of one cooperative: which step may follow which, and on which days."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from kernel.errors import InvalidValue
from shared_catalog.qualification.types import BlockerEntry, EnrolmentEntry, StepEntry, StepKind
from shared_catalog.registry.rules import required, required_reason

BEFORE: Mapping[StepKind, tuple[StepKind, ...]] = {
    StepKind.DIAGNOSTIC: (),
    StepKind.WORKS: (StepKind.DIAGNOSTIC,),
    StepKind.EQUIPMENT: (StepKind.DIAGNOSTIC,),
    StepKind.FILE_LODGED: (StepKind.DIAGNOSTIC,),
    StepKind.ONSSA_VISIT: (StepKind.FILE_LODGED,),
    StepKind.AUTHORISATION: (StepKind.ONSSA_VISIT,),
}
"""Not every unit needs works or equipment, and a visit may ask for more of them: only what the authority's
procedure puts in order is put in order here (decree 2-10-473: a file, a visit, an authorisation).
"""

_LONGEST_BLOCKER = 400


def missing_before(kind: StepKind, *, on: date, done: Mapping[StepKind, date]) -> tuple[StepKind, ...]:
    """The steps that have to be done, on this day at the latest, before this one is."""
    return tuple(one for one in BEFORE[kind] if one not in done or done[one] > on)


def is_complete(done: Mapping[StepKind, date]) -> bool:
    """Whether an enrolment has reached what it is for: the authorisation, after all that leads to it."""
    day = done.get(StepKind.AUTHORISATION)
    return day is not None and all(not missing_before(kind, on=done[kind], done=done) for kind in done)


def checked_day(day: date, *, field: str, since: date, today: date) -> date:
    """A day on which something was done. Raises InvalidValue before the enrolment began, and for the
    future.
    """
    if day < since:
        raise InvalidValue(field=field, reason="before the enrolment began")
    if day > today:
        raise InvalidValue(field=field, reason="in the future")
    return day


def checked_blocker(blocker: BlockerEntry, *, since: date, today: date) -> str:
    """The text of a blocker, trimmed. Raises InvalidValue for impossible days, or without a text."""
    checked_day(blocker.since, field="since", since=since, today=today)
    if blocker.until is not None and not blocker.since <= blocker.until <= today:
        raise InvalidValue(field="until", reason="not between the blocker's first day and today")
    return required(blocker.text, field="text", longest=_LONGEST_BLOCKER)


def checked_history(entry: EnrolmentEntry, *, today: date) -> EnrolmentEntry:
    """A whole enrolment of the past. Raises InvalidValue where single operations would have refused it."""
    checked_day(entry.started_on, field="started_on", since=entry.started_on, today=today)
    if max(Counter(step.kind for step in entry.steps).values(), default=0) > 1:
        raise InvalidValue(field="steps", reason="the same step twice")
    done = entry.done
    for step in entry.steps:
        _check_step(step, done, since=entry.started_on, today=today)
    if (StepKind.AUTHORISATION in done) != (entry.authorisation_id is not None):
        raise InvalidValue(field="authorisation_id", reason="the last step and its certificate go together")
    if entry.dropped_on is not None:
        checked_day(entry.dropped_on, field="dropped_on", since=entry.started_on, today=today)
        required_reason(entry.drop_reason)
        if entry.authorisation_id is not None:
            raise InvalidValue(field="dropped_on", reason="the enrolment reached its authorisation")
        if any(day > entry.dropped_on for day in done.values()):
            raise InvalidValue(field="done_on", reason="after the enrolment ended")
    return entry


def _check_step(step: StepEntry, done: Mapping[StepKind, date], *, since: date, today: date) -> None:
    if step.done_on is not None:
        checked_day(step.done_on, field="done_on", since=since, today=today)
        if missing_before(step.kind, on=step.done_on, done=done):
            raise InvalidValue(field="done_on", reason="a step before it is not done")
        if any(one.until is None or one.until > step.done_on for one in step.blockers):
            raise InvalidValue(field="done_on", reason="a blocker stands in its way")
    for blocker in step.blockers:
        checked_blocker(blocker, since=since, today=today)
    for cost in step.costs:
        checked_day(cost.paid_on, field="paid_on", since=since, today=today)
