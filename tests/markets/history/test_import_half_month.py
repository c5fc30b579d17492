"""A half-month of the past is taken whole, settled and paid, or not at all."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.events.models import Event
from markets.figures.models import CooperativeDay, PeriodTotal, TillDay
from markets.footfall import queries as footfall
from markets.history.operations import EVIDENCE
from markets.history.refusals import (
    FolderMissing,
    HistoryRefused,
    LaterHalfMonthImported,
    MarketHasOpened,
    NotYetPast,
    UnknownFile,
)
from markets.ledger.models import Entry, Posting
from markets.listings import operations as listings
from markets.listings.models import Listing
from markets.payouts import operations as payouts
from markets.payouts import queries as paying
from markets.payouts.models import Payout
from markets.payouts.types import Rail
from markets.periods.models import Period
from markets.sales.models import Sale, SaleLine, Tender
from markets.sales.types import TenderKind, TenderRequest, TillReceipt
from markets.settlement.models import Statement
from markets.stock import queries as stock
from markets.stock.models import Deposit, StockMovement
from markets.tills import operations as tills
from markets.tills.models import Till
from markets.verification.figures import differences
from markets.verification.queries import violations
from shared_catalog.catalogue.models import Product
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import AuthorisationDetails, AuthorisationKind
from tenants.database.session import as_hq
from tenants.network.models import Market
from tenants.network.types import Stage

WRITTEN = (Sale, SaleLine, Tender, Entry, Posting, Deposit, StockMovement, TillDay, CooperativeDay, Event)


def rows() -> int:
    return sum(model.objects.count() for model in (*WRITTEN, Period, Statement, Payout, PeriodTotal))


@pytest.fixture
def ready(past: Any) -> Any:
    """The past, with its setup imported."""
    past.import_setup()
    return past


class TestImportHalfMonth:
    def test_writes_what_live_sales_would_have_written(self, ready: Any) -> None:
        imported = ready.import_half_month(ready.first)
        assert (imported.sales, imported.lines, imported.items, imported.gross_minor) == (2, 3, 4, 20_505)
        sale = Sale.objects.get(receipt_number=2)
        assert (sale.total_minor, sale.rounding_minor, sale.change_minor) == (8_505, 5, 1_490)
        assert sale.business_date == date(2017, 3, 18) and sale.numbered_by == "till"
        assert [line.fee_minor for line in sale.lines.order_by("position")] == [0, 0]
        assert footfall.visitors() == 100 == imported.visitors
        day = TillDay.objects.get(day=date(2017, 3, 18))
        assert (day.tickets, day.items, day.gross_minor, day.cash_minor) == (1, 2, 8_505, 8_510)

    def test_takes_goods_from_stock(self, ready: Any) -> None:
        ready.import_half_month(ready.first)
        left = {deposit.lot_code: stock.level(deposit.listing_id) for deposit in Deposit.objects.all()}
        assert left == {"A": 2, "B": 2}

    def test_continues_with_the_stock_prices_and_fee_of_the_next_half_month(self, ready: Any) -> None:
        ready.import_half_month(ready.first)
        ready.import_half_month(ready.second)
        line = SaleLine.objects.get(unit_price_minor=6_500)
        [part] = line.fee_parts
        assert (part["basis_points"], part["base_minor"], line.fee_minor) == (1_000, 6_500, 650)
        assert line.fee_rule_version.effective_from == date(2017, 4, 1)
        assert (line.tax_minor, line.tax_note) == (0, "art. 91-IV CGI")
        assert (line.fee_tax_basis_points, line.fee_tax_minor) == (2_000, 108)
        assert stock.level(line.listing_id) == 1

    def test_settles_it_as_paid_before_joining(self, ready: Any) -> None:
        ready.import_half_month(ready.first)
        imported = ready.import_half_month(ready.second)
        assert {(payout.rail, payout.evidence) for payout in Payout.objects.all()} == {
            (Rail.BEFORE_JOINING, EVIDENCE)
        }
        assert (imported.statements, imported.paid_minor) == (1, 5_850)
        assert set(Period.objects.filter(imported=True).values_list("state", flat=True)) == {"paid"}
        assert paying.unpaid().count() == 0
        assert paying.totals().difference_minor == 0

    def test_keeps_every_invariant_and_every_figure(self, ready: Any) -> None:
        ready.import_half_month(ready.first)
        ready.import_half_month(ready.second)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert violations() == []
        assert differences() == []

    def test_tells_it_by_one_event(self, ready: Any) -> None:
        ready.import_half_month(ready.first)
        names = list(Event.objects.order_by("id").values_list("name", flat=True))
        assert names == ["period.sealed", "history.imported"]

    def test_cannot_be_paid_again(self, ready: Any, now: datetime) -> None:
        ready.import_half_month(ready.first)
        for statement in Statement.objects.all():
            with pytest.raises(payouts.NothingToPay):
                payouts.prepare_batch(
                    batch_id=new_id(),
                    rail=Rail.MANUAL,
                    execution_on=date(2026, 11, 10),
                    statement_ids=[statement.id],
                    at=now,
                    actor="person:amina",
                )
        assert Payout.objects.exclude(rail=Rail.BEFORE_JOINING).count() == 0

    def test_is_skipped_when_it_was_imported_before(self, ready: Any) -> None:
        ready.import_half_month(ready.first)
        before = rows()
        assert ready.import_half_month(ready.first).skipped
        assert rows() == before

    def test_knows_a_sale_that_its_till_sends_again(self, ready: Any) -> None:
        ready.import_half_month(ready.first)
        from markets.sales import rules
        from markets.sales.types import SaleLineRequest

        sale = Sale.objects.get(receipt_number=1)
        line = sale.lines.get()
        content = rules.sale_fingerprint(
            till_id=Till.objects.get(code="T1").id,
            wanted=[SaleLineRequest(line.listing_id, 2)],
            tenders=[TenderRequest(kind=TenderKind.CASH, received_minor=20_000)],
            occurred_at=datetime(2017, 3, 17, 10, tzinfo=UTC),
            receipt=TillReceipt(2017, 1),
        )
        assert bytes(sale.fingerprint) == content


class TestWhenItIsAllowed:
    def test_is_before_the_market_opens(self, ready: Any) -> None:
        with as_hq():
            Market.objects.filter(schema_name="casablanca").update(stage=Stage.OPEN)
        before = rows()
        with pytest.raises(MarketHasOpened):
            ready.import_half_month(ready.first)
        assert rows() == before

    def test_is_for_half_months_that_are_past(self, ready: Any) -> None:
        with pytest.raises(NotYetPast):
            ready.import_half_month(HalfMonth(2026, 11, 1))

    def test_is_in_the_order_of_time(self, ready: Any) -> None:
        ready.import_setup()
        ready.rows[f"{ready.second.key}/sales.csv"] = []
        ready.import_half_month(ready.second)
        with pytest.raises(LaterHalfMonthImported):
            ready.import_half_month(ready.first)

    def test_is_for_folders_of_the_format(self, ready: Any) -> None:
        with pytest.raises(FolderMissing):
            ready.import_half_month(HalfMonth(2017, 5, 1))
        (ready.folder / str(ready.first.key) / "sale.csv").touch()
        with pytest.raises(UnknownFile):
            ready.import_half_month(ready.first)


def _changed(column: int, value: Any) -> Callable[[Any], None]:
    def change(past: Any) -> None:
        past.sales()[0][column] = value

    return change


def _second_sale(**given: Any) -> Callable[[Any], None]:
    """Adds a sale after the others; `given` changes it."""

    def change(past: Any) -> None:
        sale = {"number": 9, "at": "2017-03-20T10:00:00Z", "code": past.honey.code, "quantity": 1}
        past.sales().append(past.sale(**(sale | {"price_minor": 6_000, "cash": 6_000} | given)))

    return change


def _same_id(past: Any) -> None:
    _second_sale(sale_id=past.sales()[0][0])(past)


def _same_deposit(past: Any) -> None:
    past.deposits().append([past.deposits()[0][0], "2017-03-19T08:00:00Z", past.oil.code, 1, "", ""])


def _deposit(*cells: Any) -> Callable[[Any], None]:
    def change(past: Any) -> None:
        past.deposits()[1][1 : 1 + len(cells)] = [past.oil.code if cell is None else cell for cell in cells]

    return change


def _visitors(*cells: Any) -> Callable[[Any], None]:
    def change(past: Any) -> None:
        past.rows[f"{past.first.key}/footfall.csv"][0] = list(cells)

    return change


def _disagreeing(past: Any) -> None:
    past.sales()[2][4] = "Somebody else"


def _short_row(past: Any) -> None:
    past.sales()[0].pop()


def _till_retired(past: Any) -> None:
    tills.retire_till(till_id=Till.objects.get(code="T1").id)


def _paused_then(past: Any) -> None:
    """The product was taken off sale on the second day."""
    listing = Listing.objects.get(product=past.honey)
    listings.pause_listing(
        listing_id=listing.id, changed_at=datetime(2017, 3, 18, tzinfo=UTC), actor="person:amina"
    )


def _without_certificate(past: Any) -> None:
    """The honey is food, and its cooperative's certificate began on the second day."""
    with as_hq():
        Product.objects.filter(pk=past.honey.pk).update(category_id="amlou")
        registry.grant_authorisation(
            authorisation_id=new_id(),
            cooperative_id=past.honey.cooperative_id,
            authorisation=AuthorisationDetails(
                kind=AuthorisationKind.AUTHORISATION, number="ES.5.1.17", issued_on=date(2017, 3, 18)
            ),
            at=datetime(2026, 11, 10, tzinfo=UTC),
            actor="person:amina",
        )


