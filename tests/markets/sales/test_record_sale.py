from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.errors import InvalidValue, NotFound
from kernel.ids import new_id
from markets.events.models import Event
from markets.fees import operations as fees
from markets.fees.types import ComponentKind, FeeComponent, FeeTerms, Scope
from markets.figures.models import CategoryDay, CooperativeDay, TillDay
from markets.ledger import queries as ledger
from markets.ledger.models import Entry, Posting
from markets.ledger.types import card_clearing, cooperative_payable, market_fees, market_rounding, till_cash
from markets.listings import operations as listings
from markets.sales import operations as sales
from markets.sales import queries as sales_queries
from markets.sales.models import Sale, SaleLine, Tender
from markets.sales.types import RefundLineRequest, SaleLineRequest, TenderKind, TenderRequest, TillReceipt
from markets.stock import operations as stock
from markets.stock import queries as stock_queries
from markets.stock import rules
from markets.stock.models import StockMovement
from markets.stock.types import Lot
from markets.tills import operations as tills
from markets.tills.models import ReceiptCounter
from shared_catalog.catalogue.models import Product, TaxRate
from shared_catalog.catalogue.rules import TaxRateMissing
from shared_catalog.catalogue.types import TaxClass
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Participation
from shared_catalog.registry.types import VatRegime
from tenants.database.session import as_hq, as_market, as_owner
from tenants.network import operations as network
from tenants.network.queries import current_market

CASH = TenderRequest(kind=TenderKind.CASH, received_minor=100_000)
DAY = date(2026, 11, 10)


def card(amount_minor: int) -> TenderRequest:
    return TenderRequest(kind=TenderKind.CARD, amount_minor=amount_minor, reference="TPE-77")


@pytest.fixture
def nothing_sold():
    """Checks that what a test refused left no trace."""

    def check() -> None:
        for model in (Sale, SaleLine, Tender, Entry, Posting, TillDay, CooperativeDay, CategoryDay):
            assert not model.objects.exists(), model
        assert not StockMovement.objects.filter(kind="sale").exists()
        assert not ReceiptCounter.objects.exists()
        assert not Event.objects.filter(name__startswith="sale.").exists()
        assert stock_queries.mismatches() == []

    return check


