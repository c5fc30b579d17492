from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from markets.stock import rules
from markets.stock.types import Lot, Part

TODAY = date(2026, 11, 10)
LISTING = UUID(int=1)

expiries = st.none() | st.integers(-5, 5).map(lambda days: TODAY + timedelta(days=days))
lots = st.lists(
    st.builds(Lot, st.uuids(), st.just(LISTING), st.integers(0, 20), expiries),
    max_size=8,
    unique_by=lambda lot: lot.deposit_id,
)


def lot(number: int, on_hand: int, expires_on: date | None = None) -> Lot:
    return Lot(UUID(int=number), LISTING, on_hand, expires_on)


class TestTakeFirstExpiring:
    def test_takes_the_lot_that_expires_first_and_then_the_next(self) -> None:
        later, sooner = lot(1, 5, TODAY + timedelta(days=9)), lot(2, 3, TODAY + timedelta(days=1))
        assert rules.take_first_expiring([later, sooner], quantity=4, on=TODAY) == [
            Part(sooner.deposit_id, LISTING, 3),
            Part(later.deposit_id, LISTING, 1),
        ]

    def test_takes_lots_without_expiry_last(self) -> None:
        parts = rules.take_first_expiring([lot(1, 5), lot(2, 5, TODAY)], quantity=6, on=TODAY)
        assert [part.deposit_id.int for part in parts] == [2, 1]

    def test_sells_a_lot_on_its_last_day_and_not_after(self) -> None:
        assert rules.take_first_expiring([lot(1, 1, TODAY)], quantity=1, on=TODAY)
        assert not rules.take_first_expiring([lot(1, 1, TODAY)], quantity=1, on=TODAY + timedelta(days=1))

    @given(lots, st.integers(1, 100))
    def test_takes_what_there_is_up_to_the_quantity(self, lots: list[Lot], quantity: int) -> None:
        parts = rules.take_first_expiring(lots, quantity=quantity, on=TODAY)
        sellable = sum(lot.on_hand for lot in rules.sellable(lots, on=TODAY))
        assert sum(part.quantity for part in parts) == min(quantity, sellable)

    @given(lots, st.integers(1, 100))
    def test_leaves_no_earlier_lot_unfinished(self, lots: list[Lot], quantity: int) -> None:
        taken = {
            part.deposit_id: part.quantity
            for part in rules.take_first_expiring(lots, quantity=quantity, on=TODAY)
        }
        by_id = {lot.deposit_id: lot for lot in lots}
        assert all(0 < units <= by_id[deposit_id].on_hand for deposit_id, units in taken.items())
        latest = max((by_id[deposit_id].expires_on or date.max for deposit_id in taken), default=date.min)
        earlier = [lot for lot in rules.sellable(lots, on=TODAY) if (lot.expires_on or date.max) < latest]
        assert all(taken.get(lot.deposit_id) == lot.on_hand for lot in earlier)

    @given(lots, st.integers(1, 100), st.randoms())
    def test_does_not_depend_on_the_order_of_the_lots(self, lots, quantity, random) -> None:  # type: ignore[no-untyped-def]
        shuffled = random.sample(lots, len(lots))
        expected = rules.take_first_expiring(lots, quantity=quantity, on=TODAY)
        assert rules.take_first_expiring(shuffled, quantity=quantity, on=TODAY) == expected


class TestPutBack:
    @given(lots, st.lists(st.integers(1, 20), max_size=6))
    def test_brings_every_lot_back_to_what_it_was(self, lots: list[Lot], returns: list[int]) -> None:
        sold = rules.take_first_expiring(lots, quantity=30, on=TODAY)
        returned: list[Part] = []
        for quantity in returns:
            returned += rules.put_back(sold, returned, quantity=quantity)
        for part in sold:
            back = sum(one.quantity for one in returned if one.deposit_id == part.deposit_id)
            assert back <= part.quantity
        in_all = sum(part.quantity for part in sold)
        assert sum(part.quantity for part in returned) == min(in_all, sum(returns))

    def test_puts_nothing_back_that_was_not_sold(self) -> None:
        assert rules.put_back([], [], quantity=3) == []