REFUSED = {
    "food on a day without certificate": (_without_certificate, "sales.csv", 2, "LISTING_NOT_SELLABLE"),
    "a product not yet on sale": (_changed(3, "2017-03-16T10:00:00Z"), "sales.csv", 2, "NOT_YET_LISTED"),
    "a till no longer in use": (_till_retired, "sales.csv", 2, "TILL_RETIRED"),
    "a product off sale then": (_paused_then, "sales.csv", 3, "LISTING_NOT_SELLABLE"),
    "a sale id that is none": (_changed(0, "x"), "sales.csv", 2, "UNREADABLE"),
    "an instant without offset": (_changed(3, "2017-03-17T10:00:00"), "sales.csv", 2, "UNREADABLE"),
    "a price with a point": (_changed(12, "60.00"), "sales.csv", 2, "UNREADABLE"),
    "a missing cashier": (_changed(4, ""), "sales.csv", 2, "UNREADABLE"),
    "a row that is too short": (_short_row, "sales.csv", 2, "UNREADABLE"),
    "rows that disagree": (_disagreeing, "sales.csv", 4, "ROWS_DISAGREE"),
    "an unknown till": (_changed(1, "T9"), "sales.csv", 2, "UNKNOWN_CODE"),
    "an unknown product": (_changed(10, "2900000000000"), "sales.csv", 2, "UNKNOWN_CODE"),
    "a quantity of nothing": (_changed(11, 0), "sales.csv", 2, "INVALID_VALUE"),
    "another price": (_changed(12, 5_999), "sales.csv", 2, "PRICE_NOT_IN_FORCE"),
    "a receipt without number": (_changed(2, 0), "sales.csv", 2, "INVALID_VALUE"),
    "another half-month": (_second_sale(at="2017-04-01T00:00:00Z"), "sales.csv", 5, "OUTSIDE_HALF_MONTH"),
    "a step back in time": (_second_sale(at="2017-03-17T12:00:00Z"), "sales.csv", 5, "OUT_OF_ORDER"),
    "a sale id that comes twice": (_same_id, "sales.csv", 5, "SALE_ID_REUSED"),
    "a receipt number that comes twice": (_second_sale(number=1), "sales.csv", 5, "RECEIPT_NUMBER_TAKEN"),
    "more than is on hand": (_second_sale(quantity=3, cash=18_000), "sales.csv", 5, "INSUFFICIENT_STOCK"),
    "too little cash": (_second_sale(cash=5_990), "sales.csv", 5, "WRONG_TENDERS"),
    "no tender": (_second_sale(cash=""), "sales.csv", 5, "WRONG_TENDERS"),
    "a card without reference": (
        _second_sale(cash="", card=6_000, reference=""), "sales.csv", 5, "WRONG_TENDERS"
    ),
    "a card that pays too much": (_second_sale(cash="", card=6_001), "sales.csv", 5, "WRONG_TENDERS"),
    "a deposit of nothing": (_deposit("2017-03-17T09:00:00Z", None, 0), "deposits.csv", 3, "INVALID_VALUE"),
    "a deposit of last year": (_deposit("2016-03-18T08:00:00Z"), "deposits.csv", 3, "OUTSIDE_HALF_MONTH"),
    "a deposit id that comes twice": (_same_deposit, "deposits.csv", 4, "STOCK_ID_REUSED"),
    "a product of nobody": (_deposit("2017-03-18T08:00:00Z", "1"), "deposits.csv", 3, "UNKNOWN_CODE"),
    "visitors of another day": (
        _visitors("2017-04-01", 10, "door", 1), "footfall.csv", 2, "OUTSIDE_HALF_MONTH"
    ),
    "an hour that is none": (_visitors("2017-03-17", 24, "door", 1), "footfall.csv", 2, "INVALID_VALUE"),
    "fewer than nobody": (_visitors("2017-03-17", 10, "door", -1), "footfall.csv", 2, "INVALID_VALUE"),
}  # fmt: skip