@pytest.mark.usefixtures("casablanca")
class TestRecordSale:
    def test_writes_the_sale_as_it_happened(self, make_goods, make_till, set_fee, sell, now) -> None:
        version = set_fee(300)
        honey, oil, till = make_goods(price_minor=4550), make_goods(price_minor=12_345), make_till()
        sale = sell((honey, 2), (oil, 1), till=till)
        stored = sales_queries.sale(sale.id)
        assert (stored.total_minor, stored.rounding_minor) == (21_445, 5)
        assert stored.change_minor == 100_000_000 - 21_450
        assert (stored.business_date, stored.period_id) == (DAY, 2026111)
        assert (stored.receipt_year, stored.receipt_number, stored.numbered_by) == (2026, 1, "server")
        first, second = stored.lines.order_by("position")
        assert (first.listing_id, first.quantity, first.unit_price_minor) == (honey.id, 2, 4550)
        assert (first.amount_minor, first.fee_minor) == (9100, 273)
        assert first.fee_parts == [
            {"kind": "percentage", "basis_points": 300, "base_minor": 9100, "amount_minor": 273}
        ]
        assert (second.amount_minor, second.fee_minor) == (12_345, 370)
        assert (second.fee_rule_id, second.fee_rule_version_id) == (version.rule_id, version.id)
        assert second.cooperative_id == oil.product.cooperative_id
        assert (second.category_code, second.tax_class) == ("fresh-fruit", oil.product.tax_class)

    def test_takes_the_goods(self, make_goods, sell) -> None:
        honey = make_goods(quantity=5)
        sell((honey, 2))
        assert stock_queries.level(honey.id) == 3
        assert stock_queries.mismatches() == []

    @settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
    @given(
        lots=st.lists(st.tuples(st.integers(1, 6), st.none() | st.integers(-2, 3)), min_size=1, max_size=5),
        quantity=st.integers(1, 12),
    )
    def test_takes_the_lots_that_the_stock_s_rule_takes(
        self, make_listing, make_deposit, sell, now, lots, quantity
    ) -> None:
        """SQL takes them, and `take_first_expiring` says which: history imports ask it."""
        honey = make_listing()
        deposits = []
        for on_hand, days in lots:
            expires_on = None if days is None else now.date() + timedelta(days=days)
            deposit = make_deposit(honey, quantity=on_hand, expires_on=expires_on)
            deposits.append(Lot(deposit.id, honey.id, on_hand, expires_on))
        due = rules.take_first_expiring(deposits, quantity=quantity, on=now.date())
        if sum(part.quantity for part in due) < quantity:
            with pytest.raises(stock.InsufficientStock):
                sell((honey, quantity))
            return
        sale = sell((honey, quantity))
        gone = StockMovement.objects.filter(source_id=sale.id).values_list("deposit_id", "quantity")
        assert dict(gone) == {part.deposit_id: -part.quantity for part in due}

    def test_takes_the_lot_that_expires_first(self, make_listing, make_deposit, sell) -> None:
        honey = make_listing()
        later = make_deposit(honey, quantity=5, expires_on=date(2026, 12, 31))
        sooner = make_deposit(honey, quantity=2, expires_on=date(2026, 11, 30))
        sell((honey, 3))
        assert sooner.level.on_hand == 0
        assert later.level.on_hand == 4

    def test_posts_the_money(self, make_goods, set_fee, sell) -> None:
        set_fee(250)
        honey, oil = make_goods(price_minor=1234), make_goods(price_minor=999)
        sell((honey, 1), (oil, 1), tenders=[card(1000), CASH])
        assert ledger.balance_of(card_clearing()) == 1000
        assert ledger.balance_of(till_cash()) == 1230
        assert ledger.balance_of(market_rounding()) == 3
        assert ledger.balance_of(market_fees()) == -(30 + 24)
        assert ledger.balance_of(cooperative_payable(honey.product.cooperative_id)) == -(1234 - 30)
        assert ledger.balance_of(cooperative_payable(oil.product.cooperative_id)) == -(999 - 24)

    def test_adds_to_the_figures_of_the_day(
        self, make_cooperative, make_goods, make_till, set_fee, sell
    ) -> None:
        set_fee(1000)
        till, cooperative = make_till(), make_cooperative()
        honey = make_goods(price_minor=1234, cooperative=cooperative)
        oil = make_goods(price_minor=1000, cooperative=cooperative)
        sell((honey, 1), (oil, 2), till=till)
        sell((oil, 1), till=till, tenders=[card(1000)])
        day = TillDay.objects.get(day=DAY, till_id=till.id)
        assert (day.tickets, day.items, day.gross_minor, day.refunds_minor) == (2, 4, 4234, 0)
        assert (day.cash_minor, day.card_minor, day.stripe_minor, day.rounding_minor) == (3230, 1000, 0, -4)
        of_cooperative = CooperativeDay.objects.get(day=DAY, cooperative_id=cooperative.id)
        assert (of_cooperative.items, of_cooperative.gross_minor, of_cooperative.fees_minor) == (4, 4234, 423)
        of_category = CategoryDay.objects.get(day=DAY, category_code="fresh-fruit")
        assert (of_category.items, of_category.gross_minor) == (4, 4234)

    def test_tells_what_was_sold(self, make_goods, sell) -> None:
        honey = make_goods(price_minor=1000)
        sale = sell((honey, 2))
        event = Event.objects.get(name="sale.recorded")
        assert event.subject_id == str(sale.id)
        assert event.payload["total_minor"] == 2000
        assert event.payload["lines"] == [
            {"position": 0, "listing_id": str(honey.id), "quantity": 2, "amount_minor": 2000}
        ]

    def test_sells_a_listing_scanned_twice_as_one_line(self, make_goods, sell) -> None:
        honey = make_goods()
        sale = sell((honey, 1), (honey, 2))
        assert sale.lines.get().quantity == 3

    def test_freezes_price_and_fee_in_the_line(self, make_goods, set_fee, sell, now) -> None:
        honey = make_goods(price_minor=1000)
        set_fee(200)
        sale = sell((honey, 1))
        listings.change_price(listing_id=honey.id, price_minor=1500, changed_at=now, actor="person:amina")
        assert sale.lines.get().unit_price_minor == 1000
        assert sell((honey, 1)).total_minor == 1500

    def test_takes_the_fee_of_the_business_day_in_casablanca(self, make_goods, sell, now) -> None:
        fees.add_past_rate(
            effective_from=date(2026, 2, 1), basis_points=500, set_at=now, actor="person:amina"
        )
        honey = make_goods(price_minor=1000)
        # Casablanca was an hour ahead of UTC that winter.
        before_midnight = datetime(2026, 1, 31, 22, 59, tzinfo=UTC)
        after_midnight = datetime(2026, 1, 31, 23, 0, tzinfo=UTC)
        first = sell((honey, 1), occurred_at=before_midnight)
        second = sell((honey, 1), occurred_at=after_midnight)
        assert [sale.business_date for sale in (first, second)] == [date(2026, 1, 31), date(2026, 2, 1)]
        assert [sale.lines.get().fee_minor for sale in (first, second)] == [0, 50]

    def test_freezes_the_tax_of_the_day_in_the_line(self, make_goods, set_fee, sell, now) -> None:
        set_fee(1000)
        soap = make_goods(price_minor=6000)
        cooperative_id = soap.product.cooperative_id
        exempt = sell((soap, 1)).lines.get()
        with as_hq():
            registry.change_vat_regime(
                cooperative_id=cooperative_id,
                vat_regime=VatRegime.LIABLE,
                evidence="attestation",
                at=now,
                actor="officer",
            )
            Product.objects.filter(pk=soap.product_id).update(tax_class=TaxClass.STANDARD)
        taxed = sell((soap, 1)).lines.get()
        assert (exempt.tax_basis_points, exempt.tax_minor, exempt.tax_note) == (0, 0, "art. 91-IV CGI")
        assert (taxed.tax_class, taxed.tax_basis_points, taxed.tax_note) == ("standard", 2000, "")
        assert (taxed.tax_minor, taxed.fee_minor) == (1000, 600)
        assert (taxed.fee_tax_basis_points, taxed.fee_tax_minor) == (2000, 100)
        assert SaleLine.objects.get(pk=exempt.pk).tax_minor == 0

    def test_charges_by_the_rule_that_knows_the_goods_best(self, make_goods, sell, now) -> None:
        honey, oil = make_goods(price_minor=10_000), make_goods(price_minor=10_000)
        with as_hq():
            part = Participation.objects.get(cooperative_id=oil.product.cooperative_id)
            registry.set_contract(participation_id=part.id, contract="K-7", at=now, actor="officer")
        rules = {
            name: fees.set_rule(
                rule_id=new_id(),
                name=name,
                terms=FeeTerms(
                    effective_from=DAY,
                    scope=scope,
                    components=(
                        FeeComponent(kind=ComponentKind.PERCENTAGE, basis_points=basis_points),
                        FeeComponent(kind=ComponentKind.FIXED, fixed_minor=10),
                    ),
                ),
                set_at=now - timedelta(days=1),
                actor="person:amina",
            )
            for name, scope, basis_points in (
                ("all", Scope(), 1000),
                ("agri", Scope(categories=("agri",)), 500),
                ("contract", Scope(contracts=("K-7",)), 200),
            )
        }
        by_category, by_contract = sell((honey, 2), (oil, 1)).lines.order_by("position")
        assert (by_category.fee_rule_id, by_category.fee_minor) == (rules["agri"].id, 1020)
        assert (by_contract.fee_rule_id, by_contract.fee_minor) == (rules["contract"].id, 210)
        assert by_contract.fee_rule_version.number == 1
        assert by_category.fee_parts == [
            {"kind": "percentage", "basis_points": 500, "base_minor": 20_000, "amount_minor": 1000},
            {"kind": "fixed", "fixed_minor": 10, "base_minor": 20, "amount_minor": 20},
        ]

    def test_takes_no_fee_without_a_rule(self, make_goods, sell) -> None:
        line = sell((make_goods(), 1)).lines.get()
        assert (line.fee_rule_id, line.fee_rule_version_id, line.fee_parts, line.fee_minor) == (
            None, None, [], 0,
        )  # fmt: skip

    def test_sells_nothing_whose_tax_is_unknown(self, make_goods, make_till, sell, now, nothing_sold) -> None:
        honey, till = make_goods(), make_till()
        with as_owner():
            TaxRate.objects.filter(tax_class=TaxClass.COMMISSION)._raw_delete("default")
        with as_market("casablanca"), pytest.raises(TaxRateMissing):
            sell((honey, 1), till=till)
        nothing_sold()

    def test_lands_late_facts_in_the_open_period_with_their_true_date(self, make_goods, sell, now) -> None:
        sale = sell((make_goods(), 1), occurred_at=now - timedelta(days=40), recorded_at=now)
        assert (sale.business_date, sale.period_id) == (date(2026, 10, 1), 2026111)

    def test_accepts_a_clock_five_minutes_ahead(self, make_goods, sell, now) -> None:
        assert sell((make_goods(), 1), occurred_at=now + timedelta(minutes=5), recorded_at=now)

    def test_writes_a_sale_of_five_lines_in_few_statements(
        self, make_goods, make_till, set_fee, sell
    ) -> None:
        set_fee(300)
        goods, till = [make_goods() for _ in range(5)], make_till()
        sell(*((listing, 1) for listing in goods), till=till)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            sell(*((listing, 1) for listing in goods), till=till)
        sent = [query["sql"] for query in statements]
        # The first and the last are the savepoint that stands for BEGIN and COMMIT in a test.
        assert len(sent) - 2 <= 25, "\n".join(sent)


