from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from kernel.errors import InvalidValue, NotFound
from kernel.ids import new_id
from markets.events.models import Event
from markets.listings import operations as listings
from markets.stock import operations as stock
from markets.stock import queries
from markets.stock.models import Deposit, StockLevel, StockMovement
from markets.stock.types import Mismatch


@pytest.fixture
def move(now):
    """Calls an operation on one deposit with what does not matter filled in."""

    def by_hand(operation, deposit, quantity, **given):
        request = {
            "movement_id": new_id(),
            "deposit_id": deposit.id,
            "quantity": quantity,
            "reason": "counted",
            "occurred_at": now,
            "recorded_at": now,
            "actor": "person:amina",
        }
        return operation(**(request | given))

    return by_hand


@pytest.mark.usefixtures("casablanca")
class TestDepositGoods:
    def test_puts_a_lot_on_hand(self, make_listing, now) -> None:
        honey = make_listing()
        deposit = stock.deposit_goods(
            deposit_id=new_id(),
            listing_id=honey.id,
            quantity=12,
            lot_code="L-2026-11",
            expires_on=date(2027, 5, 1),
            occurred_at=now - timedelta(hours=2),
            recorded_at=now,
            actor="person:amina",
        )
        assert queries.level(honey.id) == 12
        movement = StockMovement.objects.get(source_id=deposit.id)
        assert (movement.kind, movement.quantity, movement.deposit_id) == ("deposit", 12, deposit.id)
        assert (movement.occurred_at, movement.recorded_at) == (now - timedelta(hours=2), now)
        assert Event.objects.get(name="stock.moved").payload["kind"] == "deposit"

    def test_is_once_however_often_it_is_sent(self, make_listing, make_deposit) -> None:
        honey, deposit_id = make_listing(), new_id()
        make_deposit(honey, deposit_id=deposit_id)
        assert make_deposit(honey, deposit_id=deposit_id).id == deposit_id
        assert queries.level(honey.id) == 10

    def test_refuses_other_content_under_the_same_id(self, make_listing, make_deposit, move) -> None:
        honey = make_listing()
        deposit = make_deposit(honey)
        loss = move(stock.record_loss, deposit, 1)
        with pytest.raises(stock.StockIdReused):
            make_deposit(honey, quantity=11, deposit_id=deposit.id)
        with pytest.raises(stock.StockIdReused):
            make_deposit(honey, deposit_id=loss.source_id)
        assert queries.level(honey.id) == 9

    @pytest.mark.parametrize("quantity", [0, -1, 1_000_001])
    def test_refuses_an_impossible_quantity(self, quantity, make_listing, make_deposit) -> None:
        with pytest.raises(InvalidValue):
            make_deposit(make_listing(), quantity=quantity)
        assert not Deposit.objects.exists()

    @pytest.mark.parametrize(
        "occurred_at",
        [
            datetime(2026, 11, 10, tzinfo=UTC).replace(tzinfo=None),
            datetime(1970, 1, 1, tzinfo=UTC),
            datetime(2026, 11, 10, 10, 6, tzinfo=UTC),
        ],
    )
    def test_refuses_an_impossible_instant(self, occurred_at, make_listing, now) -> None:
        honey = make_listing()
        with pytest.raises(InvalidValue):
            stock.deposit_goods(
                deposit_id=new_id(),
                listing_id=honey.id,
                quantity=1,
                occurred_at=occurred_at,
                recorded_at=now,
                actor="person:amina",
            )
        assert not Deposit.objects.exists()

    def test_refuses_a_lot_code_longer_than_a_label(self, make_listing, make_deposit) -> None:
        with pytest.raises(InvalidValue):
            make_deposit(make_listing(), lot_code="L" * 61)
        assert not Deposit.objects.exists()

    def test_refuses_a_withdrawn_listing(self, make_listing, make_deposit, now) -> None:
        honey = make_listing()
        listings.withdraw_listing(listing_id=honey.id, changed_at=now, actor="person:amina")
        with pytest.raises(stock.ListingWithdrawn):
            make_deposit(honey)
        assert not Deposit.objects.exists()


