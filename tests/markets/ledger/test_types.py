"""Account codes say what they are, and a posting that could not balance cannot be written down."""

from uuid import UUID

import pytest

from markets.ledger.types import (
    AccountCode,
    AccountKind,
    PostingDraft,
    PostingKind,
    bank,
    cooperative_of,
    cooperative_payable,
    kind_of,
    market_fees,
    till_cash,
)

ARGAN, SAFFRON = UUID(int=1), UUID(int=2)


class TestKindOf:
    def test_reads_it_from_the_code(self) -> None:
        assert kind_of(cooperative_payable(ARGAN)) is AccountKind.PAYABLE
        assert kind_of(bank("main")) is AccountKind.BANK
        assert kind_of(till_cash()) is AccountKind.CASH

    @pytest.mark.parametrize("code", ["", "till", "bank:", "cooperative:x:payable", "cooperative:1"])
    def test_refuses_any_other_code(self, code: str) -> None:
        with pytest.raises(ValueError):
            kind_of(AccountCode(code))


class TestCooperativeOf:
    def test_is_the_owner_of_a_payable_account(self) -> None:
        assert cooperative_of(cooperative_payable(ARGAN)) == ARGAN
        assert cooperative_of(market_fees()) is None


class TestPostingDraft:
    @pytest.mark.parametrize("amount_minor", [0, -1])
    def test_refuses_to_move_nothing_or_less(self, amount_minor: int) -> None:
        with pytest.raises(ValueError, match="more than nothing"):
            PostingDraft(till_cash(), market_fees(), amount_minor, PostingKind.FEE)

    def test_refuses_to_move_within_one_account(self) -> None:
        with pytest.raises(ValueError, match="between two accounts"):
            PostingDraft(till_cash(), till_cash(), 1, PostingKind.SALE)

    def test_refuses_to_touch_two_cooperatives(self) -> None:
        with pytest.raises(ValueError, match="one cooperative"):
            PostingDraft(cooperative_payable(ARGAN), cooperative_payable(SAFFRON), 1, PostingKind.ADJUSTMENT)

    def test_is_undone_by_the_opposite_of_the_same_kind(self) -> None:
        draft = PostingDraft(till_cash(), cooperative_payable(ARGAN), 5, PostingKind.SALE)

        assert draft.reversed() == PostingDraft(cooperative_payable(ARGAN), till_cash(), 5, PostingKind.SALE)
