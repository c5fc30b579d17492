"""Decisions about documents: which step is allowed, what a valid paper is, and what a cooperative still owes.

Everything is a day in the market's zone and is asked of a day `on`, so that tomorrow can be asked today.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from kernel import identifiers
from kernel.errors import InvalidValue
from shared_catalog.catalogue.rules import needs_food_authorisation
from shared_catalog.catalogue.types import Regime
from shared_catalog.documents.types import (
    Alternative,
    Applies,
    Asked,
    Demand,
    Demands,
    DisabledReason,
    DocumentDetails,
    DocumentFault,
    DocumentState,
    DocumentStep,
    DocumentType,
    Eligibility,
    Fault,
    Goods,
    Held,
    Requirement,
    RequirementSet,
)
from shared_catalog.registry.rules import required
from shared_catalog.registry.types import CooperativeStatus, Group

DOCUMENT_STEPS: Mapping[DocumentStep, tuple[frozenset[DocumentState], DocumentState]] = {
    DocumentStep.ACCEPT: (frozenset({DocumentState.SUBMITTED}), DocumentState.ACCEPTED),
    DocumentStep.REJECT: (frozenset({DocumentState.SUBMITTED}), DocumentState.REJECTED),
    DocumentStep.SUPERSEDE: (frozenset({DocumentState.ACCEPTED}), DocumentState.SUPERSEDED),
}

NOTICE_DAYS = (60, 30, 7, 0)
"""So many days before a document's last day its cooperative is told; then never again."""

LONGEST_GRACE = timedelta(days=90)
LONGEST_WITHIN_DAYS = 730
SHORTEST_GRACE_REASON = 10
MOST_COVERED = 500

OF_AN_AUTHORITY = frozenset(
    {DocumentType.ONSSA_CERTIFICATE, DocumentType.AMMPS_DECLARATION, DocumentType.AMMPS_CERTIFICATE}
)
"""What the law asks before goods are sold: only its authority, not headquarters, lets it count longer."""

OF_A_PRODUCT = frozenset({DocumentType.AMMPS_CERTIFICATE, DocumentType.LABEL_CHECKLIST})
"""What is asked of each product, and of no cooperative as such."""

_YEARS_OF_AMMPS = 5
_GROUP_OCCASIONS: Mapping[Group, frozenset[Applies]] = {
    Group.TERROIR: frozenset({Applies.FOOD}),
    Group.AGRI: frozenset(),
    Group.COSMETICS: frozenset({Applies.COSMETIC}),
}
_STANDINGS: Mapping[CooperativeStatus, DisabledReason] = {
    CooperativeStatus.RETIRED: DisabledReason.RETIRED,
    CooperativeStatus.SUSPENDED: DisabledReason.SUSPENDED,
    CooperativeStatus.APPLICANT: DisabledReason.NOT_DECLARED_ELIGIBLE,
    CooperativeStatus.IN_QUALIFICATION: DisabledReason.NOT_DECLARED_ELIGIBLE,
}
_GRAVER = (DisabledReason.RETIRED, DisabledReason.SUSPENDED)
_COUNTS = (DocumentState.ACCEPTED, DocumentState.SUPERSEDED)
_DAY = timedelta(days=1)


def state_after(step: DocumentStep, *, state: DocumentState) -> DocumentState | None:
    """The state `step` leads to, or None where it is not allowed from `state`."""
    allowed_from, target = DOCUMENT_STEPS[step]
    return target if state in allowed_from else None


def checked_document(details: DocumentDetails, *, today: date) -> DocumentDetails:
    """What is written on the paper, with its texts trimmed and the term that its authority gives.

    Raises InvalidValue, InvalidIdentifier for a wrong number of ONSSA.
    """
    onssa = details.type is DocumentType.ONSSA_CERTIFICATE
    number = required(details.number, field="number", longest=60)
    if details.valid_until is not None and details.valid_until < details.valid_from:
        raise InvalidValue(field="valid_until", reason="before the first valid day")
    if onssa and details.valid_from > today:
        raise InvalidValue(field="valid_from", reason="in the future")
    if onssa != (details.certificate_kind is not None):
        raise InvalidValue(field="certificate_kind", reason="said of ONSSA's certificates, and of no other")
    _require_coverage(details)
    return replace(
        details,
        number=identifiers.onssa_number(number) if onssa else number,
        issuer=required(details.issuer, field="issuer", longest=120),
        valid_until=details.valid_until or _usual_end(details),
        product_ids=tuple(sorted(set(details.product_ids))),
        category_codes=tuple(sorted(set(details.category_codes))),
    )


def superseded_from(*, accepted_on: date, valid_from: date) -> date:
    """The first day on which a document stands in the place of the one before it: not before it is valid, so
    that a renewal that begins later leaves no gap.
    """
    return max(accepted_on, valid_from)


def checked_grace(document_type: DocumentType, *, until: date, reason: str, today: date) -> str:
    """The reason, trimmed. Raises InvalidValue for what cannot be granted at all."""
    if document_type in OF_AN_AUTHORITY:
        raise InvalidValue(field="document_id", reason="only its authority lets it count longer")
    if not today <= until <= today + LONGEST_GRACE:
        raise InvalidValue(field="until", reason=f"from today to {LONGEST_GRACE.days} days on")
    given = required(reason, field="reason", longest=400)
    if len(given) < SHORTEST_GRACE_REASON:
        raise InvalidValue(field="reason", reason=f"at least {SHORTEST_GRACE_REASON} characters")
    return given


