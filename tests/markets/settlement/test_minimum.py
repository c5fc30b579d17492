"""From which amount on statements are paid is set for days to come, once for each."""

from datetime import date

import pytest

from kernel.errors import InvalidValue
from kernel.halfmonth import HalfMonth
from markets.settlement import operations as settlement
from markets.settlement import queries

FIRST = HalfMonth(2026, 11, 1)


class TestSetPayoutMinimum:
    def test_holds_from_its_day_on(self, casablanca: str) -> None:
        settlement.set_payout_minimum(
            effective_from=date(2026, 12, 1), amount_minor=5_000, set_at=FIRST.starts_at, actor="manager"
        )

        assert queries.minimum_on(date(2026, 11, 30)) == 0
        assert queries.minimum_on(date(2026, 12, 15)) == 5_000

    @pytest.mark.parametrize(
        ("day", "amount_minor"),
        [(date(2026, 10, 1), 100), (date(2026, 12, 1), -1), (date(2026, 12, 1), 2**63)],
    )
    def test_refuses_the_past_and_impossible_amounts(
        self, casablanca: str, day: date, amount_minor: int
    ) -> None:
        with pytest.raises(InvalidValue):
            settlement.set_payout_minimum(
                effective_from=day, amount_minor=amount_minor, set_at=FIRST.starts_at, actor="manager"
            )
        assert queries.minimum_on(date(2027, 1, 1)) == 0