@pytest.mark.usefixtures("casablanca")
class TestMovementsByHand:
    @pytest.mark.parametrize(
        ("operation", "quantity", "left", "kind"),
        [
            (stock.adjust, 3, 13, "adjustment"),
            (stock.adjust, -10, 0, "adjustment"),
            (stock.record_loss, 4, 6, "loss"),
            (stock.withdraw, 10, 0, "withdrawal"),
        ],
    )
    def test_change_the_level(
        self, operation, quantity, left, kind, make_listing, make_deposit, move
    ) -> None:
        honey = make_listing()
        movement = move(operation, make_deposit(honey), quantity)
        assert queries.level(honey.id) == left
        assert (movement.kind, movement.quantity, movement.reason) == (kind, left - 10, "counted")
        assert queries.mismatches() == []

    @pytest.mark.parametrize("operation", [partial(stock.adjust), stock.record_loss, stock.withdraw])
    def test_never_take_more_than_there_is(self, operation, make_listing, make_deposit, move) -> None:
        honey = make_listing()
        deposit, quantity = make_deposit(honey), -11 if isinstance(operation, partial) else 11
        with pytest.raises(stock.InsufficientStock):
            move(operation, deposit, quantity)
        assert queries.level(honey.id) == 10
        assert StockMovement.objects.count() == 1

    def test_are_once_however_often_they_are_sent(self, make_listing, make_deposit, move) -> None:
        honey, movement_id = make_listing(), new_id()
        deposit = make_deposit(honey)
        first = move(stock.record_loss, deposit, 2, movement_id=movement_id)
        assert move(stock.record_loss, deposit, 2, movement_id=movement_id).id == first.id
        with pytest.raises(stock.StockIdReused):
            move(stock.withdraw, deposit, 2, movement_id=movement_id)
        assert queries.level(honey.id) == 8

    @pytest.mark.parametrize("operation", [stock.adjust, stock.record_loss])
    def test_say_why(self, operation, make_listing, make_deposit, move) -> None:
        deposit = make_deposit(make_listing())
        for reason in ("  ", "x" * 301):
            with pytest.raises(InvalidValue):
                move(operation, deposit, 1, reason=reason)

    def test_need_a_deposit_of_this_market(self, make_listing, make_deposit, move) -> None:
        deposit = make_deposit(make_listing())
        with pytest.raises(NotFound):
            move(stock.record_loss, deposit, 1, deposit_id=new_id())


@pytest.mark.usefixtures("casablanca")
class TestGuards:
    """What holds even for a statement that no operation sent."""

    @pytest.mark.parametrize(
        "change",
        [
            lambda: StockMovement.objects.update(quantity=99),
            lambda: StockMovement.objects.all()._raw_delete("default"),
            lambda: StockLevel.objects.all()._raw_delete("default"),
            lambda: Deposit.objects.update(quantity=99),
        ],
    )
    def test_movements_and_deposits_are_never_edited(self, change, make_goods) -> None:
        make_goods()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()

    def test_a_level_is_never_negative(self, make_goods) -> None:
        make_goods()
        with pytest.raises(IntegrityError, match="stock_level_not_negative"), transaction.atomic():
            StockLevel.objects.update(on_hand=-1)

    def test_goods_sold_never_come_in(self, make_listing, make_deposit, now) -> None:
        deposit = make_deposit(make_listing())
        with pytest.raises(IntegrityError, match="stock_movement_direction"), transaction.atomic():
            StockMovement.objects.create(
                deposit=deposit,
                listing=deposit.listing,
                kind="sale",
                quantity=1,
                source_id=new_id(),
                occurred_at=now,
                recorded_at=now,
                actor="nobody",
            )

    def test_a_level_that_lies_is_found(self, make_listing, make_deposit) -> None:
        deposit = make_deposit(make_listing())
        StockLevel.objects.update(on_hand=9)
        assert queries.mismatches() == [Mismatch(deposit.id, 9, 10)]
