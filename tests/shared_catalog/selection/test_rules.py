from dataclasses import replace
from typing import Any

import pytest

from kernel.errors import InvalidValue
from shared_catalog.selection import rules
from shared_catalog.selection.types import (
    Criterion,
    CriterionKind,
    Dimension,
    Facts,
    File,
    Gate,
    GateKind,
    GridTerms,
    Ground,
    Outcome,
    Quota,
    Scale,
)

PACKAGING, PRICE = CriterionKind.PACKAGING, CriterionKind.PRICE_LEVEL
REGIONS = ("MA-06", "MA-08", "MA-09")
TERMS = GridTerms(
    gates=(
        Gate(kind=GateKind.ONSSA, groups=("terroir", "agri")),
        Gate(kind=GateKind.GOOD_STANDING, groups=("terroir", "agri", "cosmetics")),
    ),
    criteria=(
        Criterion(kind=PACKAGING, maximum=20, weight=50),
        Criterion(kind=PRICE, maximum=20, weight=30, scale=Scale(none_at=15_000, full_at=10_000)),
        Criterion(
            kind=CriterionKind.WOMEN_SHARE, maximum=20, weight=20, scale=Scale(none_at=0, full_at=10_000)
        ),
    ),
    quotas=(Quota(dimension=Dimension.REGION, value="MA-08", floor=1),),
    gap=2_500,
    pass_mark=0,
)
FACTS = Facts(
    group="terroir",
    region="MA-09",
    onssa=True,
    good_standing=True,
    women_share=5_000,
    rural_share=10_000,
    price_level=10_000,
)


def file(number: int, points: int, **facts: Any) -> File:
    """An application to which two people gave the same points for its packaging."""
    return File(
        number=number,
        cooperative=f"C{number:04d}",
        facts=replace(FACTS, **facts),
        scorers=("person:a", "person:b"),
        scores={PACKAGING: (points, points)},
        decided={},
    )


