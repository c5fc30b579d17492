from datetime import date, timedelta

import pytest

from kernel.errors import InvalidValue, NotFound
from kernel.ids import new_id
from markets.events.models import Event
from markets.fees import operations as fees
from markets.fees.types import MARKET_FEE, ComponentKind, FeeComponent, FeeTerms
from markets.figures.models import CategoryDay, CooperativeDay, TillDay
from markets.ledger import queries as ledger
from markets.ledger.models import Entry
from markets.ledger.types import card_clearing, cooperative_payable, market_fees, market_rounding, till_cash
from markets.sales import operations as sales
from markets.sales.models import Refund, RefundLine
from markets.sales.types import RefundLineRequest, TenderKind
from markets.stock import queries as stock_queries
from markets.stock.models import StockLevel, StockMovement
from markets.tills import operations as tills
from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.types import TaxClass
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import VatRegime
from tenants.database.session import as_hq
from tenants.network import operations as network

NOTHING = FeeComponent(kind=ComponentKind.PERCENTAGE, basis_points=0)


@pytest.fixture
def take_back(now):
    """Refunds lines of a sale an hour after it: `take_back(sale, (position, quantity, restock))`."""

    def refund(sale, *lines, **given):
        request = {
            "refund_id": new_id(),
            "sale_id": sale.id,
            "lines": [RefundLineRequest(*line) for line in lines],
            "tender_kind": TenderKind.CASH,
            "occurred_at": now + timedelta(hours=1),
            "recorded_at": now + timedelta(hours=1),
            "actor": "person:amina",
        }
        return sales.refund_sale(**(request | given))

    return refund


@pytest.fixture
def nothing_refunded():
    def check() -> None:
        for model in (Refund, RefundLine):
            assert not model.objects.exists(), model
        assert not Entry.objects.filter(kind="refund").exists()
        assert not StockMovement.objects.filter(kind="return").exists()
        assert not Event.objects.filter(name="sale.refunded").exists()
        assert not TillDay.objects.filter(refunds_minor__gt=0).exists()

    return check


