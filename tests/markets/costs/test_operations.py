"""Costs and other income, and how far the market pays for itself."""

from datetime import date, datetime
from uuid import UUID

import pytest

from kernel.errors import InvalidValue
from kernel.ids import new_id
from markets.costs import operations as costs
from markets.costs import queries
from markets.costs.models import OperatingCost, OtherIncome
from markets.costs.types import Autonomy, CostCategory, IncomeKind
from markets.figures import operations as figures
from markets.figures.types import CooperativeDelta


def rent(
    now: datetime, *, cost_id: UUID | None = None, amount_minor: int = 100_000, note: str = ""
) -> OperatingCost:
    return costs.record_cost(
        cost_id=cost_id or new_id(),
        month=date(2026, 11, 20),
        category=CostCategory.RENT,
        amount_minor=amount_minor,
        note=note,
        recorded_at=now,
        actor="accountant",
    )


def fair(now: datetime, *, income_id: UUID | None = None) -> OtherIncome:
    return costs.record_income(
        income_id=income_id or new_id(),
        month=date(2026, 12, 1),
        kind=IncomeKind.EVENTS,
        amount_minor=10_000,
        recorded_at=now,
        actor="accountant",
    )


class TestRecordCost:
    def test_belongs_to_a_whole_month(self, casablanca: str, now: datetime) -> None:
        assert rent(now).month == date(2026, 11, 1)

    def test_replays_the_same_request(self, casablanca: str, now: datetime) -> None:
        cost_id = new_id()

        assert rent(now, cost_id=cost_id) == rent(now, cost_id=cost_id)
        assert OperatingCost.objects.count() == 1

    def test_refuses_other_content_under_the_same_id(self, casablanca: str, now: datetime) -> None:
        cost_id = new_id()
        rent(now, cost_id=cost_id)

        with pytest.raises(costs.CostIdReused):
            rent(now, cost_id=cost_id, amount_minor=1)
        assert OperatingCost.objects.get().amount_minor == 100_000

    @pytest.mark.parametrize("amount_minor", [0, 10_000_000_001, -10_000_000_001, 2**63])
    def test_refuses_nothing_at_all_and_more_than_there_is(
        self, casablanca: str, now: datetime, amount_minor: int
    ) -> None:
        with pytest.raises(InvalidValue):
            rent(now, amount_minor=amount_minor)
        assert not OperatingCost.objects.exists()

    def test_refuses_a_note_that_is_a_letter(self, casablanca: str, now: datetime) -> None:
        with pytest.raises(InvalidValue):
            rent(now, note="x" * 201)
        assert not OperatingCost.objects.exists()


def test_a_cost_and_an_income_never_share_an_id(casablanca: str, now: datetime) -> None:
    cost_id, income_id = new_id(), new_id()
    rent(now, cost_id=cost_id)
    fair(now, income_id=income_id)

    with pytest.raises(costs.CostIdReused):
        rent(now, cost_id=income_id)
    with pytest.raises(costs.CostIdReused):
        fair(now, income_id=cost_id)


class TestAutonomy:
    def test_is_fees_and_other_income_over_costs(self, casablanca: str, now: datetime) -> None:
        rent(now)
        rent(now, amount_minor=-20_000)
        fair(now)
        fee = CooperativeDelta(day=date(2026, 11, 10), cooperative_id=new_id(), fees_minor=50_000)
        figures.add(till=None, cooperatives=[fee], categories=[])

        autonomy = queries.autonomy(year=2026)
        assert autonomy == Autonomy(fees_minor=50_000, other_income_minor=10_000, costs_minor=80_000)
        assert autonomy.ratio_basis_points == 7_500

    def test_has_no_ratio_without_costs(self, casablanca: str) -> None:
        assert queries.autonomy(year=2025).ratio_basis_points is None
