"""What a cooperative still owes on a day, and when it is told."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from shared_catalog.documents.rules._asked import asked_on, next_change
from shared_catalog.documents.types import (
    Alternative,
    Asked,
    Demand,
    Demands,
    DisabledReason,
    DocumentFault,
    DocumentState,
    DocumentType,
    Eligibility,
    Fault,
    Goods,
    Held,
    RequirementSet,
)
from shared_catalog.registry.types import CooperativeStatus

NOTICE_DAYS = (60, 30, 7, 0)
"""So many days before a document's last day its cooperative is told; then never again."""

_STANDINGS: Mapping[CooperativeStatus, DisabledReason] = {
    CooperativeStatus.RETIRED: DisabledReason.RETIRED,
    CooperativeStatus.SUSPENDED: DisabledReason.SUSPENDED,
    CooperativeStatus.APPLICANT: DisabledReason.NOT_DECLARED_ELIGIBLE,
    CooperativeStatus.IN_QUALIFICATION: DisabledReason.NOT_DECLARED_ELIGIBLE,
}
_GRAVER = (DisabledReason.RETIRED, DisabledReason.SUSPENDED)
_COUNTS = (DocumentState.ACCEPTED, DocumentState.SUPERSEDED, DocumentState.REVOKED)
_DAY = timedelta(days=1)


def eligibility(
    *,
    held: Sequence[Held],
    sets: Sequence[RequirementSet],
    goods: Goods,
    status: CooperativeStatus,
    on: date,
) -> Eligibility:
    """What a cooperative owes for some goods on a day, and whether that keeps it from selling them."""
    asked = asked_on(sets, goods, on)
    demands = demands_on(asked, held, goods, on)
    future = None
    change = next_change(sets, goods, on)
    if change is not None:
        known = {one.requirement.type for one in asked}
        new = [one for one in asked_on(sets, goods, change) if one.requirement.type not in known]
        future = demands_on(new, held, goods, change)
    return Eligibility(demands=demands, disabled_reason=_disabled(demands, status), future=future)


def demands_on(asked: Iterable[Asked], held: Sequence[Held], goods: Goods, on: date) -> Demands:
    """What is owed of these requirements on a day."""
    current: list[Demand] = []
    eventual: list[Demand] = []
    past: list[Demand] = []
    pending: list[Demand] = []
    errors: list[Fault] = []
    alternatives: list[Alternative] = []
    for one in asked:
        requirement = one.requirement
        kinds = (requirement.type, *requirement.alternatives)
        brought = [paper for paper in held if paper.type in kinds and covers(paper, goods)]
        last = covered_until(brought, on)
        if last == date.max:
            continue
        demand = Demand(requirement.type, last or _deadline(one, brought, on))
        soon = last is None or last - on <= timedelta(days=NOTICE_DAYS[0])
        if soon and any(_waits(paper, on) for paper in brought):
            pending.append(demand)
            continue
        eventual.append(demand)
        if not soon:
            continue
        current.append(demand)
        errors += _faults(requirement.type, brought, on)
        if requirement.alternatives:
            alternatives.append(Alternative(requirement.type, requirement.alternatives))
        if last is None and on > demand.deadline:
            past.append(demand)
    return Demands(
        on=on,
        currently_due=tuple(current),
        eventually_due=tuple(eventual),
        past_due=tuple(past),
        pending_verification=tuple(pending),
        errors=tuple(errors),
        alternatives=tuple(alternatives),
    )


def covers(paper: Held, goods: Goods) -> bool:
    """Whether a document speaks of some goods: of all of them, of their category, or of the product."""
    if not paper.products and not paper.categories:
        return True
    return goods.product_id in paper.products or not paper.categories.isdisjoint(goods.categories)


def last_day(paper: Held) -> date:
    """The last day on which a document counts; `date.max` where it has no end."""
    end = paper.valid_until or date.max
    if paper.grace_until is not None:
        end = max(end, paper.grace_until)
    stops = [day - _DAY for day in (paper.superseded_from, paper.revoked_from) if day is not None]
    return min([end, *stops])


def covered_until(brought: Sequence[Held], on: date) -> date | None:
    """The last day of the unbroken run of days from `on` on which one of the documents counts; None where
    none counts on `on`, `date.max` where the run has no end.
    """
    runs = sorted((paper.valid_from, last_day(paper)) for paper in brought if _counts(paper))
    end = on - _DAY
    for first, last in runs:
        if last >= on and first <= _next(end):
            end = max(end, last)
    return None if end < on else end


def notice_due(last: date, *, on: date, told: Collection[int]) -> int | None:
    """Which notice a document's end deserves on a day, in days before it; None for silence.

    `told` are those that were given. A day that was missed is made up for once, and not after the end.
    """
    left = (last - on).days
    if left < 0 or left > NOTICE_DAYS[0]:
        return None
    stage = min(days for days in NOTICE_DAYS if left <= days)
    return None if any(days <= stage for days in told) else stage


def is_renewed(paper: Held, others: Iterable[Held]) -> bool:
    """Whether another document of the type goes on where this one ends, for all that it speaks of."""
    end = last_day(paper)
    return any(
        other.id != paper.id
        and other.type is paper.type
        and _counts(other)
        and other.valid_from <= _next(end)
        and last_day(other) > end
        and _speaks_of_all(other, paper)
        for other in others
    )


def _speaks_of_all(wider: Held, paper: Held) -> bool:
    everything = not wider.products and not wider.categories
    if everything or (not paper.products and not paper.categories):
        return everything
    return paper.products <= wider.products and paper.categories <= wider.categories


def _disabled(demands: Demands, status: CooperativeStatus) -> DisabledReason | None:
    standing = _STANDINGS.get(status)
    if standing in _GRAVER:
        return standing
    if demands.past_due:
        return DisabledReason.PAST_DUE
    if any(demands.on > demand.deadline for demand in demands.pending_verification):
        return DisabledReason.PENDING_VERIFICATION
    return standing


def _deadline(asked: Asked, brought: Sequence[Held], on: date) -> date:
    """Until when all was or is well without the document: its end, or the time the requirement leaves."""
    ends = [last_day(paper) for paper in brought if _counts(paper) and last_day(paper) < on]
    return max([asked.met_by - _DAY, *ends])


def _waits(paper: Held, on: date) -> bool:
    return paper.state is DocumentState.SUBMITTED and last_day(paper) >= on


def _counts(paper: Held) -> bool:
    return paper.state in _COUNTS and paper.stopped is None and last_day(paper) >= paper.valid_from


def _faults(asked: DocumentType, brought: Sequence[Held], on: date) -> Iterator[Fault]:
    for paper in sorted(brought, key=lambda one: (one.valid_from, one.id)):
        fault = _fault(paper, on)
        if fault is not None:
            yield Fault(type=asked, document_id=paper.id, fault=fault, reason=paper.reason)


def _fault(paper: Held, on: date) -> DocumentFault | None:
    if paper.stopped is not None:
        return paper.stopped
    if paper.state is DocumentState.REJECTED:
        return DocumentFault.REJECTED
    if paper.revoked_from is not None and paper.revoked_from <= on:
        return DocumentFault.WITHDRAWN
    if paper.state not in (DocumentState.ACCEPTED, DocumentState.REVOKED):
        return None
    if last_day(paper) < on:
        return DocumentFault.EXPIRED
    return DocumentFault.NOT_YET_VALID if paper.valid_from > on else None


def _next(day: date) -> date:
    return day if day == date.max else day + _DAY