@pytest.mark.usefixtures("casablanca")
class TestRefundSale:
    def test_gives_back_a_part_and_then_the_rest(self, make_goods, set_fee, sell, take_back) -> None:
        set_fee(333)
        honey = make_goods(price_minor=1234)
        sale = sell((honey, 3))
        parts = [take_back(sale, (0, 2, False)).lines.get(), take_back(sale, (0, 1, False)).lines.get()]
        line = sale.lines.get()
        assert sum(part.amount_minor for part in parts) == line.amount_minor == 3702
        assert sum(part.fee_minor for part in parts) == line.fee_minor

    def test_gives_back_what_was_frozen_and_asks_no_rule_again(
        self, make_goods, set_fee, sell, take_back, now
    ) -> None:
        set_fee(333)
        honey = make_goods(price_minor=1234)
        with as_hq():
            registry.change_vat_regime(
                cooperative_id=honey.product.cooperative_id,
                vat_regime=VatRegime.LIABLE,
                evidence="attestation",
                at=now,
                actor="officer",
            )
            Product.objects.filter(pk=honey.product_id).update(tax_class=TaxClass.STANDARD)
        sale = sell((honey, 3))
        sold = sale.lines.get()
        fees.add_version(
            rule_id=MARKET_FEE,
            terms=FeeTerms(effective_from=date(2026, 11, 11), components=(NOTHING,)),
            set_at=now,
            actor="person:amina",
        )
        later = now + timedelta(days=2)
        with as_hq():
            registry.change_vat_regime(
                cooperative_id=honey.product.cooperative_id,
                vat_regime=VatRegime.EXEMPT_COOP,
                evidence="attestation",
                at=later,
                actor="officer",
            )
        parts = [
            take_back(sale, (0, quantity, False), occurred_at=later, recorded_at=later).lines.get()
            for quantity in (1, 2)
        ]
        assert (sold.fee_minor, sold.tax_minor, sold.fee_tax_minor) == (123, 617, 21)
        assert [(part.fee_minor, part.tax_minor, part.fee_tax_minor) for part in parts] == [
            (41, 205, 7),
            (82, 412, 14),
        ]

    def test_undoes_the_money(self, make_goods, set_fee, sell, take_back) -> None:
        set_fee(500)
        honey, oil = make_goods(price_minor=1234), make_goods(price_minor=998)
        sale = sell((honey, 1), (oil, 1))
        refund = take_back(sale, (0, 1, False), (1, 1, False))
        assert (refund.amount_minor, refund.rounding_minor) == (2232, 2)
        assert ledger.balance_of(market_fees()) == 0
        assert ledger.balance_of(cooperative_payable(honey.product.cooperative_id)) == 0
        assert ledger.balance_of(cooperative_payable(oil.product.cooperative_id)) == 0
        assert ledger.balance_of(till_cash()) == 0
        assert ledger.balance_of(market_rounding()) == 0

    def test_rounds_what_is_paid_in_cash(self, make_goods, sell, take_back) -> None:
        refund = take_back(sell((make_goods(price_minor=333), 3)), (0, 1, False))
        assert (refund.amount_minor, refund.rounding_minor) == (333, 3)
        assert ledger.balance_of(till_cash()) == 1000 - 330
        assert ledger.balance_of(market_rounding()) == -(1 + 3)

    def test_pays_a_card_back_to_the_centime(self, make_goods, sell, take_back) -> None:
        sale = sell((make_goods(price_minor=333), 1))
        refund = take_back(sale, (0, 1, False), tender_kind=TenderKind.CARD, reference="TPE-9")
        assert (refund.rounding_minor, refund.reference) == (0, "TPE-9")
        assert ledger.balance_of(card_clearing()) == -333

    def test_puts_goods_back_to_the_lots_they_came_from(
        self, make_listing, make_deposit, sell, take_back
    ) -> None:
        honey = make_listing()
        first = make_deposit(honey, quantity=2, expires_on=date(2026, 11, 30))
        second = make_deposit(honey, quantity=5, expires_on=date(2026, 12, 31))
        sale = sell((honey, 4))
        take_back(sale, (0, 3, True))
        take_back(sale, (0, 1, True))
        levels = {level.deposit_id: level.on_hand for level in StockLevel.objects.all()}
        assert levels == {first.id: 2, second.id: 5}
        assert stock_queries.mismatches() == []

    def test_restocks_only_what_is_whole(self, make_goods, sell, take_back) -> None:
        honey = make_goods(quantity=5)
        refund = take_back(sell((honey, 3)), (0, 1, True), (0, 2, False))
        assert stock_queries.level(honey.id) == 3
        assert {(line.quantity, line.restocked) for line in refund.lines.all()} == {(1, True), (2, False)}

    def test_adds_to_the_refunds_of_its_own_day_and_till(
        self, make_goods, make_till, set_fee, sell, take_back, now
    ) -> None:
        set_fee(1000)
        honey, desk = make_goods(price_minor=1234), make_till()
        sale = sell((honey, 2))
        next_day = now + timedelta(days=1)
        take_back(sale, (0, 1, False), till_id=desk.id, occurred_at=next_day, recorded_at=next_day)
        day = TillDay.objects.get(day=date(2026, 11, 11), till_id=desk.id)
        assert (day.tickets, day.items, day.gross_minor, day.refunds_minor) == (0, 0, 0, 1234)
        assert (day.cash_minor, day.rounding_minor) == (-1230, 4)
        of_cooperative = CooperativeDay.objects.get(day=date(2026, 11, 11))
        assert (of_cooperative.refunds_minor, of_cooperative.fees_minor) == (1234, -123)
        assert CategoryDay.objects.get(day=date(2026, 11, 11)).refunds_minor == 1234

    def test_belongs_to_the_period_in_which_it_happens(self, make_goods, sell, take_back, now) -> None:
        later = now + timedelta(days=10)
        refund = take_back(sell((make_goods(), 1)), (0, 1, False), occurred_at=later, recorded_at=later)
        assert refund.period_id == 2026112

    def test_tells_what_came_back(self, make_goods, sell, take_back) -> None:
        sale = sell((make_goods(price_minor=1000), 2))
        refund = take_back(sale, (0, 1, True))
        event = Event.objects.get(name="sale.refunded")
        assert (event.subject_id, event.payload["sale_id"]) == (str(refund.id), str(sale.id))
        assert event.payload["lines"][0]["restocked"] is True

    def test_answers_a_repetition_with_the_same_refund(self, make_goods, sell, take_back) -> None:
        sale, refund_id = sell((make_goods(), 2)), new_id()
        take_back(sale, (0, 1, True), refund_id=refund_id)
        assert take_back(sale, (0, 1, True), refund_id=refund_id).id == refund_id
        assert Refund.objects.count() == 1


