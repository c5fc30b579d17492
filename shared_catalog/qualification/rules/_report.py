"""What a donor is told of a programme, as of the end of a day: counted from facts, none of it stored."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from shared_catalog.qualification.types import (
    BlockerAges,
    BlockerCode,
    BlockerFacts,
    CostFacts,
    EnrolmentFacts,
    Funnel,
    OverrunFacts,
    PartnerTerms,
    ProgrammeReport,
    Reached,
    Spending,
    Spread,
    StepKind,
)


def report(
    *,
    as_of: date,
    target: int,
    partners: Sequence[PartnerTerms],
    enrolments: Sequence[EnrolmentFacts],
    costs: Sequence[CostFacts],
    overruns: Sequence[OverrunFacts],
    blockers: Sequence[BlockerFacts],
) -> ProgrammeReport:
    """Everything, as if no day after `as_of` had come."""
    seen = [one for one in enrolments if one.started_on <= as_of]
    authorised = [one for one in seen if _authorised(one, as_of)]
    spent = _sums((one.payer, one.amount_minor) for one in costs if one.paid_on <= as_of)
    signed = _sums((one.payer, one.amount_minor) for one in overruns if one.signed_on <= as_of)
    spent_minor = sum(spent.values())
    return ProgrammeReport(
        as_of=as_of,
        target=target,
        funnel=_funnel(seen, as_of),
        by_region=_by(seen, lambda one: one.region, as_of),
        by_group=_by(seen, lambda one: one.group, as_of),
        by_cohort=_by(seen, lambda one: one.cohort, as_of),
        days_to_authorisation=spread(
            [(one.done[StepKind.AUTHORISATION] - one.started_on).days for one in authorised]
        ),
        spending=tuple(
            Spending(partner=one, overrun_minor=signed[one.code], spent_minor=spent[one.code])
            for one in partners
        ),
        own_minor=spent[""],
        spent_minor=spent_minor,
        cost_per_authorisation_minor=spent_minor // len(authorised) if authorised else None,
        blockers=tuple(_ages(blockers, as_of)),
        reached=_members(one for one in seen if not _dropped(one, as_of)),
        authorised=_members(authorised),
        authorised_on=_first_days(authorised),
    )


def spread(days: Sequence[int]) -> Spread | None:
    """Quartiles by nearest rank, so that each is a number of days that occurred; None of none."""
    if not days:
        return None
    ranked = sorted(days)
    lower, median, upper = (ranked[-(-len(ranked) * quarter // 4) - 1] for quarter in (1, 2, 3))
    return Spread(
        count=len(ranked), lower_quartile=lower, median=median, upper_quartile=upper, longest=ranked[-1]
    )


def _authorised(one: EnrolmentFacts, as_of: date) -> bool:
    day = one.done.get(StepKind.AUTHORISATION)
    return day is not None and day <= as_of


def _dropped(one: EnrolmentFacts, as_of: date) -> bool:
    return one.dropped_on is not None and one.dropped_on <= as_of


def _funnel(enrolments: Sequence[EnrolmentFacts], as_of: date) -> Funnel:
    authorised = sum(_authorised(one, as_of) for one in enrolments)
    dropped = sum(_dropped(one, as_of) for one in enrolments)
    done = {
        kind: sum(kind in one.done and one.done[kind] <= as_of for one in enrolments) for kind in StepKind
    }
    return Funnel(
        enrolled=len(enrolments),
        active=len(enrolments) - authorised - dropped,
        dropped=dropped,
        authorised=authorised,
        done=done,
    )


def _by(
    enrolments: Iterable[EnrolmentFacts], key: Callable[[EnrolmentFacts], str], as_of: date
) -> Mapping[str, Funnel]:
    parts: dict[str, list[EnrolmentFacts]] = defaultdict(list)
    for one in enrolments:
        parts[key(one)].append(one)
    return {name: _funnel(parts[name], as_of) for name in sorted(parts)}


def _sums(amounts: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    found: dict[str, int] = defaultdict(int)
    for payer, amount_minor in amounts:
        found[payer] += amount_minor
    return found


def _ages(blockers: Iterable[BlockerFacts], as_of: date) -> Iterable[BlockerAges]:
    standing: dict[BlockerCode, list[int]] = defaultdict(list)
    lifted: dict[BlockerCode, list[int]] = defaultdict(list)
    for one in blockers:
        if one.since > as_of:
            continue
        if one.until is None or one.until > as_of:
            standing[one.code].append((as_of - one.since).days)
        else:
            lifted[one.code].append((one.until - one.since).days)
    for code in BlockerCode:
        if code in standing or code in lifted:
            yield BlockerAges(code=code, standing=spread(standing[code]), lifted=spread(lifted[code]))


def _members(enrolments: Iterable[EnrolmentFacts]) -> Reached:
    """A cooperative that was enrolled twice is one."""
    of = {one.cooperative_id: one.members for one in enrolments}
    return Reached(
        cooperatives=len(of),
        women=sum(one.women for one in of.values()),
        men=sum(one.men for one in of.values()),
        youth=sum(one.youth for one in of.values()),
        rural=sum(one.rural for one in of.values()),
    )


def _first_days(authorised: Iterable[EnrolmentFacts]) -> Mapping[UUID, date]:
    days: dict[UUID, date] = {}
    for one in authorised:
        day = one.done[StepKind.AUTHORISATION]
        days[one.cooperative_id] = min(day, days.get(one.cooperative_id, day))
    return days
