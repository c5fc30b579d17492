"""What the report counts: who took part, by the head count that held on the last day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kernel.errors import NotFound
from shared_catalog.impact import queries, rules
from shared_catalog.impact.types import Dimension, Income, Span
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative, MemberCount
from shared_catalog.registry.types import CountSource, Members

YEAR = Span(since=date(2026, 1, 1), until=date(2027, 1, 1))


def admit(nation: Any, cooperative: Cooperative, joined_on: date = date(2026, 1, 1)) -> None:
    registry.admit_cooperative(
        participation_id=uuid4(),
        cooperative_id=cooperative.pk,
        market_schema="casablanca",
        joined_on=joined_on,
        at=nation.at,
        actor="officer",
    )


def report(span: Span = YEAR, **given: Any) -> Any:
    asked: dict[str, Any] = {
        "by": set(),
        "definition": rules.DEFINITIONS[0],
        "markets": ["casablanca"],
        "income_minor": {},
    }
    return queries.report(span=span, **(asked | given))


class TestMemberCounts:
    def test_are_dated_when_a_cooperative_is_registered_and_when_it_says_another_count(
        self, nation: Any
    ) -> None:
        details = nation.cooperative_details()
        said = {"cooperative_id": uuid4(), "at": nation.at, "actor": "officer"}
        known = registry.register_cooperative(details=details, **said)
        grown = replace(details, members=Members(women=30, men=4, youth=6, rural=24, as_of=date(2026, 6, 1)))
        for _ in range(2):
            registry.update_cooperative(details=grown, **said)
        other_court = replace(grown, register_court="Agadir")
        registry.update_cooperative(details=other_court, **said)

        rows = MemberCount.objects.order_by("recorded_at", "id").values_list("source", "women", "as_of")
        assert list(rows) == [
            (CountSource.REGISTRATION, 20, date(2026, 1, 1)),
            (CountSource.UPDATE, 30, date(2026, 6, 1)),
        ]
        known.refresh_from_db()
        assert (known.members_women, known.members_as_of) == (30, date(2026, 6, 1))


class TestReport:
    @pytest.fixture
    def six(self, nation: Any) -> list[Cooperative]:
        made = [nation.eligible() for _ in range(6)]
        for cooperative in made:
            admit(nation, cooperative)
        return made

    def test_adds_up_those_who_took_part(self, nation: Any, six: list[Cooperative]) -> None:
        nation.eligible()  # takes part in no market
        total = report(income_minor={each.pk: 1_000 for each in six}).total

        assert (total.figures.cooperatives, total.figures.women, total.figures.men) == (6, 120, 24)
        assert rules.income_per_member(total.figures) == 42  # 6,000 / 144

    def test_takes_the_count_that_held_on_the_last_day(self, nation: Any, six: list[Cooperative]) -> None:
        details = nation.cooperative_details(
            ice=six[0].ice, members=Members(women=100, men=0, youth=50, rural=50, as_of=date(2026, 6, 1))
        )
        later = nation.at + timedelta(hours=1)
        registry.update_cooperative(cooperative_id=six[0].pk, details=details, at=later, actor="officer")

        spring = Span(since=date(2026, 1, 1), until=date(2026, 6, 1))
        assert report(spring).total.figures.women == 120
        assert report().total.figures.women == 200
        assert report().total.figures.newest_count == date(2026, 6, 1)

    def test_says_how_many_were_not_counted_yet(self, nation: Any, six: list[Cooperative]) -> None:
        before = Span(since=date(2025, 12, 1), until=date(2026, 1, 1))
        admit(nation, nation.eligible(), joined_on=date(2025, 12, 1))
        found = report(before)

        assert (found.total, found.uncounted) == (None, 1)

    def test_withholds_the_same_cells_whatever_is_asked(self, nation: Any, six: list[Cooperative]) -> None:
        for _ in range(2):
            admit(nation, nation.eligible(region_code="MA-03", province_code="MA-FES"))
        one_way, none = report(by={Dimension.REGION}), report()

        assert [cell.figures for cell in one_way.cells] == [None, None]
        assert none.total.figures is not None
        assert none.total.figures.cooperatives == 8


class TestDefinition:
    def test_is_the_version_of_the_day_or_the_one_asked_for(self) -> None:
        assert rules.definition_for(day=date(2025, 12, 31), version=None).income is Income.SALES_LESS_FEES
        assert rules.definition_for(day=date(2026, 1, 1), version=None).version == 2
        assert rules.definition_for(day=date(2026, 1, 1), version=1).version == 1
        with pytest.raises(NotFound):
            rules.definition_for(day=date(2026, 1, 1), version=3)
