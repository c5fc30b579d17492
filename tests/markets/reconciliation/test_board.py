"""Four sides of each day, and an aged list of every dirham that they do not explain."""

from collections.abc import Callable
from datetime import date

import pytest
from reconciling import CLERK, LATER, OWNER, Desk, Paid, entry, statement

from markets.ledger.types import market_adjustments
from markets.listings.models import Listing
from markets.reconciliation import operations as reconciliation
from markets.reconciliation.board import Board, Day, DifferenceKind, board
from markets.reconciliation.models import SuspenseItem
from markets.sales.models import Sale

SINCE, UNTIL = date(2026, 11, 1), date(2026, 12, 1)


def show() -> Board:
    return board(since=SINCE, until=UNTIL)


def differences() -> list[tuple[str, date, int, str]]:
    return [(one.kind.value, one.since, one.amount_minor, one.owner) for one in show().differences]


class TestBoard:
    def test_of_a_market_that_does_nothing_is_empty(self, desk: Desk) -> None:
        assert show() == Board((), ())

    def test_shows_four_sides_of_each_day(
        self,
        desk: Desk,
        sell: Callable[..., Sale],
        make_goods: Callable[..., Listing],
        sell_by_card: Callable[[int], Sale],
    ) -> None:
        sell((make_goods(price_minor=3_000), 1))
        sell_by_card(5_000)
        desk.batch(5_000, business_date_of=date(2026, 11, 10))
        desk.deposit(2_000, business_date_of=date(2026, 11, 12))
        desk.bring(entry(5_000), entry(2_000), entry(-40))
        desk.run()

        days = {day.day.day: day for day in show().days}

        assert days == {
            10: Day(
                day=date(2026, 11, 10),
                cash_receipts_minor=3_000,
                card_receipts_minor=5_000,
                card_batches_minor=5_000,
                till_cash_minor=3_000,
                card_clearing_minor=5_000,
            ),
            12: Day(day=date(2026, 11, 12), cash_deposits_minor=2_000),
            16: Day(
                day=date(2026, 11, 16),
                till_cash_minor=-2_000,
                card_clearing_minor=-5_000,
                bank_minor=6_960,
                suspense_minor=40,
                bank_lines_minor=6_960,
            ),
        }
        assert [day.bank_difference_minor for day in show().days] == [0, 0, 0]
        assert differences() == [("suspense", date(2026, 11, 16), -40, OWNER)]


class TestDifferences:
    def test_name_every_dirham_with_its_age_and_owner(
        self, desk: Desk, send: Callable[..., Paid], sell_by_card: Callable[[int], Sale]
    ) -> None:
        send(1_000).confirm()
        sell_by_card(5_000)
        desk.batch(4_400, business_date_of=date(2026, 11, 10))
        desk.deposit(2_000)
        desk.upload(statement(entry(60, on=date(2026, 11, 15))))
        desk.run()
        desk.upload(statement(entry(9, on=date(2026, 11, 17)), opening_minor=50))

        assert differences() == [
            ("card_batch_not_shown", date(2026, 11, 10), 4_400, CLERK),
            ("card_receipts_unlike_batches", date(2026, 11, 10), 600, ""),
            ("cash_deposit_not_shown", date(2026, 11, 14), 2_000, CLERK),
            ("suspense", date(2026, 11, 15), 60, OWNER),
            ("payment_not_shown", date(2026, 11, 16), -1_000, ""),
            ("line_not_matched", date(2026, 11, 17), 9, ""),
            ("statement_gap", date(2026, 11, 17), -10, ""),
        ]
        assert show().differences[0].age_days(date(2026, 11, 20)) == 10

    @pytest.mark.parametrize("withdrawn", [True, False])
    def test_go_when_they_are_explained(self, desk: Desk, withdrawn: bool) -> None:
        batch = desk.batch(700, business_date_of=date(2026, 11, 10))
        if withdrawn:
            reconciliation.withdraw_card_batch(batch_id=batch.id, at=LATER, actor=CLERK)
        desk.bring(entry(60))
        desk.run()
        reconciliation.clear_suspense(
            item_id=SuspenseItem.objects.get().id, account=market_adjustments(), at=LATER, actor=CLERK
        )

        kinds = {one.kind for one in show().differences}

        open_batch = {DifferenceKind.CARD_BATCH_NOT_SHOWN, DifferenceKind.CARD_RECEIPTS_UNLIKE_BATCHES}
        assert kinds == (set() if withdrawn else open_batch)
