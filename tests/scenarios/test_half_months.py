"""Weeks of trade through time: from a deposit to the payment, over half-months, as the calendar really runs.

One market, a honey cooperative and an oil cooperative, a fee of 5 %. The sums are worked out by hand in the
comments.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from settling import close_half_month, pay_by_hand

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.ledger.queries import balance_of
from markets.ledger.types import cooperative_payable, market_fees, market_rounding, till_cash
from markets.listings.models import Listing
from markets.payouts import queries as books
from markets.payouts.models import Payout
from markets.periods import operations as periods
from markets.sales import operations as sales
from markets.sales.models import Sale
from markets.sales.types import RefundLineRequest, SaleLineRequest, TenderKind, TenderRequest
from markets.settlement import operations as settlement
from markets.settlement.models import Statement, StatementLine
from markets.tills.models import Till
from markets.verification.figures import differences
from markets.verification.queries import violations
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_hq
from tenants.network import operations as network

FIRST, SECOND, THIRD = HalfMonth(2026, 11, 1), HalfMonth(2026, 11, 2), HalfMonth(2026, 12, 1)
MANAGER = "person:amina"


def noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def statement(half_month: HalfMonth, cooperative: Cooperative) -> Statement:
    return Statement.objects.get(period_id=half_month.key, cooperative_id=cooperative.id)


def close(half_month: HalfMonth) -> None:
    close_half_month(half_month)


def refund(sale: Sale, quantity: int, *, at: datetime) -> None:
    sales.refund_sale(
        refund_id=new_id(),
        sale_id=sale.id,
        lines=[RefundLineRequest(position=0, quantity=quantity, restock=True)],
        tender_kind=TenderKind.CASH,
        occurred_at=at,
        recorded_at=at,
        actor=MANAGER,
    )


@pytest.fixture
def honey(make_cooperative: Callable[..., Cooperative], casablanca: str) -> Cooperative:
    return make_cooperative()


@pytest.fixture
def oil(make_cooperative: Callable[..., Cooperative], casablanca: str) -> Cooperative:
    return make_cooperative()


class TestThreeHalfMonths:
    def test_end_with_every_centime_in_its_place(
        self,
        honey: Cooperative,
        oil: Cooperative,
        make_goods: Callable[..., Listing],
        make_till: Callable[..., Till],
        set_fee: Callable[[int], object],
        sell: Callable[..., Sale],
    ) -> None:
        set_fee(500)
        jar = make_goods(cooperative=honey, price_minor=12_345, quantity=50)
        bottle = make_goods(cooperative=oil, price_minor=9_990, quantity=50)
        till = make_till()

        # First half-month: 3 jars and 2 bottles in one sale, 1 bottle in another.
        mixed = sell((jar, 3), (bottle, 2), till=till, occurred_at=noon(11, 3))
        sell((bottle, 1), till=till, occurred_at=noon(11, 14))
        close(FIRST)
        # Honey: 3 x 123.45 = 370.35, fee floor(5 %) = 18.51. Oil: 299.70, fees 9.99 + 4.99 (floored) = 14.98.
        paid_first = {honey: 37_035 - 1_851, oil: 29_970 - 1_498}
        assert {who: statement(FIRST, who).payable_minor for who in (honey, oil)} == paid_first
        assert {who: statement(FIRST, who).fees_minor for who in (honey, oil)} == {honey: 1_851, oil: 1_498}

        # Both are paid on the 16th, in the second half-month.
        for who in (honey, oil):
            pay_by_hand(statement(FIRST, who), evidence="virement 2026-11-16", at=noon(11, 16))
        assert balance_of(cooperative_payable(honey.id)) == 0

        # Second: honey only gets goods back, so it ends below zero; a late ticket of the 14th lands here.
        refund(mixed, 2, at=noon(11, 20))
        late = sales.record_sale(
            sale_id=new_id(),
            till_id=till.id,
            lines=[SaleLineRequest(bottle.id, 1)],
            tenders=[TenderRequest(kind=TenderKind.CASH, received_minor=10_000)],
            occurred_at=noon(11, 14),
            recorded_at=noon(11, 21),
            cashier="person:karim",
        )
        assert late.period_id == SECOND.key and late.business_date == date(2026, 11, 14)
        close(SECOND)
        # 2 of 3 jars: 246.90 back; of the fee of 18.51, floor(2/3) = 12.34 comes back.
        owed = statement(SECOND, honey)
        assert (owed.returns_minor, owed.fees_minor) == (24_690, -1_234)
        assert (owed.net_minor, owed.payable_minor, owed.carried_minor) == (-23_456, 0, -23_456)
        assert statement(SECOND, oil).payable_minor == 9_990 - 499
        assert StatementLine.objects.filter(statement=statement(SECOND, oil), late=True).count() == 2

        # Third: honey sells 2 jars (246.90, fee 12.34) and first makes good what it owed: 0.00 remains, no
        # payout.
        sell((jar, 2), till=till, occurred_at=noon(12, 2))
        close(THIRD)
        last = statement(THIRD, honey)
        assert (last.opening_minor, last.net_minor, last.payable_minor) == (-23_456, 0, 0)

        self.check_books(paid=sum(paid_first.values()))

    def check_books(self, *, paid: int) -> None:
        assert violations() == []
        assert differences() == []
        totals = books.totals()
        assert totals.paid_minor == paid == sum(Payout.objects.values_list("amount_minor", flat=True))
        assert totals.difference_minor == 0
        # Cash in the till is what customers paid less what they got back, rounded to ten centimes.
        cash = balance_of(till_cash())
        assert cash % 10 == 0
        assert cash == totals.sales_minor - totals.returns_minor - balance_of(market_rounding())
        assert -balance_of(market_fees()) == totals.fees_minor


class TestAHardYear:
    def test_holds_recovers_and_pays_in_the_end(
        self,
        honey: Cooperative,
        make_goods: Callable[..., Listing],
        make_till: Callable[..., Till],
        sell: Callable[..., Sale],
    ) -> None:
        """A hold, a debt, its recovery plan, a correction, and the last payments."""
        jar, till = make_goods(cooperative=honey, price_minor=10_000, quantity=50), make_till()
        held = settlement.place_hold(
            hold_id=new_id(),
            cooperative_id=honey.id,
            amount_minor=6_000,
            reason="contrôle d'étiquetage",
            review_on=date(2026, 12, 20),
            at=noon(11, 3),
            actor=MANAGER,
        )
        sale = sell((jar, 1), till=till, occurred_at=noon(11, 3))
        close(FIRST)
        pay_by_hand(statement(FIRST, honey), at=noon(11, 16))  # 40.00; 60.00 are held
        refund(sale, 1, at=noon(11, 20))
        close(SECOND)  # released 60.00 less 100.00: it owes 40.00
        assert statement(SECOND, honey).carried_minor == -4_000
        assert periods.lock_period(period_id=SECOND.key).state == "paid"

        settlement.lift_hold(hold_id=held.id, note="étiquettes en règle", at=noon(12, 2), actor=MANAGER)
        settlement.agree_recovery_plan(
            plan_id=new_id(),
            cooperative_id=honey.id,
            instalment_minor=1_500,
            evidence="lettre du 2 décembre",
            at=noon(12, 2),
            actor=MANAGER,
        )
        sell((jar, 1), till=till, occurred_at=noon(12, 3))
        close(THIRD)
        third = statement(THIRD, honey)
        assert (third.payable_minor, third.carried_minor) == (8_500, -2_500)
        gift = settlement.propose_adjustment(
            adjustment_id=new_id(),
            cooperative_id=honey.id,
            amount_minor=2_000,
            reason="un pot cassé par le marché",
            at=noon(12, 17),
            actor="person:nadia",
        )
        settlement.approve_adjustment(adjustment_id=gift.id, at=noon(12, 18), actor=MANAGER)
        close(THIRD.next())
        fourth = statement(THIRD.next(), honey)
        # Of 20.00 the plan takes 15.00; 10.00 of the debt are left.
        assert (fourth.payable_minor, fourth.carried_minor) == (500, -1_000)

        for one in (third, fourth):
            pay_by_hand(one, at=noon(12, 30).replace(year=2027, month=1, day=5))
        totals = books.totals()
        assert (totals.paid_minor, totals.open_minor) == (4_000 + 8_500 + 500, -1_000)
        assert totals.difference_minor == 0
        assert violations() == []


class TestSuspension:
    def test_lets_late_tickets_settling_and_paying_go_on(
        self,
        casablanca: str,
        make_goods: Callable[..., Listing],
        make_till: Callable[..., Till],
        sell: Callable[..., Sale],
    ) -> None:
        goods, till = make_goods(price_minor=5_000), make_till()
        with as_hq():
            network.suspend_market(slug="casablanca", at=noon(11, 10))
        with pytest.raises(sales.MarketNotSelling):
            sell((goods, 1), till=till, occurred_at=noon(11, 11))
        sell((goods, 1), till=till, occurred_at=noon(11, 9), recorded_at=noon(11, 12))
        close(FIRST)
        pay_by_hand(books.unpaid().get(), evidence="virement", at=noon(11, 16))
        with as_hq():
            network.resume_market(slug="casablanca", at=noon(11, 20))
        with pytest.raises(sales.MarketNotSelling):
            sell((goods, 1), till=till, occurred_at=noon(11, 15), recorded_at=noon(11, 21))
        sell((goods, 1), till=till, occurred_at=noon(11, 21))
        assert not books.unpaid().exists()
        assert periods.lock_period(period_id=FIRST.key).state == "paid"
        assert violations() == []
