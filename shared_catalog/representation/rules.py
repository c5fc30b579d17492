"""Shares by region and group, and which floors a change would break."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from kernel.errors import InvalidValue
from shared_catalog.representation.types import (
    ANY_GROUP,
    FULL,
    NOWHERE_YET,
    Amounts,
    Broken,
    Cell,
    FloorTerms,
    Measure,
    Network,
    Newcomer,
    Presence,
    Tally,
)


def tally(network: Network) -> Tally:
    """How much each region and group has: cooperatives count once, their products in each market."""
    cooperatives = Counter(network.cells[one] for one in {who for _, who in network.presences})
    shelf: Counter[Cell] = Counter()
    for _, who in network.presences:
        shelf[network.cells[who]] += network.products.get(who, 0)
    sales: Counter[Cell] = Counter()
    for (_, who), amount in network.sales.items():
        sales[network.cells[who]] += amount
    return {Measure.COOPERATIVES: cooperatives, Measure.SHELF: shelf, Measure.SALES: sales}


def without(network: Network, gone: Collection[Presence]) -> Network:
    """The network once these no longer take part there, as if they had sold nothing there either."""
    left = frozenset(gone)
    return replace(
        network,
        presences=network.presences - left,
        sales={where: amount for where, amount in network.sales.items() if where not in left},
    )


def with_newcomers(network: Network, taken: Iterable[Newcomer], products: Mapping[UUID, int]) -> Network:
    """The network once these take part somewhere, with their products; who does already stays as it is."""
    here = {who for _, who in network.presences}
    new = [one for one in taken if one.cooperative_id not in here]
    return replace(
        network,
        cells={**network.cells, **{one.cooperative_id: one.cell for one in new}},
        presences=network.presences | {(NOWHERE_YET, one.cooperative_id) for one in new},
        products={**products, **network.products},
    )


def broken_by(floors: Sequence[FloorTerms], *, before: Tally, after: Tally) -> tuple[Broken, ...]:
    """The floors that are kept before a change and not after, and those below which it falls further."""
    found = []
    for floor in floors:
        was, will = before[floor.measure], after[floor.measure]
        if is_kept(floor, will):
            continue
        already = not is_kept(floor, was)
        if already and part(floor, will) * total(was) >= part(floor, was) * total(will):
            continue
        found.append(Broken(floor=floor, before=share(floor, was), after=share(floor, will), already=already))
    return tuple(found)


def is_kept(floor: FloorTerms, amounts: Amounts) -> bool:
    """Whether a region has its least share; of nothing everybody has enough. Exact, without rounding."""
    whole = total(amounts)
    return whole <= 0 or part(floor, amounts) * FULL >= floor.basis_points * whole


def share(floor: FloorTerms, amounts: Amounts) -> int:
    """What a floor's region has, in basis points rounded down; 0 of nothing."""
    return share_of(part(floor, amounts), total(amounts))


def share_of(amount: int, whole: int) -> int:
    """A part in basis points, rounded down; 0 of nothing."""
    return amount * FULL // whole if whole > 0 else 0


def part(floor: FloorTerms, amounts: Amounts) -> int:
    """How much a floor speaks of."""
    return sum(
        amount
        for cell, amount in amounts.items()
        if cell.region == floor.region and floor.group in (ANY_GROUP, cell.group)
    )


def total(amounts: Amounts) -> int:
    """The whole of a measure."""
    return sum(amounts.values())


def checked_floors(floors: Sequence[FloorTerms]) -> None:
    """Raises InvalidValue for a floor that is no share, or floors that no network could keep together."""
    if not all(0 <= floor.basis_points <= FULL for floor in floors):
        raise InvalidValue(path=("basis_points",), field="basis_points", reason=f"0 to {FULL} basis points")
    for measure in Measure:
        asked: dict[str, int] = {}
        for region in {floor.region for floor in floors}:
            here = [one for one in floors if one.measure is measure and one.region == region]
            of_groups = sum(one.basis_points for one in here if one.group != ANY_GROUP)
            of_all = max((one.basis_points for one in here if one.group == ANY_GROUP), default=0)
            asked[region] = max(of_groups, of_all)
        if sum(asked.values()) > FULL:
            reason = f"the floors of all regions come to more than {FULL} basis points"
            raise InvalidValue(path=("basis_points",), field="basis_points", reason=reason)
