"""Whether places can be filled within quotas by region and by group at once.

Regions and groups make a table of a few cells, and a list within the quotas is a flow through it: from a
source to the regions, along the cells to the groups, and on to a sink. Floors are lower bounds of the flow.
"""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shared_catalog.selection.types import Dimension, Quota

Cell = tuple[str, str]
"""A region and a group."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many may be taken in all, and of each region and group: at least and at most."""

    least: int
    most: int
    floors: Mapping[tuple[Dimension, str], int]
    ceilings: Mapping[tuple[Dimension, str], int]


def bounds(quotas: Sequence[Quota], *, floors: Sequence[int], least: int, most: int) -> Bounds:
    """The bounds that quotas make with these floors instead of their own."""
    return Bounds(
        least=least,
        most=most,
        floors={(q.dimension, q.value): floor for q, floor in zip(quotas, floors, strict=True)},
        ceilings={(q.dimension, q.value): q.ceiling for q in quotas if q.ceiling is not None},
    )


def feasible(*, taken: Mapping[Cell, int], left: Mapping[Cell, int], within: Bounds) -> bool:
    """Whether those taken, and some of those left, can make a list within the bounds."""
    cells = sorted({*taken, *left})
    network = _Network()
    network.add("source", "sink", 0, 0)
    network.add("sink", "source", within.least, within.most)
    for place, (side, dimension) in enumerate((("source", Dimension.REGION), ("sink", Dimension.GROUP))):
        for value in {cell[place] for cell in cells} | {v for d, v in within.floors if d is dimension}:
            low = within.floors.get((dimension, value), 0)
            high = min(within.ceilings.get((dimension, value), within.most), within.most)
            if low > high:
                return False
            node = f"{dimension.value} {value}"
            network.add(*((side, node) if side == "source" else (node, side)), low, high)
    for region, group in cells:
        held = taken.get((region, group), 0)
        network.add(f"region {region}", f"group {group}", held, held + left.get((region, group), 0))
    return network.circulates()


class _Network:
    """Edges with lower and upper bounds, and whether a circulation keeps them all: a maximum flow tells."""

    def __init__(self) -> None:
        self._room: dict[str, dict[str, int]] = {}
        self._owed: Counter[str] = Counter()

    def add(self, start: str, end: str, low: int, high: int) -> None:
        """An edge; what must flow anyway is owed by its start to its end."""
        self._edge(start, end, high - low)
        self._owed[end] += low
        self._owed[start] -= low

    def circulates(self) -> bool:
        """Whether all that is owed can be made up for through the room that is left."""
        for node, owed in sorted(self._owed.items()):
            if owed > 0:
                self._edge("+", node, owed)
            elif owed < 0:
                self._edge(node, "-", -owed)
        wanted = sum(owed for owed in self._owed.values() if owed > 0)
        while wanted and (found := self._push()):
            wanted -= found
        return wanted == 0

    def _edge(self, start: str, end: str, room: int) -> None:
        ways = self._room.setdefault(start, {})
        ways[end] = ways.get(end, 0) + room
        self._room.setdefault(end, {}).setdefault(start, 0)

    def _push(self) -> int:
        """Send as much as goes along a shortest way from + to -, and say how much that was."""
        before = {"+": "+"}
        waiting = deque(["+"])
        while waiting and "-" not in before:
            node = waiting.popleft()
            for following, room in self._room.get(node, {}).items():
                if room > 0 and following not in before:
                    before[following] = node
                    waiting.append(following)
        if "-" not in before:
            return 0
        way = ["-"]
        while way[-1] != "+":
            way.append(before[way[-1]])
        steps = [(start, end) for end, start in pairwise(way)]
        sent = min(self._room[start][end] for start, end in steps)
        for start, end in steps:
            self._room[start][end] -= sent
            self._room[end][start] += sent
        return sent
