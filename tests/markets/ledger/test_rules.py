"""Pairing debits and credits never invents or loses a centime."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.money import allocate
from markets.ledger.rules import Side, pair
from markets.ledger.types import (
    AccountCode,
    PostingKind,
    bank,
    card_clearing,
    cooperative_payable,
    market_fees,
    till_cash,
)

ARGAN, SAFFRON = (cooperative_payable(UUID(int=number)) for number in (1, 2))


@st.composite
def sides(draw: st.DrawFn) -> tuple[list[Side], list[Side]]:
    """Two sides with the same sum, between 0 and a million MAD."""
    total = draw(st.integers(0, 10**8))
    debits = draw(st.lists(st.integers(1, 100), min_size=1, max_size=6))
    credits = draw(st.lists(st.integers(1, 100), min_size=1, max_size=6))
    return (
        [(bank(str(index)), amount) for index, amount in enumerate(allocate(total, debits))],
        [
            (cooperative_payable(UUID(int=index)), amount)
            for index, amount in enumerate(allocate(total, credits))
        ],
    )


class TestPair:
    def test_matches_tenders_with_what_cooperatives_earned(self) -> None:
        postings = pair(
            [(till_cash(), 5_000), (card_clearing(), 2_000)],
            [(ARGAN, 4_000), (SAFFRON, 3_000)],
            PostingKind.SALE,
        )

        assert [(posting.debit, posting.credit, posting.amount_minor) for posting in postings] == [
            (till_cash(), ARGAN, 4_000),
            (till_cash(), SAFFRON, 1_000),
            (card_clearing(), SAFFRON, 2_000),
        ]

    @given(sides())
    def test_moves_each_account_by_exactly_its_amount(self, both: tuple[list[Side], list[Side]]) -> None:
        debits, credits = both
        debited: Counter[AccountCode] = Counter()
        credited: Counter[AccountCode] = Counter()

        postings = pair(debits, credits, PostingKind.SALE)

        for posting in postings:
            debited[posting.debit] += posting.amount_minor
            credited[posting.credit] += posting.amount_minor
        assert debited == Counter(dict(debits)) and credited == Counter(dict(credits))
        assert len(postings) <= max(len(debits) + len(credits) - 1, 0)

    def test_leaves_out_nothing_at_all(self) -> None:
        assert pair([(till_cash(), 0)], [(ARGAN, 0)], PostingKind.SALE) == []

    def test_refuses_sides_with_different_sums(self) -> None:
        with pytest.raises(ValueError, match="same sum"):
            pair([(till_cash(), 5)], [(ARGAN, 4)], PostingKind.SALE)

    def test_refuses_negative_amounts(self) -> None:
        with pytest.raises(ValueError, match="not negative"):
            pair([(till_cash(), -5)], [(market_fees(), -5)], PostingKind.FEE)
