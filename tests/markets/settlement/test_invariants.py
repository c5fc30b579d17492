"""Real sales and refunds leave every invariant and every figure true; whatever is bent is reported."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from settling import close_half_month

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.figures.models import CategoryDay, TillDay
from markets.ledger import operations as ledger
from markets.ledger.types import suspense
from markets.payouts import queries
from markets.sales import operations as sales
from markets.sales.models import Refund
from markets.sales.types import RefundLineRequest, TenderKind
from markets.verification.figures import differences
from markets.verification.invariants import invariants
from tenants.database.session import as_owner

FIRST = HalfMonth(2026, 11, 1)


@pytest.fixture
def sold(
    casablanca: str, make_goods: Callable[..., Any], sell: Callable[..., Any], set_fee: Callable[[int], Any]
) -> Any:
    """A sale of goods of two cooperatives, with a fee and with cash that is rounded."""
    set_fee(550)
    honey, argan = make_goods(price_minor=3_333), make_goods(price_minor=12_342)
    return sell((honey, 2), (argan, 1))


def bring_back_one(sale: Any, *, at: datetime) -> Refund:
    return sales.refund_sale(
        refund_id=new_id(),
        sale_id=sale.id,
        lines=[RefundLineRequest(position=1, quantity=1, restock=True)],
        tender_kind=TenderKind.CASH,
        occurred_at=at,
        recorded_at=at,
        actor="cashier",
    )


class TestInvariants:
    def test_hold_after_sales_closing_and_paying(self, sold: Any, now: datetime) -> None:
        assert invariants() == []

        close_half_month(FIRST)
        assert invariants() == []
        assert queries.totals().sales_minor == sold.total_minor

    def test_hold_after_a_refund_in_the_next_half_month(self, sold: Any) -> None:
        close_half_month(FIRST)
        refund = bring_back_one(sold, at=FIRST.next().starts_at)

        close_half_month(FIRST.next())
        assert invariants() == []
        assert differences() == []
        assert queries.totals().returns_minor == refund.amount_minor > 0

    def test_find_a_sale_that_the_ledger_does_not_know(self, sold: Any) -> None:
        with as_owner("casablanca"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM casablanca.ledger_posting WHERE kind = 'sale'")

        assert "sales.unlike_ledger" in {found.name for found in invariants()}

    def test_find_a_line_that_changed_its_amount(self, sold: Any) -> None:
        with as_owner("casablanca"), connection.cursor() as cursor:
            cursor.execute("UPDATE casablanca.sales_saleline SET amount_minor = amount_minor + 1")

        assert {"sales.lines_unlike_total", "sales.unlike_ledger"} <= {found.name for found in invariants()}

    @pytest.mark.parametrize(
        ("bent", "name"),
        [
            ("sales_saleline SET unit_price_minor = unit_price_minor + 1", "sales.line_unlike_price"),
            ("sales_saleline SET fee_basis_points = fee_basis_points + 100", "sales.line_unlike_price"),
            ("sales_sale SET change_minor = change_minor + 10", "sales.tenders_unlike_total"),
            ("sales_refundline SET quantity = quantity + 100", "sales.refunded_more_than_sold"),
            ("stock_stockmovement SET kind = 'loss' WHERE kind = 'sale'", "sales.goods_unlike_stock"),
            ("stock_stockmovement SET kind = 'deposit' WHERE kind = 'return'", "sales.goods_unlike_stock"),
            ("sales_tender SET kind = 'stripe'", "sales.money_unlike_ledger"),
            ("sales_refund SET tender_kind = 'stripe'", "sales.money_unlike_ledger"),
            ("sales_sale SET rounding_minor = rounding_minor + 1", "sales.money_unlike_ledger"),
        ],
    )
    def test_find_what_was_bent(self, sold: Any, now: datetime, bent: str, name: str) -> None:
        bring_back_one(sold, at=now)
        assert invariants() == []
        with as_owner("casablanca"), connection.cursor() as cursor:
            cursor.execute(f"UPDATE casablanca.{bent}")

        assert name in {found.name for found in invariants()}

    @pytest.mark.parametrize(
        ("kind", "side", "name"),
        [
            ("sale", "debit", "sales.money_unlike_ledger"),
            ("fee", "credit", "sales.money_unlike_ledger"),
            ("refund", "credit", "sales.money_unlike_ledger"),
        ],
    )
    def test_find_money_on_another_account(
        self, sold: Any, now: datetime, kind: str, side: str, name: str
    ) -> None:
        bring_back_one(sold, at=now)
        close_half_month(FIRST)
        assert invariants() == []
        with transaction.atomic():
            elsewhere = ledger.open_accounts(codes=[suspense()])[suspense()]
        with as_owner("casablanca"), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE casablanca.ledger_posting SET {side}_id = %s WHERE kind = %s", [elsewhere, kind]
            )

        assert name in {found.name for found in invariants()}

    def test_find_a_statement_line_that_changed_its_amount(self, sold: Any) -> None:
        close_half_month(FIRST)
        with as_owner("casablanca"), connection.cursor() as cursor:
            cursor.execute("UPDATE casablanca.settlement_statementline SET amount_minor = amount_minor + 1")

        assert {"settlement.statement_unlike_lines", "settlement.posting_on_wrong_statement"} <= {
            found.name for found in invariants()
        }


class TestDifferences:
    def test_are_none_after_sales_and_closing(self, sold: Any) -> None:
        close_half_month(FIRST)

        assert TillDay.objects.get().gross_minor == sold.total_minor
        assert differences() == []

    def test_name_the_figure_that_is_wrong(self, sold: Any) -> None:
        CategoryDay.objects.update(items=99)

        [difference] = differences()
        assert (difference.table, difference.measure) == ("figures_category_day", "items")
        assert (difference.stored, difference.recomputed) == (99, 3)

    def test_name_a_row_that_no_sale_explains(self, sold: Any) -> None:
        CategoryDay.objects.create(day=date(2026, 11, 1), category_code="ghost", gross_minor=5)

        [difference] = differences()
        assert (difference.key, difference.stored) == ((date(2026, 11, 1), "ghost"), 5)

    def test_are_looked_for_on_the_days_asked_for(self, sold: Any) -> None:
        CategoryDay.objects.update(items=99)

        assert differences(until=date(2026, 11, 10)) == []
        assert len(differences(since=date(2026, 11, 10))) == 1
