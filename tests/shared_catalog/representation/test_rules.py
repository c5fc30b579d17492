"""Shares by region and group, and the floors that a change breaks."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import InvalidValue
from shared_catalog.representation import rules
from shared_catalog.representation.types import (
    ANY_GROUP,
    FULL,
    Cell,
    FloorTerms,
    Measure,
    Network,
    Newcomer,
)

WHO = [UUID(int=n) for n in range(8)]
SOUTH, CASA = Cell("MA-08", "terroir"), Cell("MA-06", "agri")
NETWORK = Network(
    cells={WHO[0]: SOUTH, WHO[1]: CASA, WHO[2]: CASA},
    presences=frozenset({("casa", WHO[0]), ("rabat", WHO[0]), ("casa", WHO[1]), ("casa", WHO[2])}),
    products={WHO[0]: 3, WHO[1]: 4},
    sales={("casa", WHO[0]): 100, ("casa", WHO[1]): 300, ("rabat", WHO[2]): 100},
)
FLOOR = FloorTerms(region="MA-08", group=ANY_GROUP, measure=Measure.COOPERATIVES, basis_points=3_000)


def broken(network: Network, *floors: FloorTerms) -> list[tuple[int, int, bool]]:
    found = rules.broken_by(floors, before=rules.tally(NETWORK), after=rules.tally(network))
    return [(one.before, one.after, one.already) for one in found]


class TestTally:
    def test_counts_a_cooperative_once_and_its_products_in_each_market(self) -> None:
        found = rules.tally(NETWORK)
        assert found[Measure.COOPERATIVES] == {SOUTH: 1, CASA: 2}
        assert found[Measure.SHELF] == {SOUTH: 6, CASA: 4}
        assert found[Measure.SALES] == {SOUTH: 100, CASA: 400}


class TestBrokenBy:
    def test_warns_when_the_last_of_a_region_leaves(self) -> None:
        gone = rules.without(NETWORK, {("casa", WHO[0]), ("rabat", WHO[0])})
        assert broken(gone, FLOOR, replace(FLOOR, measure=Measure.SALES, basis_points=2_000)) == [
            (3_333, 0, False),
            (2_000, 0, False),
        ]

    def test_says_nothing_while_it_stays_in_another_market(self) -> None:
        gone = rules.without(NETWORK, {("rabat", WHO[0])})
        assert broken(gone, FLOOR) == []
        assert broken(gone, replace(FLOOR, measure=Measure.SHELF, basis_points=5_000)) == [
            (6_000, 4_285, False)
        ]

    def test_warns_of_newcomers_from_elsewhere_and_not_of_who_is_there(self) -> None:
        taken = [Newcomer(cooperative_id=who, cell=CASA) for who in (WHO[1], WHO[3])]
        assert broken(rules.with_newcomers(NETWORK, taken[:1], {}), FLOOR) == []
        assert broken(rules.with_newcomers(NETWORK, taken, {WHO[3]: 2}), FLOOR) == [(3_333, 2_500, False)]

    def test_tells_a_floor_broken_before_only_when_it_falls_further(self) -> None:
        high = replace(FLOOR, basis_points=9_000)
        fewer = rules.without(NETWORK, {("casa", WHO[1])})
        more = rules.with_newcomers(NETWORK, [Newcomer(cooperative_id=WHO[4], cell=CASA)], {})
        assert broken(fewer, high) == [] and broken(NETWORK, high) == []
        assert broken(more, high) == [(3_333, 2_500, True)]

    @given(st.data())
    def test_warns_exactly_of_what_the_change_takes_below(self, data: st.DataObject) -> None:
        cells = [SOUTH, CASA, Cell("MA-08", "agri")]
        amounts = st.dictionaries(st.sampled_from(cells), st.integers(0, 50))
        floor = replace(
            FLOOR,
            basis_points=data.draw(st.integers(1, FULL)),
            group=data.draw(st.sampled_from([ANY_GROUP, "terroir"])),
        )
        was, will = data.draw(amounts), data.draw(amounts)
        empty: dict[Measure, dict[Cell, int]] = {measure: {} for measure in Measure}
        found = rules.broken_by(
            [floor],
            before={**empty, Measure.COOPERATIVES: was},
            after={**empty, Measure.COOPERATIVES: will},
        )

        def share(of: dict[Cell, int]) -> float:
            here = sum(
                n for cell, n in of.items() if cell == SOUTH or (cell.region == "MA-08" and not floor.group)
            )
            return here / sum(of.values()) if sum(of.values()) else 1.0

        least = floor.basis_points / FULL
        falls = share(will) < least - 1e-12 and (
            share(was) >= least - 1e-12 or share(will) < share(was) - 1e-12
        )
        assert bool(found) == falls


class TestCheckedFloors:
    def test_takes_what_a_network_can_keep_together(self) -> None:
        groups = [replace(FLOOR, group=group, basis_points=4_000) for group in ("agri", "terroir")]
        elsewhere = replace(FLOOR, region="MA-06", basis_points=2_000)
        rules.checked_floors([FLOOR, *groups, elsewhere, replace(elsewhere, measure=Measure.SALES)])
        with pytest.raises(InvalidValue):
            rules.checked_floors([FLOOR, *groups, replace(elsewhere, basis_points=2_001)])
        with pytest.raises(InvalidValue):
            rules.checked_floors([replace(FLOOR, basis_points=FULL + 1)])
