"""Which cells are withheld, so that nothing published tells of fewer than five.

The table is two-way, with its totals: in each region the groups add up to the region, in each group the
regions to the group, and so on. A small cell alone would be what is left of a total, so others are withheld
with it. Seen as a graph whose nodes are the rows and columns, those of the totals included, and whose edges
are the withheld cells, a cell can be worked out exactly if it lies on no cycle: along a cycle, one more here
is one less there, and every total stays. Each small cell is therefore put on a cycle, the one that withholds
the fewest cooperatives more; a cell that would have to be one less is used only where it can be.
"""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared_catalog.impact.types import Figures, Key

FEWEST = 5

# A row by its region, a column by its group.
_Node = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class _Arc:
    """A way through a cell, from its row to its column or back, by which it holds one `more` or one less."""

    cell: Key
    start: _Node
    end: _Node
    more: bool


def is_small(figures: Figures) -> bool:
    """Whether a cell tells of fewer than five cooperatives or members, or members of a kind or not of it.

    That nobody is of a kind tells of nobody.
    """
    members = figures.members
    heads = (
        figures.women,
        figures.men,
        figures.youth,
        members - figures.youth,
        figures.rural,
        members - figures.rural,
    )
    return figures.cooperatives < FEWEST or members < FEWEST or any(0 < counted < FEWEST for counted in heads)


def withheld(cells: Mapping[Key, Figures]) -> frozenset[Key]:
    """The cells of a whole table that are not published: small ones, and those that would tell of them."""
    small = sorted((key for key, figures in cells.items() if is_small(figures)), key=_order)
    kept_back = set(small)
    for key in small:
        kept_back |= _cheapest_cycle(key, cells, kept_back)
    return frozenset(kept_back)


def _cheapest_cycle(key: Key, cells: Mapping[Key, Figures], kept_back: set[Key]) -> set[Key]:
    """The other cells of a cycle on which this one is one more. There is always one through the totals."""
    [through] = [arc for arc in _arcs(key, cells[key]) if arc.more]
    leaving: dict[_Node, list[_Arc]] = {}
    for other in sorted(cells, key=_order):
        if other != key:
            for arc in _arcs(other, cells[other]):
                leaving.setdefault(arc.start, []).append(arc)
    best: dict[_Node, int] = {through.end: 0}
    came_by: dict[_Node, _Arc] = {}
    waiting: list[tuple[int, int, _Node]] = [(0, 0, through.end)]
    turn = 0
    while waiting:
        cost, _, node = heapq.heappop(waiting)
        if cost > best[node]:
            continue
        for arc in leaving.get(node, []):
            further = cost + (0 if arc.cell in kept_back else cells[arc.cell].cooperatives)
            if arc.end not in best or further < best[arc.end]:
                turn += 1
                best[arc.end], came_by[arc.end] = further, arc
                heapq.heappush(waiting, (further, turn, arc.end))
    return set(_walked(came_by, through.end, through.start))


def _walked(came_by: Mapping[_Node, _Arc], start: _Node, end: _Node) -> Iterator[Key]:
    while end != start:
        arc = came_by[end]
        yield arc.cell
        end = arc.start


def _arcs(key: Key, figures: Figures) -> Iterator[_Arc]:
    """The ways through a cell. A total of one side stands with the opposite sign, so that all lines add up
    to nothing. A cell may be one less where two cooperatives and two members would leave some.
    """
    row, column = ("row", key.region), ("column", key.group)
    one_total = (key.region is None) != (key.group is None)
    spare = figures.cooperatives > 1 and figures.members > 1
    if not one_total or spare:
        yield _Arc(key, row, column, more=not one_total)
    if one_total or spare:
        yield _Arc(key, column, row, more=one_total)


def _order(key: Key) -> tuple[str, str]:
    return key.region or "", key.group or ""
