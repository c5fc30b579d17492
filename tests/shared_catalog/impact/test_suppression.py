"""Whatever the table: nothing withheld can be worked out of what is published, and nothing small is shown."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_catalog.impact import rules
from shared_catalog.impact.types import Figures, Key
from shared_catalog.registry.types import Group

REGIONS = ("MA-01", "MA-06", "MA-09")
# Two groups, so that all tables near one can be looked at.
GROUPS = (Group.AGRI, Group.TERROIR)
DAY = date(2026, 1, 1)

Cells = Mapping[Key, Figures]


def figures(cooperatives: int, women: int, men: int, youth: int = 0, rural: int = 0) -> Figures:
    return Figures(
        cooperatives=cooperatives,
        women=women,
        men=men,
        youth=youth,
        rural=rural,
        income_minor=cooperatives * 1_000,
        oldest_count=DAY,
        newest_count=DAY,
    )


@st.composite
def drawn_figures(draw: st.DrawFn) -> Figures:
    women, men = draw(st.integers(0, 12)), draw(st.integers(0, 12))
    youth, rural = draw(st.integers(0, women + men)), draw(st.integers(0, women + men))
    return figures(draw(st.integers(1, 9)), women, men, youth, rural)


inner_cells = st.dictionaries(
    st.builds(Key, st.sampled_from(REGIONS), st.sampled_from(GROUPS)), drawn_figures(), min_size=1
)


def tables(
    inner: Cells, kept_back: frozenset[Key], measure: Callable[[Figures], int], least: int
) -> Iterator[dict[Key, int]]:
    """Tables near this one that publish the same: an inner cell that is withheld may be one more or less."""
    unknown = [key for key in inner if key in kept_back]
    actual = {key: measure(found) for key, found in inner.items()}
    published = totals(actual).keys() - kept_back
    for steps in product((-1, 0, 1), repeat=len(unknown)):
        moved = totals(dict(zip(unknown, steps, strict=True)))
        if any(moved.get(key) for key in published):
            continue
        guess = {key: value + moved.get(key, 0) for key, value in actual.items()}
        if min(guess.values()) >= least:
            yield totals(guess)


def totals(inner: Mapping[Key, int]) -> dict[Key, int]:
    cells: dict[Key, int] = {}
    for key, value in inner.items():
        for part in {key, Key(key.region, None), Key(None, key.group), Key(None, None)}:
            cells[part] = cells.get(part, 0) + value
    return cells


@pytest.mark.property
@given(inner_cells)
def test_nothing_withheld_can_be_worked_out(inner: dict[Key, Figures]) -> None:
    cells = rules.table(inner.items())
    kept_back = rules.withheld(cells)

    assert {key for key, found in cells.items() if rules.is_small(found)} <= kept_back
    for measure, least in ((lambda f: f.cooperatives, 1), (lambda f: f.members, 0)):
        left = set(kept_back)
        actual = totals({key: measure(found) for key, found in inner.items()})
        for other in tables(inner, kept_back, measure, least):
            left -= {key for key in left if other[key] != actual[key]}
            if not left:
                break
        assert not left, "these have one possible value"


@pytest.mark.property
@given(inner_cells)
def test_nothing_is_withheld_without_need(inner: dict[Key, Figures]) -> None:
    cells = rules.table(inner.items())

    assert bool(rules.withheld(cells)) == any(map(rules.is_small, cells.values()))


class TestWithheld:
    def test_takes_a_square_of_inner_cells_before_any_total(self) -> None:
        inner = {Key(region, group): figures(20, 60, 60, 30, 30) for region in REGIONS for group in GROUPS}
        inner[Key("MA-09", Group.AGRI)] = figures(2, 60, 60, 30, 30)
        inner[Key("MA-06", Group.AGRI)] = figures(6, 60, 60, 30, 30)

        assert rules.withheld(rules.table(inner.items())) == {
            Key("MA-09", Group.AGRI),
            Key("MA-09", Group.TERROIR),
            Key("MA-06", Group.AGRI),
            Key("MA-06", Group.TERROIR),
        }

    def test_takes_every_total_with_the_only_cell(self) -> None:
        cells = rules.table([(Key("MA-09", Group.AGRI), figures(4, 50, 50))])

        assert rules.withheld(cells) == set(cells)

    def test_does_not_hide_two_cells_behind_each_other_that_can_only_be_one_each(self) -> None:
        """Two cells of one cooperative each that add up to two hide nothing."""
        plenty = figures(9, 60, 60, 30, 30)
        inner = {Key(region, group): plenty for region in REGIONS for group in Group}
        for group in GROUPS:
            inner[Key("MA-06", group)] = figures(1, 60, 60, 30, 30)

        kept_back = rules.withheld(rules.table(inner.items()))

        assert Key("MA-06", Group.COSMETICS) in kept_back


class TestIsSmall:
    @pytest.mark.parametrize(
        ("cell", "small"),
        [
            (figures(5, 20, 0, 10, 20), False),  # no men tells of nobody
            (figures(4, 20, 20, 10, 20), True),
            (figures(5, 4, 0, 0, 0), True),
            (figures(5, 20, 3, 10, 10), True),
            (figures(5, 20, 20, 1, 20), True),
            (figures(5, 20, 20, 10, 37), True),  # three who do not live in the countryside
        ],
    )
    def test_counts_to_five(self, cell: Figures, small: bool) -> None:
        assert rules.is_small(cell) is small


def test_income_by_member_is_rounded_half_away_from_zero() -> None:
    assert rules.income_per_member(figures(1, 8, 0)) == 125
    assert rules.income_per_member(figures(1, 400, 0)) == 3  # 2.5
    assert rules.income_per_member(figures(5, 0, 0)) is None