class TestGrid:
    def test_is_kept_and_read_back(self) -> None:
        assert rules.read(rules.written(rules.checked_grid(TERMS, regions=REGIONS))) == TERMS

    @pytest.mark.parametrize(
        "changes",
        [
            {"criteria": (*TERMS.criteria, Criterion(kind=CriterionKind.CAPACITY, maximum=20, weight=1))},
            {"criteria": (*TERMS.criteria[:2], replace(TERMS.criteria[1], weight=20))},
            {"criteria": (replace(TERMS.criteria[0], maximum=0), *TERMS.criteria[1:])},
            {
                "criteria": (
                    replace(TERMS.criteria[0], scale=Scale(none_at=0, full_at=1)),
                    *TERMS.criteria[1:],
                )
            },
            {
                "criteria": (
                    *TERMS.criteria[:2],
                    replace(TERMS.criteria[2], scale=Scale(none_at=5, full_at=5)),
                )
            },
            {"gates": (Gate(kind=GateKind.ONSSA, groups=()),)},
            {"gates": (Gate(kind=GateKind.ONSSA, groups=("flowers",)),)},
            {"gates": (TERMS.gates[0], TERMS.gates[0])},
            {"quotas": (Quota(dimension=Dimension.REGION, value="MA-99", floor=1),)},
            {"quotas": (Quota(dimension=Dimension.GROUP, value="MA-08", floor=1),)},
            {"quotas": (Quota(dimension=Dimension.REGION, value="MA-08", floor=3, ceiling=2),)},
            {"quotas": (TERMS.quotas[0], TERMS.quotas[0])},
            {"gap": 10_001},
            {"pass_mark": 101},
        ],
    )
    def test_is_refused_where_it_makes_no_sense(self, changes: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            rules.checked_grid(replace(TERMS, **changes), regions=REGIONS)

    def test_asks_for_no_more_places_than_there_are(self) -> None:
        quotas = (
            Quota(dimension=Dimension.REGION, value="MA-08", floor=2),
            Quota(dimension=Dimension.REGION, value="MA-09", floor=2),
            Quota(dimension=Dimension.GROUP, value="agri", floor=3),
        )
        terms = replace(TERMS, quotas=quotas)
        assert rules.checked_places(4, terms=terms) == 4
        with pytest.raises(InvalidValue):
            rules.checked_places(3, terms=terms)


class TestValues:
    @pytest.mark.parametrize(
        ("measure", "found"), [(8_000, 10_000), (10_000, 10_000), (12_500, 5_000), (15_000, 0), (90_000, 0)]
    )
    def test_a_price_above_its_reference_loses_points_in_a_straight_line(
        self, measure: int, found: int
    ) -> None:
        assert rules.measured(Scale(none_at=15_000, full_at=10_000), measure) == found

    def test_a_reference_is_the_lower_median_of_other_packs_scaled_to_this_one(self) -> None:
        packs = [(4_000, 500), (1_000, 250), (9_000, 500), (3_000, 250)]
        assert rules.reference_price(packs, content=250) == 2_000
        assert rules.reference_price([], content=250) is None

    def test_two_scores_make_their_mean_and_a_third_decides_in_their_place(self) -> None:
        said: dict[str, Any] = {"scores": {PACKAGING: (11, 14)}}
        assert rules.valued(TERMS, FACTS, decided={}, **said)[PACKAGING] == 6_250
        assert rules.valued(TERMS, FACTS, decided={PACKAGING: 9}, **said)[PACKAGING] == 4_500

    def test_a_total_of_full_marks_is_a_million(self) -> None:
        best = replace(FACTS, women_share=10_000)
        values = rules.valued(TERMS, best, scores={PACKAGING: (20, 20)}, decided={})
        assert rules.total(TERMS, values) == 1_000_000

    @pytest.mark.parametrize(
        ("scores", "wide"), [((10, 15), ()), ((10, 16), (PACKAGING,)), ((16, 10), (PACKAGING,))]
    )
    def test_scores_too_far_apart_ask_for_a_third_person(
        self, scores: tuple[int, int], wide: tuple[CriterionKind, ...]
    ) -> None:
        assert rules.to_adjudicate(TERMS, {PACKAGING: scores}) == wide

    @pytest.mark.parametrize("points", [{}, {PACKAGING: 21}, {PACKAGING: -1}, {PACKAGING: 3, PRICE: 3}])
    def test_points_are_given_for_what_people_score_and_within_its_maximum(
        self, points: dict[CriterionKind, int]
    ) -> None:
        with pytest.raises(InvalidValue):
            rules.checked_points(points, terms=TERMS)


class TestDecide:
    def test_takes_the_best_and_keeps_a_place_for_a_region(self) -> None:
        files = [
            file(1, 20),
            file(2, 15),
            file(3, 10),
            file(4, 5, region="MA-08"),
            file(5, 4, region="MA-08"),
        ]
        found = rules.decide(files, terms=TERMS, places=3).placings
        assert [(one.number, one.rank, one.outcome, one.ground, one.waiting) for one in found] == [
            (1, 1, Outcome.TAKEN, Ground.MERIT, None),
            (2, 2, Outcome.TAKEN, Ground.MERIT, None),
            (3, 3, Outcome.WAITING, Ground.RESERVED, 1),
            (4, 4, Outcome.TAKEN, Ground.FLOOR, None),
            (5, 5, Outcome.WAITING, Ground.NO_PLACE, 2),
        ]
        assert [one.quota for one in found[2:4]] == [TERMS.quotas[0]] * 2

    def test_passes_over_whoever_a_ceiling_leaves_out(self) -> None:
        terms = replace(TERMS, quotas=(Quota(dimension=Dimension.REGION, value="MA-09", floor=0, ceiling=1),))
        files = [file(1, 20), file(2, 15), file(3, 10, region="MA-06")]
        found = rules.decide(files, terms=terms, places=2).placings
        assert [one.ground for one in found] == [Ground.MERIT, Ground.CEILING, Ground.VACATED]

    def test_refuses_whoever_fails_a_gate_or_the_pass_mark_and_says_which(self) -> None:
        files = [
            file(1, 20, onssa=False),
            file(2, 0, women_share=0),
            file(3, 0, onssa=False, group="cosmetics"),
            file(4, 20, good_standing=False, onssa=False),
        ]
        found = rules.decide(files, terms=replace(TERMS, pass_mark=40), places=4).placings
        told = {one.number: (one.outcome, one.ground, one.failed_gates, one.total) for one in found}
        assert told == {
            1: (Outcome.REFUSED, Ground.GATE, (GateKind.ONSSA,), None),
            2: (Outcome.REFUSED, Ground.PASS_MARK, (), 300_000),
            3: (Outcome.TAKEN, Ground.MERIT, (), 400_000),
            4: (Outcome.REFUSED, Ground.GATE, (GateKind.ONSSA, GateKind.GOOD_STANDING), None),
        }

    def test_explains_a_floor_that_cannot_be_kept(self) -> None:
        quotas = (
            Quota(dimension=Dimension.REGION, value="MA-08", floor=2),
            Quota(dimension=Dimension.GROUP, value="cosmetics", floor=1),
        )
        files = [file(1, 20), file(2, 1, region="MA-08"), file(3, 2, group="cosmetics")]
        found = rules.decide(files, terms=replace(TERMS, quotas=quotas), places=2)
        assert [(one.quota.value, one.reached, one.cause) for one in found.shortfalls] == [
            ("MA-08", 1, "too_few")
        ]
        assert {one.number for one in found.placings if one.outcome is Outcome.TAKEN} == {2, 3}
        tight = rules.decide(files, terms=replace(TERMS, quotas=quotas), places=1)
        assert [(one.quota.value, one.reached, one.cause) for one in tight.shortfalls] == [
            ("MA-08", 1, "too_few"),
            ("cosmetics", 0, "other_quotas"),
        ]

    def test_breaks_ties_by_the_first_criteria_and_then_by_number(self) -> None:
        files = [
            file(3, 10, women_share=5_000),
            file(2, 10, women_share=5_000),
            file(1, 8, women_share=7_500),  # As many in all, with less for the packaging.
        ]
        found = rules.decide(files, terms=replace(TERMS, quotas=()), places=1).placings
        assert [one.number for one in found] == [2, 3, 1]
        assert len({one.total for one in found}) == 1


class TestDigest:
    def test_depends_on_what_was_decided_by_and_not_on_its_order(self) -> None:
        files = [file(1, 20), file(2, 15), file(3, 10, region="MA-08")]

        def digest(given: list[File], places: int = 2, terms: GridTerms = TERMS) -> bytes:
            result = rules.decide(given, terms=terms, places=places)
            return rules.digest(given, terms=terms, places=places, result=result)

        known = digest(files)
        assert digest(files[::-1]) == known
        others = {
            digest(files, places=1),
            digest(files, terms=replace(TERMS, gap=1)),
            digest([*files[:2], file(3, 11, region="MA-08")]),
            digest([*files[:2], replace(files[2], decided={PACKAGING: 10})]),
        }
        assert len(others) == 4 and known not in others
