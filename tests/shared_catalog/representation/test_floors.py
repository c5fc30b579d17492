"""Floors are set from a day on, and never changed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kernel.errors import InvalidValue, NotFound
from shared_catalog.representation import operations as representation
from shared_catalog.representation import queries
from shared_catalog.representation.models import Floor
from shared_catalog.representation.types import ANY_GROUP, FloorTerms, Measure

TODAY = date(2026, 11, 10)
TERMS = FloorTerms(region="MA-08", group=ANY_GROUP, measure=Measure.SHELF, basis_points=500)


def set_floor(nation: Any, terms: FloorTerms = TERMS, day: date = TODAY) -> Floor:
    return representation.set_floor(terms=terms, effective_from=day, at=nation.at, actor="person:admin")


def test_holds_from_its_day_until_the_next_and_nothing_ends_it(nation: Any) -> None:
    set_floor(nation)
    set_floor(nation, replace(TERMS, basis_points=700), TODAY + timedelta(days=30))
    set_floor(nation, replace(TERMS, basis_points=0), TODAY + timedelta(days=60))
    found = [queries.floors_on(TODAY + timedelta(days=days)) for days in (-1, 0, 29, 30, 60)]
    assert [[one.basis_points for one in day] for day in found] == [[], [500], [500], [700], []]


def test_is_set_once_a_day_and_not_for_the_past(nation: Any) -> None:
    assert set_floor(nation) == set_floor(nation)
    for terms, day in ((replace(TERMS, basis_points=1), TODAY), (TERMS, TODAY - timedelta(days=1))):
        with pytest.raises(InvalidValue):
            set_floor(nation, terms, day)
    with pytest.raises(NotFound):
        set_floor(nation, replace(TERMS, region="MA-99"))


def test_can_be_kept_together_with_those_of_every_later_day(nation: Any) -> None:
    set_floor(nation, replace(TERMS, region="MA-06", basis_points=9_800), TODAY + timedelta(days=9))
    with pytest.raises(InvalidValue):
        set_floor(nation)
    assert queries.floors_on(TODAY) == []
    assert set_floor(nation, replace(TERMS, basis_points=200))
