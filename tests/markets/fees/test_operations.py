from datetime import date

import pytest

from kernel.errors import InvalidValue
from markets.fees import operations as fees
from markets.fees import queries
from markets.fees.models import FeeRate

ACTOR = "person:amina"


@pytest.mark.usefixtures("casablanca")
class TestSetRate:
    def test_holds_from_its_day_until_the_next_rate(self, now) -> None:
        fees.set_rate(effective_from=date(2026, 12, 1), basis_points=300, set_at=now, actor=ACTOR)
        fees.set_rate(effective_from=date(2027, 1, 1), basis_points=250, set_at=now, actor=ACTOR)
        days = (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1))
        assert [queries.rate_on(day).basis_points for day in days] == [0, 300, 300, 250]

    def test_is_once_however_often_and_never_another(self, now) -> None:
        rate = fees.set_rate(effective_from=date(2026, 12, 1), basis_points=300, set_at=now, actor=ACTOR)
        again = fees.set_rate(effective_from=date(2026, 12, 1), basis_points=300, set_at=now, actor=ACTOR)
        assert again.id == rate.id
        with pytest.raises(fees.FeeRateAlreadySet):
            fees.set_rate(effective_from=date(2026, 12, 1), basis_points=301, set_at=now, actor=ACTOR)

    @pytest.mark.parametrize("day", [date(2026, 11, 10), date(2026, 11, 9)])
    def test_needs_a_day_to_come(self, day, now) -> None:
        with pytest.raises(fees.FeeRateInThePast):
            fees.set_rate(effective_from=day, basis_points=300, set_at=now, actor=ACTOR)
        assert FeeRate.objects.count() == 1

    @pytest.mark.parametrize("basis_points", [-1, 10_001])
    def test_refuses_what_is_no_rate(self, basis_points, now) -> None:
        with pytest.raises(InvalidValue):
            fees.set_rate(
                effective_from=date(2026, 12, 1), basis_points=basis_points, set_at=now, actor=ACTOR
            )
        assert FeeRate.objects.count() == 1