@pytest.mark.usefixtures("casablanca")
class TestReplay:
    def test_answers_the_recorded_sale(self, make_goods, sell) -> None:
        honey, sale_id = make_goods(), new_id()
        request = {"sale_id": sale_id, "tenders": [CASH]}
        first = sell((honey, 2), **request)
        again = sell((honey, 1), (honey, 1), till=first.till, cashier="person:other", **request)
        assert again.id == first.id
        assert again.receipt_number == first.receipt_number
        assert stock_queries.level(honey.id) == 8
        assert Sale.objects.count() == 1

    def test_refuses_other_content_under_the_same_id(self, make_goods, sell) -> None:
        honey = make_goods()
        first = sell((honey, 2))
        with pytest.raises(sales.SaleIdReused):
            sell((honey, 3), sale_id=first.id, till=first.till)
        assert stock_queries.level(honey.id) == 8

    def test_refuses_the_id_of_goods_that_moved(
        self, make_listing, make_deposit, make_goods, sell, nothing_sold
    ) -> None:
        honey, oil = make_listing(), make_goods()
        deposit = make_deposit(honey)
        for goods in (honey, oil):
            with pytest.raises(sales.SaleIdReused):
                sell((goods, 1), sale_id=deposit.id)
        nothing_sold()

    @pytest.mark.parametrize("restock", [True, False])
    def test_refuses_the_id_of_a_refund(self, restock, make_goods, sell, now) -> None:
        honey = make_goods()
        refund = sales.refund_sale(
            refund_id=new_id(),
            sale_id=sell((honey, 1)).id,
            lines=[RefundLineRequest(0, 1, restock)],
            tender_kind=TenderKind.CASH,
            occurred_at=now,
            recorded_at=now,
            actor="person:amina",
        )
        with pytest.raises(sales.SaleIdReused):
            sell((honey, 1), sale_id=refund.id)
        assert Sale.objects.count() == 1

    def test_answers_even_when_the_goods_are_gone_and_the_market_suspended(
        self, make_goods, sell, now
    ) -> None:
        honey = make_goods(quantity=2)
        first = sell((honey, 2))
        with as_hq():
            network.suspend_market(slug="casablanca", at=now - timedelta(hours=1))
        assert sell((honey, 2), sale_id=first.id, till=first.till).id == first.id


