"""The ranked list within quotas: who is taken, who waits, who is refused, and why.

The best ranked is taken whenever any list that keeps the quotas holds it together with those taken before.
So floors are kept, ceilings never broken, as many places filled as can be, and each decision has one reason.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from shared_catalog.selection.rules._quotas import Bounds, Cell, bounds, feasible
from shared_catalog.selection.rules._scores import total
from shared_catalog.selection.types import (
    FULL,
    Candidate,
    Dimension,
    GridTerms,
    Ground,
    Outcome,
    Placing,
    Quota,
    Result,
    Shortfall,
    ShortfallCause,
)


def place(candidates: Sequence[Candidate], *, terms: GridTerms, places: int) -> Result:
    """The list of a round: taken and waiting by rank, then those refused, best first, then by number."""
    totals = {one.number: total(terms, one.values) for one in candidates if not one.failed_gates}
    passed = [one for one in candidates if totals.get(one.number, -1) >= terms.pass_mark * FULL]
    ranked = sorted(passed, key=lambda one: _merit(one, terms))
    supply = Counter(_cell(one) for one in ranked)
    floors = _floors(terms.quotas, supply, places)
    filled = _most_filled(terms.quotas, floors, supply, places)
    within = bounds(terms.quotas, floors=floors, least=filled, most=filled)
    listed = _take(ranked, terms.quotas, supply, within)
    waiting, placings = count(1), []
    for rank, placing in enumerate(_grounded(ranked, listed, terms.quotas, floors, filled), start=1):
        queued = next(waiting) if placing.outcome is Outcome.WAITING else None
        placings.append(replace(placing, rank=rank, total=totals[placing.number], waiting=queued))
    refused = [one for one in candidates if one not in passed]
    refused.sort(key=lambda one: (-totals.get(one.number, -1), one.number))
    placings += [_refused(one, totals.get(one.number)) for one in refused]
    return Result(placings=tuple(placings), shortfalls=_shortfalls(terms.quotas, floors, supply))


def _merit(one: Candidate, terms: GridTerms) -> tuple[int, ...]:
    """The better first: by total, then criterion by criterion in the grid's order, then by number."""
    values = (-one.values[criterion.kind] for criterion in terms.criteria)
    return (-total(terms, one.values), *values, one.number)


def _cell(one: Candidate) -> Cell:
    return one.region, one.group


def _belongs(quota: Quota, cell: Cell) -> bool:
    return quota.value == (cell[0] if quota.dimension is Dimension.REGION else cell[1])


def _count(quota: Quota, cells: Mapping[Cell, int]) -> int:
    return sum(number for cell, number in cells.items() if _belongs(quota, cell))


def _floors(quotas: Sequence[Quota], supply: Mapping[Cell, int], places: int) -> list[int]:
    """The floors that can be kept together: all where they can, else each as far as those before it allow."""
    wanted = [quota.floor for quota in quotas]

    def possible(floors: Sequence[int]) -> bool:
        within = bounds(quotas, floors=floors, least=0, most=places)
        return feasible(taken={}, left=supply, within=within)

    if possible(wanted):
        return wanted
    kept = [0] * len(quotas)
    for i, quota in enumerate(quotas):
        kept[i] = next(
            floor
            for floor in range(min(quota.floor, _count(quota, supply)), -1, -1)
            if possible([*kept[:i], floor, *kept[i + 1 :]])
        )
    return kept


def _most_filled(
    quotas: Sequence[Quota], floors: Sequence[int], supply: Mapping[Cell, int], places: int
) -> int:
    """How many places can be filled: more than floors ask for is never fewer than without them."""
    low, high = 0, min(places, sum(supply.values()))
    while low < high:
        middle = (low + high + 1) // 2
        within = bounds(quotas, floors=floors, least=middle, most=places)
        if feasible(taken={}, left=supply, within=within):
            low = middle
        else:
            high = middle - 1
    return low


def _take(
    ranked: Sequence[Candidate], quotas: Sequence[Quota], supply: Mapping[Cell, int], within: Bounds
) -> list[tuple[Ground, Quota | None]]:
    """For each in their order why it is taken (merit, for the time being) or left out, and by which quota."""
    taken, left = Counter[Cell](), Counter(supply)
    found: list[tuple[Ground, Quota | None]] = []
    for one in ranked:
        cell = _cell(one)
        left[cell] -= 1
        if taken.total() == within.most:
            found.append((Ground.NO_PLACE, None))
            continue
        taken[cell] += 1
        if feasible(taken=taken, left=left, within=within):
            found.append((Ground.MERIT, None))
            continue
        taken[cell] -= 1
        found.append(_in_the_way(cell, quotas, taken, within))
    return found


def _in_the_way(
    cell: Cell, quotas: Sequence[Quota], taken: Mapping[Cell, int], within: Bounds
) -> tuple[Ground, Quota | None]:
    """Why one more of this cell cannot be taken: a ceiling of its own, or the first floor of others that
    still needs places; no quota where the places could then not all be filled.
    """
    for quota in quotas:
        if quota.ceiling is not None and _belongs(quota, cell) and _count(quota, taken) >= quota.ceiling:
            return Ground.CEILING, quota
    for quota in quotas:
        floor = within.floors[quota.dimension, quota.value]
        if not _belongs(quota, cell) and _count(quota, taken) < floor:
            return Ground.RESERVED, quota
    return Ground.RESERVED, None


def _grounded(
    ranked: Sequence[Candidate],
    listed: Sequence[tuple[Ground, Quota | None]],
    quotas: Sequence[Quota],
    floors: Sequence[int],
    filled: int,
) -> Iterator[Placing]:
    chosen = Counter(_cell(one) for one, said in zip(ranked, listed, strict=True) if said[0] is Ground.MERIT)
    for rank, (one, (ground, quota)) in enumerate(zip(ranked, listed, strict=True), start=1):
        outcome = Outcome.WAITING
        if ground is Ground.MERIT:
            outcome = Outcome.TAKEN
            ground, quota = _taken_for(one, rank, quotas, floors, chosen, filled)
        yield Placing(
            number=one.number, cooperative=one.cooperative, outcome=outcome, ground=ground, quota=quota
        )


def _taken_for(
    one: Candidate,
    rank: int,
    quotas: Sequence[Quota],
    floors: Sequence[int],
    chosen: Mapping[Cell, int],
    filled: int,
) -> tuple[Ground, Quota | None]:
    """Merit, for whom would be taken without quotas; else the floor that just holds with it; else a place
    that a better ranked one had to leave.
    """
    if rank <= filled:
        return Ground.MERIT, None
    for quota, floor in zip(quotas, floors, strict=True):
        if floor and _belongs(quota, _cell(one)) and _count(quota, chosen) == floor:
            return Ground.FLOOR, quota
    return Ground.VACATED, None


def _refused(one: Candidate, marks: int | None) -> Placing:
    return Placing(
        number=one.number,
        cooperative=one.cooperative,
        outcome=Outcome.REFUSED,
        ground=Ground.GATE if one.failed_gates else Ground.PASS_MARK,
        total=marks,
        failed_gates=one.failed_gates,
    )


def _shortfalls(
    quotas: Sequence[Quota], floors: Sequence[int], supply: Mapping[Cell, int]
) -> tuple[Shortfall, ...]:
    return tuple(
        Shortfall(
            quota=quota,
            reached=floor,
            cause=ShortfallCause.TOO_FEW
            if _count(quota, supply) < quota.floor
            else ShortfallCause.OTHER_QUOTAS,
        )
        for quota, floor in zip(quotas, floors, strict=True)
        if floor < quota.floor
    )
