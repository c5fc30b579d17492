"""Entries are added and reversed; every balance follows from them."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction

from kernel.errors import NotFound
from kernel.ids import new_id
from markets.ledger import operations as ledger
from markets.ledger import queries
from markets.ledger.models import Account, Entry, Posting
from markets.ledger.types import (
    EntryKind,
    PostingDraft,
    PostingKind,
    bank,
    cooperative_payable,
    market_fees,
    till_cash,
)
from markets.periods import operations as periods
from shared_catalog.registry.models import Cooperative


@pytest.fixture
def post(casablanca: str, now: Any) -> Callable[..., Entry]:
    """Posts drafts as one entry of the open half-month."""

    def record(*postings: PostingDraft, **given: Any) -> Entry:
        described = {
            "entry_id": new_id(),
            "kind": EntryKind.SALE,
            "source_id": new_id(),
            "period": periods.take_period(occurred_at=now),
            "occurred_at": now,
            "recorded_at": now,
            "business_date": date(2026, 11, 10),
            "actor": "tester",
            "postings": postings,
        }
        return ledger.post(**(described | given))

    return record


@pytest.fixture
def argan(casablanca: str, make_cooperative: Callable[..., Cooperative]) -> Cooperative:
    return make_cooperative()


def sale(cooperative: Cooperative, amount_minor: int) -> PostingDraft:
    return PostingDraft(till_cash(), cooperative_payable(cooperative.id), amount_minor, PostingKind.SALE)


def fee(cooperative: Cooperative, amount_minor: int) -> PostingDraft:
    return PostingDraft(cooperative_payable(cooperative.id), market_fees(), amount_minor, PostingKind.FEE)


class TestPost:
    def test_moves_each_account_by_its_amount(self, post: Callable[..., Entry], argan: Cooperative) -> None:
        post(sale(argan, 10_000), fee(argan, 501))

        assert queries.balance_of(till_cash()) == 10_000
        assert queries.balance_of(cooperative_payable(argan.id)) == -9_499
        assert queries.balance_of(market_fees()) == -501
        assert sum(balance.minor for balance in queries.balances()) == 0

    def test_opens_an_account_once(self, post: Callable[..., Entry], argan: Cooperative) -> None:
        post(sale(argan, 1))
        post(sale(argan, 2))

        account = Account.objects.get(code=cooperative_payable(argan.id))
        assert (account.kind, account.cooperative_id) == ("payable", argan.id)

    def test_puts_every_posting_into_the_period_of_its_entry(
        self, post: Callable[..., Entry], argan: Cooperative
    ) -> None:
        entry = post(sale(argan, 10_000), fee(argan, 500))

        assert {posting.period_id for posting in queries.postings_of(entry)} == {entry.period_id}

    def test_refuses_a_second_entry_of_the_same_source(
        self, post: Callable[..., Entry], argan: Cooperative
    ) -> None:
        source_id = new_id()
        post(sale(argan, 1), source_id=source_id)

        with pytest.raises(Exception, match="entry_once_per_source"), transaction.atomic():
            post(sale(argan, 1), source_id=source_id)
        assert Posting.objects.count() == 1

    def test_refuses_an_entry_that_moves_nothing(self, post: Callable[..., Entry]) -> None:
        with pytest.raises(AssertionError):
            post()
        assert not Entry.objects.exists()


class TestReverse:
    @pytest.fixture
    def undo(self, casablanca: str, now: Any) -> Callable[[UUID], Entry]:
        def reverse(reverses_id: UUID) -> Entry:
            return ledger.reverse(
                entry_id=new_id(),
                reverses_id=reverses_id,
                period=periods.take_period(occurred_at=now),
                occurred_at=now,
                recorded_at=now,
                business_date=date(2026, 11, 10),
                actor="tester",
            )

        return reverse

    def test_moves_everything_back(
        self, post: Callable[..., Entry], undo: Callable[[UUID], Entry], argan: Cooperative
    ) -> None:
        entry = post(sale(argan, 10_000), fee(argan, 500))

        reversal = undo(entry.id)

        assert reversal.reverses == entry
        assert {balance.minor for balance in queries.balances()} == {0}

    def test_happens_once(
        self, post: Callable[..., Entry], undo: Callable[[UUID], Entry], argan: Cooperative
    ) -> None:
        entry = post(sale(argan, 10_000))
        undo(entry.id)

        with pytest.raises(ledger.AlreadyReversed):
            undo(entry.id)
        assert Entry.objects.count() == 2

    def test_refuses_an_entry_that_does_not_exist(self, undo: Callable[[UUID], Entry]) -> None:
        with pytest.raises(NotFound):
            undo(new_id())


class TestPrivileges:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE ledger_posting SET amount_minor = 1",
            "DELETE FROM ledger_posting",
            "UPDATE ledger_entry SET actor = 'somebody else'",
            "DELETE FROM ledger_entry",
        ],
    )
    def test_let_a_market_neither_change_nor_remove_what_was_posted(
        self, post: Callable[..., Entry], argan: Cooperative, statement: str
    ) -> None:
        post(sale(argan, 10_000))

        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
        assert queries.balance_of(till_cash()) == 10_000


class TestInvariants:
    def test_find_nothing_in_a_sound_ledger(self, post: Callable[..., Entry], argan: Cooperative) -> None:
        post(sale(argan, 10_000), fee(argan, 500))
        post(PostingDraft(cooperative_payable(argan.id), bank(), 9_500, PostingKind.PAYOUT))

        assert queries.unbalanced_entries() == []
        assert queries.empty_entries() == []
        assert queries.one_sided_postings() == []
        assert queries.misplaced_postings() == []
        assert queries.unbalanced_ledger() == []

    def test_find_a_posting_in_another_period_than_its_entry(
        self, post: Callable[..., Entry], argan: Cooperative
    ) -> None:
        entry = post(sale(argan, 10_000))
        posting = queries.postings_of(entry)[0]
        posting.pk, posting.period_id = None, 2026112
        posting.save()

        [violation] = queries.misplaced_postings()
        assert violation.details["posting"] == posting.pk

    def test_find_a_posting_on_an_account_that_does_not_exist(
        self, post: Callable[..., Entry], argan: Cooperative
    ) -> None:
        entry = post(sale(argan, 10_000))
        posting = queries.postings_of(entry)[0]
        posting.pk, posting.debit_id = None, 0
        posting.save()

        assert [violation.name for violation in queries.unbalanced_entries()] == ["ledger.unbalanced_entry"]
        assert queries.unbalanced_ledger()[0].details == {"difference_minor": -10_000}