@pytest.mark.usefixtures("casablanca")
class TestRefusals:
    def test_an_empty_sale(self, sell, nothing_sold) -> None:
        with pytest.raises(sales.EmptySale):
            sell()
        nothing_sold()

    @pytest.mark.parametrize("quantity", [0, -1, 100_001, 1.0, True])
    def test_an_impossible_quantity(self, quantity, make_goods, sell, nothing_sold) -> None:
        with pytest.raises(InvalidValue) as refusal:
            sell((make_goods(), 1), (make_goods(), quantity))
        assert refusal.value.path == ("lines", 1, "quantity")
        nothing_sold()

    def test_an_unknown_listing(self, make_goods, sell, nothing_sold) -> None:
        with pytest.raises(NotFound) as refusal:
            sell(lines=[SaleLineRequest(make_goods().id, 1), SaleLineRequest(new_id(), 1)])
        assert refusal.value.path == ("lines", 1, "listing_id")
        nothing_sold()

    def test_another_markets_listing_and_till(self, make_goods, make_till, sell, nothing_sold) -> None:
        with as_market("marrakech"):
            theirs, their_till = make_goods(), make_till()
        with pytest.raises(NotFound):
            sell((theirs, 1))
        with pytest.raises(NotFound):
            sell((make_goods(), 1), till=their_till)
        nothing_sold()

    @pytest.mark.parametrize("change", [listings.pause_listing, listings.withdraw_listing])
    def test_a_listing_off_sale(self, change, make_goods, sell, now, nothing_sold) -> None:
        honey = make_goods()
        change(listing_id=honey.id, changed_at=now, actor="person:amina")
        with pytest.raises(sales.ListingNotSellable):
            sell((honey, 1))
        nothing_sold()

    def test_a_retired_till(self, make_goods, make_till, sell, nothing_sold) -> None:
        till = tills.retire_till(till_id=make_till().id)
        with pytest.raises(sales.TillRetired):
            sell((make_goods(), 1), till=till)
        nothing_sold()

    def test_more_than_there_is(self, make_goods, sell, nothing_sold) -> None:
        honey, oil = make_goods(quantity=5), make_goods(quantity=2)
        with pytest.raises(stock.InsufficientStock) as refusal:
            sell((honey, 1), (oil, 3))
        assert refusal.value.params == {"listing_id": str(oil.id), "requested": 3, "available": 2}
        assert stock_queries.levels([honey.id, oil.id]) == {honey.id: 5, oil.id: 2}
        nothing_sold()

    def test_more_than_there_is_of_what_comes_after_goods_scanned_twice(self, make_goods, sell) -> None:
        honey, oil = make_goods(), make_goods(quantity=1)
        with pytest.raises(stock.InsufficientStock) as refusal:
            sell((honey, 1), (honey, 1), (oil, 1), (oil, 1))
        assert refusal.value.path == ("lines", 2, "quantity")

    @pytest.mark.parametrize(
        "occurred_at",
        [
            datetime(1, 1, 1, tzinfo=UTC),
            datetime(1970, 1, 1, tzinfo=UTC),
            datetime(2000, 1, 1, tzinfo=UTC),
            datetime(2026, 11, 10, 9, tzinfo=UTC).replace(tzinfo=None),
        ],
    )
    def test_a_clock_that_was_reset_or_names_no_zone(
        self, occurred_at, make_goods, sell, now, nothing_sold
    ) -> None:
        with pytest.raises(InvalidValue) as refusal:
            sell((make_goods(), 1), occurred_at=occurred_at, recorded_at=now)
        assert refusal.value.path == ("occurred_at",)
        nothing_sold()

    def test_expired_goods(self, make_listing, make_deposit, sell, nothing_sold) -> None:
        honey = make_listing()
        make_deposit(honey, quantity=5, expires_on=date(2026, 11, 9))
        with pytest.raises(stock.InsufficientStock):
            sell((honey, 1))
        nothing_sold()

    def test_wrong_tenders(self, make_goods, sell, nothing_sold) -> None:
        with pytest.raises(sales.WrongTenders):
            sell((make_goods(price_minor=1000), 1), tenders=[card(999)])
        nothing_sold()

    def test_the_future(self, make_goods, sell, now, nothing_sold) -> None:
        with pytest.raises(sales.InTheFuture):
            sell((make_goods(), 1), occurred_at=now + timedelta(minutes=6), recorded_at=now)
        nothing_sold()

    def test_what_happened_before_the_market_opened(self, make_goods, sell, now, nothing_sold) -> None:
        opened_at = current_market().opened_at
        honey = make_goods()
        with pytest.raises(sales.BeforeOpening) as refused:
            sell((honey, 1), occurred_at=opened_at - timedelta(microseconds=1))
        assert refused.value.params["opened_at"] == opened_at.isoformat()
        nothing_sold()

    def test_a_closed_market(self, make_goods, sell, now, nothing_sold) -> None:
        honey = make_goods()
        with as_hq():
            network.close_market(slug="casablanca", at=now)
        with pytest.raises(sales.MarketNotSelling):
            sell((honey, 1))
        nothing_sold()

    def test_what_happened_after_a_suspension(self, make_goods, sell, now, nothing_sold) -> None:
        honey = make_goods()
        with as_hq():
            network.suspend_market(slug="casablanca", at=now)
        with pytest.raises(sales.MarketNotSelling):
            sell((honey, 1), occurred_at=now)
        nothing_sold()
        assert sell((honey, 1), occurred_at=now - timedelta(seconds=1), recorded_at=now)


