"""Quotas on generated rounds: kept whenever some list keeps them, and explained when none does."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_catalog.selection import rules
from shared_catalog.selection.types import (
    Candidate,
    Criterion,
    CriterionKind,
    Dimension,
    GridTerms,
    Ground,
    Outcome,
    Quota,
    Result,
    ShortfallCause,
)

pytestmark = pytest.mark.property

REGIONS, GROUPS = ("MA-06", "MA-08", "MA-09"), ("terroir", "agri")
PACKAGING = CriterionKind.PACKAGING


@st.composite
def quotas(draw: st.DrawFn) -> tuple[Quota, ...]:
    found = []
    for dimension, values in ((Dimension.REGION, REGIONS), (Dimension.GROUP, GROUPS)):
        for value in values:
            if draw(st.booleans()):
                floor = draw(st.integers(0, 3))
                ceiling = draw(st.none() | st.integers(floor, 4))
                found.append(Quota(dimension=dimension, value=value, floor=floor, ceiling=ceiling))
    return tuple(draw(st.permutations(found)))


def candidates(most: int) -> st.SearchStrategy[list[Candidate]]:
    drawn = st.tuples(st.sampled_from(REGIONS), st.sampled_from(GROUPS), st.integers(0, 5))
    return st.lists(drawn, max_size=most).map(
        lambda rows: [
            Candidate(
                number=number,
                cooperative=f"C{number}",
                region=region,
                group=group,
                failed_gates=(),
                values={PACKAGING: 2_000 * points},
            )
            for number, (region, group, points) in enumerate(rows, start=1)
        ]
    )


def terms_of(given: tuple[Quota, ...]) -> GridTerms:
    return GridTerms(
        gates=(),
        criteria=(Criterion(kind=PACKAGING, maximum=20, weight=100),),
        quotas=given,
        gap=0,
        pass_mark=0,
    )


def count(quota: Quota, taken: Sequence[Candidate]) -> int:
    return sum(quota.value in (one.region, one.group) for one in taken)


def keeps(taken: Sequence[Candidate], given: Sequence[Quota], *, floors: bool = True) -> bool:
    return all(
        (not floors or count(quota, taken) >= quota.floor)
        and (quota.ceiling is None or count(quota, taken) <= quota.ceiling)
        for quota in given
    )


def lists(pool: Sequence[Candidate], places: int) -> Iterator[tuple[Candidate, ...]]:
    """Every list with at most so many places, by rank the better first, the longer before the shorter."""
    by_rank = sorted(pool, key=lambda one: (-one.values[PACKAGING], one.number))
    for size in range(min(places, len(pool)), -1, -1):
        yield from combinations(by_rank, size)


def taken_of(result: Result, pool: Sequence[Candidate]) -> list[Candidate]:
    numbers = [one.number for one in result.placings if one.outcome is Outcome.TAKEN]
    return [next(one for one in pool if one.number == number) for number in numbers]


@given(pool=candidates(7), given_quotas=quotas(), places=st.integers(1, 5))
def test_the_list_is_the_best_of_all_that_keep_the_quotas(
    pool: list[Candidate], given_quotas: tuple[Quota, ...], places: int
) -> None:
    result = rules.place(pool, terms=terms_of(given_quotas), places=places)
    taken = taken_of(result, pool)
    # `combinations` gives them in lexicographic order of rank: the first that keeps the quotas is the best.
    best = next((one for one in lists(pool, places) if keeps(one, given_quotas)), None)
    if best is not None:
        assert taken == list(best) and result.shortfalls == ()
    else:
        assert result.shortfalls and keeps(taken, given_quotas, floors=False)


@given(pool=candidates(7), given_quotas=quotas(), places=st.integers(1, 5))
def test_a_floor_that_is_not_kept_is_explained_by_what_was_reached_and_why(
    pool: list[Candidate], given_quotas: tuple[Quota, ...], places: int
) -> None:
    result = rules.place(pool, terms=terms_of(given_quotas), places=places)
    taken = taken_of(result, pool)
    broken = {q: count(q, taken) for q in given_quotas if count(q, taken) < q.floor}
    assert {one.quota: one.reached for one in result.shortfalls} == broken
    for one in result.shortfalls:
        too_few = count(one.quota, pool) < one.quota.floor
        assert one.cause is (ShortfallCause.TOO_FEW if too_few else ShortfallCause.OTHER_QUOTAS)


@given(pool=candidates(20), given_quotas=quotas(), places=st.integers(1, 12))
def test_every_place_has_a_reason_that_holds(
    pool: list[Candidate], given_quotas: tuple[Quota, ...], places: int
) -> None:
    result = rules.place(pool, terms=terms_of(given_quotas), places=places)
    taken = taken_of(result, pool)
    assert [one.rank for one in result.placings] == list(range(1, len(pool) + 1))
    waiting = [one.waiting for one in result.placings if one.outcome is Outcome.WAITING]
    assert waiting == list(range(1, len(waiting) + 1))
    by_number = {one.number: one for one in pool}
    for placing in result.placings:
        who = by_number[placing.number]
        own = placing.quota is not None and placing.quota.value in (who.region, who.group)
        assert placing.rank is not None
        match placing.ground:
            case Ground.MERIT:
                assert placing.rank <= len(taken)
            case Ground.FLOOR:
                assert own and placing.quota and count(placing.quota, taken) <= placing.quota.floor
            case Ground.CEILING:
                assert own and placing.quota and count(placing.quota, taken) == placing.quota.ceiling
            case Ground.RESERVED:
                assert not own and len(taken) > 0
            case Ground.NO_PLACE:
                assert placing.rank > len(taken)
            case Ground.VACATED:
                assert placing.rank > len(taken)


@given(pool=candidates(20), given_quotas=quotas(), places=st.integers(1, 12), data=st.data())
def test_the_order_in_which_applications_are_read_does_not_count(
    pool: list[Candidate], given_quotas: tuple[Quota, ...], places: int, data: st.DataObject
) -> None:
    terms = terms_of(given_quotas)
    shuffled = data.draw(st.permutations(pool))
    assert rules.place(shuffled, terms=terms, places=places) == rules.place(pool, terms=terms, places=places)


def test_a_round_of_hundreds_is_ranked_in_a_moment_and_fills_its_places() -> None:
    pool = [
        Candidate(
            number=number,
            cooperative=f"C{number}",
            region=f"MA-{number % 12:02d}",
            group=("terroir", "agri", "cosmetics")[number % 3],
            failed_gates=(),
            values={PACKAGING: number * 37 % 10_000},
        )
        for number in range(1, 501)
    ]
    floors = tuple(Quota(dimension=Dimension.REGION, value=f"MA-{i:02d}", floor=10) for i in range(12))
    groups = (Quota(dimension=Dimension.GROUP, value="cosmetics", floor=50, ceiling=60),)
    result = rules.place(pool, terms=terms_of((*floors, *groups)), places=200)
    taken = taken_of(result, pool)
    assert len(taken) == 200 and keeps(taken, (*floors, *groups)) and not result.shortfalls
