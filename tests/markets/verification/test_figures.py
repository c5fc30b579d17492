"""The figures computed again from the facts: whatever differs is named."""

from collections.abc import Callable
from datetime import date

from settling import close_half_month

from kernel.halfmonth import HalfMonth
from markets.figures.models import CategoryDay, TillDay
from markets.payouts import queries
from markets.sales.models import Refund, Sale
from markets.verification.figures import differences
from markets.verification.queries import violations

FIRST = HalfMonth(2026, 11, 1)


class TestDifferences:
    def test_are_none_after_sales_and_closing(self, sold: Sale) -> None:
        close_half_month(FIRST)

        assert TillDay.objects.get().gross_minor == sold.total_minor
        assert differences() == []

    def test_are_none_after_a_refund_in_the_next_half_month(
        self, sold: Sale, bring_back_one: Callable[..., Refund]
    ) -> None:
        close_half_month(FIRST)
        refund = bring_back_one(sold, at=FIRST.ends_at)
        close_half_month(FIRST.next())

        assert violations() == []
        assert differences() == []
        assert queries.totals().returns_minor == refund.amount_minor > 0

    def test_name_the_figure_that_is_wrong(self, sold: Sale) -> None:
        CategoryDay.objects.update(items=99)

        [difference] = differences()
        assert (difference.table, difference.measure) == ("figures_category_day", "items")
        assert (difference.stored, difference.recomputed) == (99, 3)

    def test_name_a_row_that_no_sale_explains(self, sold: Sale) -> None:
        CategoryDay.objects.create(day=date(2026, 11, 1), category_code="ghost", gross_minor=5)

        [difference] = differences()
        assert (difference.key, difference.stored) == ((date(2026, 11, 1), "ghost"), 5)

    def test_are_looked_for_on_the_days_asked_for(self, sold: Sale) -> None:
        CategoryDay.objects.update(items=99)

        assert differences(until=date(2026, 11, 10)) == []
        assert len(differences(since=date(2026, 11, 10))) == 1