def checked_requirements(requirements: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """The requirements of a set. Raises InvalidValue for a type that is asked twice or instead of itself, and
    for a time that makes no sense.
    """
    if len({one.type for one in requirements}) != len(requirements):
        raise InvalidValue(field="requirements", reason="a type is asked once")
    for one in requirements:
        if one.type in one.alternatives or len(set(one.alternatives)) != len(one.alternatives):
            raise InvalidValue(field="requirements", reason="an alternative is another type, named once")
        if not 0 <= one.within_days <= LONGEST_WITHIN_DAYS:
            raise InvalidValue(field="requirements", reason=f"0 to {LONGEST_WITHIN_DAYS} days")
    return tuple(requirements)


# -- what is asked -------------------------------------------------------------------------------------------


def goods_of_group(group: Group) -> Goods:
    """What a cooperative is asked for before anybody looks at its goods."""
    return Goods(categories=(group.value,), occasions=_GROUP_OCCASIONS[group])


def goods_of(
    group: Group,
    *,
    category_code: str,
    root_code: str,
    regime: Regime,
    packed: bool = True,
    food_use: bool = False,
    product_id: UUID | None = None,
) -> Goods:
    """What a cooperative is asked for to sell goods of a category, or one product of it.

    A cosmetic is what AMMPS alone governs; henna becomes one by its claims, which nobody tells the catalogue.
    """
    food = needs_food_authorisation(regime, packed=packed, food_use=food_use)
    cosmetic = regime is Regime.AMMPS or (regime is Regime.AMMPS_OR_ONSSA and not food_use)
    said = ((Applies.FOOD, food), (Applies.COSMETIC, cosmetic), (Applies.PACKED, packed))
    return Goods(
        categories=tuple(dict.fromkeys((group.value, root_code, category_code))),
        occasions=frozenset(word for word, holds in said if holds),
        product_id=product_id,
    )


def asked_on(sets: Iterable[RequirementSet], goods: Goods, on: date) -> tuple[Asked, ...]:
    """The requirements in force for some goods on a day, each type once and as the strictest set asks it."""
    found: dict[DocumentType, Asked] = {}
    for code, versions in _by_category(sets):
        if code not in goods.categories:
            continue
        for asked in _in_force(versions, on):
            one = asked.requirement
            if one.applies is not Applies.ALWAYS and one.applies not in goods.occasions:
                continue
            if one.type in OF_A_PRODUCT and goods.product_id is None:
                continue
            before = found.get(one.type)
            found[one.type] = asked if before is None else _stricter(before, asked)
    return tuple(found[key] for key in sorted(found))


def next_change(sets: Iterable[RequirementSet], goods: Goods, on: date) -> date | None:
    """The next day from which other requirements hold for some goods; None where none are published."""
    to_come = [
        one.effective_from
        for one in sets
        if one.category_code in goods.categories and one.effective_from > on
    ]
    return min(to_come, default=None)


# -- what is owed --------------------------------------------------------------------------------------------


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
    return end if paper.superseded_from is None else min(end, paper.superseded_from - _DAY)


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
    if paper.state is not DocumentState.ACCEPTED:
        return None
    if last_day(paper) < on:
        return DocumentFault.EXPIRED
    return DocumentFault.NOT_YET_VALID if paper.valid_from > on else None


def _by_category(sets: Iterable[RequirementSet]) -> Iterator[tuple[str, list[RequirementSet]]]:
    ordered = sorted(sets, key=lambda one: (one.category_code, one.effective_from))
    for code, versions in groupby(ordered, key=lambda one: one.category_code):
        yield code, list(versions)


def _in_force(versions: Sequence[RequirementSet], on: date) -> Iterator[Asked]:
    """What the latest of a category's sets asks. What the ones before it asked as well is asked since then:
    a set that is published anew gives nobody more time.
    """
    published = [one for one in versions if one.effective_from <= on]
    if not published:
        return
    for requirement in published[-1].requirements:
        since = published[-1].effective_from
        for earlier in reversed(published[:-1]):
            if requirement.type not in {one.type for one in earlier.requirements}:
                break
            since = earlier.effective_from
        yield Asked(requirement, since + timedelta(days=requirement.within_days))


def _stricter(one: Asked, other: Asked) -> Asked:
    both = tuple(kind for kind in one.requirement.alternatives if kind in other.requirement.alternatives)
    return Asked(replace(one.requirement, alternatives=both), min(one.met_by, other.met_by))


def _next(day: date) -> date:
    return day if day == date.max else day + _DAY


def _usual_end(details: DocumentDetails) -> date | None:
    """AMMPS registers a product for five years; of the others no term is known."""
    if details.type is not DocumentType.AMMPS_CERTIFICATE:
        return None
    return details.valid_from + timedelta(days=_YEARS_OF_AMMPS * 365)


def _require_coverage(details: DocumentDetails) -> None:
    """Raises InvalidValue for a document that speaks of what its type does not."""
    products, categories = len(details.product_ids), len(details.category_codes)
    if products + categories > MOST_COVERED:
        raise InvalidValue(field="product_ids", reason=f"more than {MOST_COVERED}")
    if details.type is DocumentType.AMMPS_CERTIFICATE and (products, categories) != (1, 0):
        raise InvalidValue(field="product_ids", reason="AMMPS registers each product by itself")
    if details.type is DocumentType.LABEL_CHECKLIST and not products + categories:
        raise InvalidValue(field="product_ids", reason="a label belongs to products or to a category")
    if details.type not in OF_A_PRODUCT and products + categories:
        raise InvalidValue(field="product_ids", reason="it speaks of the whole cooperative")