class TestRefusals:
    @pytest.mark.parametrize("case", REFUSED, ids=str)
    def test_are_reported_with_line_and_code_and_nothing_is_written(self, ready: Any, case: str) -> None:
        change, file, line, code = REFUSED[case]
        change(ready)
        before = rows()
        assert (f"{ready.first.key}/{file}", line, code) in ready.refused(ready.first)
        assert rows() == before and footfall.visitors() == 0

    def test_are_reported_all_at_once(self, ready: Any) -> None:
        ready.deposits()[1][3] = 0
        ready.sales()[0][12] = 1
        _second_sale(number=-1)(ready)
        _visitors("2017-03-17", 99, "door", 1)(ready)
        key = ready.first.key
        assert ready.refused(ready.first) == [
            (f"{key}/deposits.csv", 3, "INVALID_VALUE"),
            (f"{key}/footfall.csv", 2, "INVALID_VALUE"),
            (f"{key}/sales.csv", 2, "PRICE_NOT_IN_FORCE"),
            (f"{key}/sales.csv", 4, "INSUFFICIENT_STOCK"),
            (f"{key}/sales.csv", 5, "INVALID_VALUE"),
        ]

    def test_name_what_an_earlier_half_month_already_has(self, ready: Any) -> None:
        ready.import_half_month(ready.first)
        sale_id, deposit_id = ready.sales()[0][0], ready.deposits()[0][0]
        honey = ready.honey.code
        ready.rows[f"{ready.second.key}/deposits.csv"] = [
            [deposit_id, "2017-04-01T08:00:00Z", honey, 9, "C", ""]
        ]
        at = "2017-04-02T10:00:00Z"
        ready.sales(ready.second).append(ready.sale(4, at, honey, 1, 6_500, sale_id=sale_id, cash=6_500))
        ready.sales(ready.second).append(ready.sale(2, at, honey, 1, 6_500, cash=6_500))
        before = rows()
        key = ready.second.key
        assert ready.refused(ready.second) == [
            (f"{key}/deposits.csv", 2, "STOCK_ID_REUSED"),
            (f"{key}/sales.csv", 3, "SALE_ID_REUSED"),
            (f"{key}/sales.csv", 4, "RECEIPT_NUMBER_TAKEN"),
        ]
        assert rows() == before

    def test_name_goods_that_came_after_they_were_sold(self, ready: Any) -> None:
        ready.deposits()[1][1] = "2017-03-18T11:00:01Z"
        assert ready.refused(ready.first) == [(f"{ready.first.key}/sales.csv", 4, "INSUFFICIENT_STOCK")]

    def test_name_goods_that_had_expired(self, ready: Any) -> None:
        ready.deposits()[1][5] = "2017-03-17"
        assert ready.refused(ready.first) == [(f"{ready.first.key}/sales.csv", 4, "INSUFFICIENT_STOCK")]

    def test_name_a_header_that_is_not_of_the_format(self, ready: Any) -> None:
        ready.write()
        path = ready.folder / str(ready.first.key) / "sales.csv"
        path.write_text(path.read_text().replace("cashier", "seller"))
        with pytest.raises(HistoryRefused) as caught:
            from markets.history import operations

            operations.import_half_month(
                half_month=ready.first,
                source=ready.folder,
                imported_at=datetime(2026, 11, 10, tzinfo=UTC),
                actor="person:amina",
            )
        assert [(one.line, one.code) for one in caught.value.refusals] == [(1, "WRONG_COLUMNS")]

    def test_speak_three_languages(self, ready: Any) -> None:
        ready.sales()[0][12] = 1
        ready.write()
        with pytest.raises(HistoryRefused) as caught:
            ready.import_half_month(ready.first)
        [refusal, *_] = caught.value.refusals
        assert {refusal.error.message(language) for language in ("ar", "fr", "en")} != {refusal.reason}