@pytest.mark.usefixtures("casablanca")
class TestRefusals:
    def test_other_content_under_the_same_id(self, make_goods, sell, take_back) -> None:
        sale = sell((make_goods(), 2))
        refund = take_back(sale, (0, 1, True))
        with pytest.raises(sales.RefundIdReused):
            take_back(sale, (0, 1, False), refund_id=refund.id)
        assert Refund.objects.count() == 1

    def test_the_id_of_a_sale(self, make_goods, sell, take_back, nothing_refunded) -> None:
        sale = sell((make_goods(), 2))
        with pytest.raises(sales.RefundIdReused):
            take_back(sale, (0, 1, True), refund_id=sale.id)
        nothing_refunded()

    @pytest.mark.parametrize("restock", [True, False])
    def test_the_id_of_goods_that_moved(
        self, restock, make_listing, make_deposit, sell, take_back, nothing_refunded
    ) -> None:
        honey = make_listing()
        deposit = make_deposit(honey)
        sale = sell((honey, 2))
        with pytest.raises(sales.RefundIdReused):
            take_back(sale, (0, 1, restock), refund_id=deposit.id)
        nothing_refunded()

    @pytest.mark.parametrize("lines", [[(0, 4, True)], [(0, 2, True), (0, 2, False)]])
    def test_more_than_was_sold(self, lines, make_goods, sell, take_back, nothing_refunded) -> None:
        with pytest.raises(sales.MoreThanSold):
            take_back(sell((make_goods(), 3)), *lines)
        nothing_refunded()

    def test_more_than_earlier_refunds_left(self, make_goods, sell, take_back) -> None:
        honey = make_goods()
        sale = sell((honey, 3))
        take_back(sale, (0, 2, True))
        with pytest.raises(sales.MoreThanSold) as refusal:
            take_back(sale, (0, 2, True))
        assert refusal.value.params == {"position": 0, "requested": 2, "left": 1}
        assert stock_queries.level(honey.id) == 9

    @pytest.mark.parametrize("lines", [[], [(0, 0, True)], [(0, -1, True)]])
    def test_nothing(self, lines, make_goods, sell, take_back, nothing_refunded) -> None:
        with pytest.raises(InvalidValue):
            take_back(sell((make_goods(), 1)), *lines)
        nothing_refunded()

    def test_an_unknown_sale_or_line(self, make_goods, sell, take_back, nothing_refunded) -> None:
        sale = sell((make_goods(), 1))
        with pytest.raises(NotFound):
            take_back(sale, (0, 1, True), sale_id=new_id())
        with pytest.raises(NotFound):
            take_back(sale, (1, 1, True))
        nothing_refunded()

    def test_a_card_without_its_reference(self, make_goods, sell, take_back, nothing_refunded) -> None:
        with pytest.raises(sales.WrongTenders):
            take_back(sell((make_goods(), 1)), (0, 1, True), tender_kind=TenderKind.CARD)
        nothing_refunded()

    def test_a_time_before_the_sale_or_in_the_future(
        self, make_goods, sell, take_back, now, nothing_refunded
    ) -> None:
        sale = sell((make_goods(), 1))
        with pytest.raises(sales.RefundBeforeSale):
            take_back(sale, (0, 1, True), occurred_at=now - timedelta(seconds=1))
        with pytest.raises(sales.InTheFuture):
            take_back(sale, (0, 1, True), occurred_at=now + timedelta(hours=1, minutes=6))
        nothing_refunded()

    def test_a_retired_till(self, make_goods, sell, take_back, nothing_refunded) -> None:
        sale = sell((make_goods(), 1))
        tills.retire_till(till_id=sale.till_id)
        with pytest.raises(sales.TillRetired):
            take_back(sale, (0, 1, True))
        nothing_refunded()

    def test_what_happened_after_a_suspension(
        self, make_goods, sell, take_back, now, nothing_refunded
    ) -> None:
        sale = sell((make_goods(), 1))
        with as_hq():
            network.suspend_market(slug="casablanca", at=now)
        with pytest.raises(sales.MarketNotSelling):
            take_back(sale, (0, 1, True))
        nothing_refunded()