@pytest.mark.usefixtures("casablanca")
class TestReceipts:
    def test_are_numbered_by_till_and_year_without_a_gap(self, make_goods, make_till, sell, now) -> None:
        honey, one, other = make_goods(quantity=20), make_till(), make_till()
        numbers = [sell((honey, 1), till=till).receipt_number for till in (one, one, other, one)]
        assert numbers == [1, 2, 1, 3]
        last_year = sell((honey, 1), till=one, occurred_at=datetime(2025, 12, 31, 12, tzinfo=UTC))
        assert (last_year.receipt_year, last_year.receipt_number) == (2025, 1)

    def test_leave_no_gap_when_a_sale_fails(self, make_goods, make_till, sell) -> None:
        honey, till = make_goods(quantity=3), make_till()
        sell((honey, 1), till=till)
        with pytest.raises(stock.InsufficientStock):
            sell((honey, 5), till=till)
        assert sell((honey, 1), till=till).receipt_number == 2
        assert sales_queries.server_receipt_gaps(till.id, 2026) == []

    def test_keep_the_number_the_till_printed(self, make_goods, make_till, sell) -> None:
        honey, till = make_goods(), make_till()
        sale = sell((honey, 1), till=till, receipt=TillReceipt(2026, 17))
        assert (sale.receipt_number, sale.numbered_by) == (17, "till")
        assert sell((honey, 1), till=till).receipt_number == 1

    def test_keep_the_year_of_a_till_on_the_other_side_of_new_year(self, make_goods, sell) -> None:
        midnight = datetime(2026, 1, 1, tzinfo=UTC)
        sale = sell((make_goods(), 1), occurred_at=midnight, receipt=TillReceipt(2025, 812))
        assert (sale.receipt_year, sale.business_date.year) == (2025, 2026)

    def test_refuse_a_number_printed_twice(self, make_goods, make_till, sell) -> None:
        honey, till = make_goods(), make_till()
        sell((honey, 1), till=till, receipt=TillReceipt(2026, 17))
        with pytest.raises(sales.ReceiptNumberTaken):
            sell((honey, 1), till=till, receipt=TillReceipt(2026, 17))
        assert Sale.objects.count() == 1

    @pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, -1), (2025, 1), (2027, 1), (2026, 2**31)])
    def test_refuse_an_impossible_number(self, year, number, make_goods, sell, nothing_sold) -> None:
        with pytest.raises(InvalidValue):
            sell((make_goods(), 1), receipt=TillReceipt(year, number))
        nothing_sold()

    def test_list_the_numbers_a_till_has_not_sent(self, make_goods, make_till, sell) -> None:
        honey, till = make_goods(), make_till()
        for number in (3, 4, 9, 6):
            sell((honey, 1), till=till, receipt=TillReceipt(2026, number))
        gaps = sales_queries.receipt_gaps(till.id, 2026)
        assert [(gap.first_number, gap.last_number) for gap in gaps] == [(1, 2), (5, 5), (7, 8)]
        assert sales_queries.receipt_gaps(till.id, 2025) == []


def test_a_sale_id_is_a_plain_uuid_of_the_tills_own(casablanca, make_goods, sell) -> None:
    own = UUID("00000000-0000-4000-8000-000000000001")
    assert sell((make_goods(), 1), sale_id=own).id == own
