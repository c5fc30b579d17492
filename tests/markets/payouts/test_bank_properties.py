"""Whatever the bank does and however its answers come: paid at most once, and in the end the books agree."""

import itertools
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from bank import Bank
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paying_by_bank import (
    Desk,
    change_account,
    close_first,
    owe,
    require_books_equal,
    require_paid_once,
    say_bank,
)
from transfer_orders import MARKET_RIB

from markets.ledger import queries as books
from markets.ledger.types import bank as bank_account
from markets.payouts import operations as payouts
from markets.payouts.models import Payout, PayoutAttempt
from markets.payouts.types import AttemptState
from shared_catalog.registry.models import Cooperative

_numbers = itertools.count(1)
FATES = st.lists(st.sampled_from(["paid", "refused", "returned"]), min_size=4, max_size=4)
# Which of the bank's answers so far is brought, counted from its latest.
BRINGINGS = st.lists(st.integers(0, 30), max_size=12)


@pytest.fixture
def cooperatives(casablanca: str, make_cooperative: Callable[..., Cooperative]) -> list[Cooperative]:
    return [make_cooperative() for _ in range(4)]


@pytest.fixture
def sealed_at(cooperatives: list[Cooperative], now: datetime) -> datetime:
    for number, cooperative in enumerate(cooperatives, start=1):
        owe(cooperative, number * 100_001, at=now)
    say_bank(at=now)
    return close_first()


def bring_some(desk: Desk, bringings: list[int]) -> None:
    """Old and new answers in any order; after each nobody is paid twice, and no money is made up."""
    for back in bringings:
        answers = desk.bank.answers()
        if answers:
            desk.bring([answers[-1 - back % len(answers)]])
        require_paid_once(desk.bank)
        paid = PayoutAttempt.objects.filter(state=AttemptState.PAID)
        assert books.balance_of(bank_account()) == -sum(paid.values_list("amount_minor", flat=True))


def let_fail(desk: Desk, attempts: list[PayoutAttempt], fates: list[str]) -> None:
    for attempt, fate in zip(attempts, fates, strict=False):
        if fate != "paid":
            desk.bank.close_account(attempt.rib, here=fate == "refused")


@given(
    fates=st.lists(FATES, min_size=2, max_size=2),
    batches=st.booleans(),
    copies=st.booleans(),
    bringings=st.lists(BRINGINGS, min_size=6, max_size=6),
)
# Each example is a month of a market and its bank: fewer of them than of others, in a deep run too.
@settings(
    deadline=None,
    max_examples=min(settings.default.max_examples // 10, 100),  # type: ignore[union-attr]
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_answers_in_any_order_pay_at_most_once(
    cooperatives: list[Cooperative],
    sealed_at: datetime,
    tmp_path: Path,
    fates: list[list[str]],
    batches: bool,
    copies: bool,
    bringings: list[list[int]],
) -> None:
    bank = Bank(tmp_path / str(next(_numbers)), batches=batches, repeats=True)
    bank.open_account(MARKET_RIB)
    with transaction.atomic():
        desk = Desk(bank, sealed_at)
        for place in range(2):
            if place and not Payout.objects.exclude(state="paid").exists():
                break
            batch = desk.send()
            let_fail(desk, list(batch.attempts.order_by("amount_minor")), fates[place])
            desk.deliver(batch)
            bring_some(desk, bringings[3 * place])
            if copies:
                desk.deliver(batch)
                bring_some(desk, bringings[3 * place])
            desk.let_pay()
            bring_some(desk, bringings[3 * place + 1])
            desk.bank.statement(MARKET_RIB, desk.today, desk.now)
            bring_some(desk, bringings[3 * place + 2])
            desk.bring_all()
            require_books_equal(desk.bank)
            for payout in Payout.objects.filter(state__in=["rejected", "returned"]):
                change_account(payout.statement.cooperative, 10_000 + next(_numbers), at=desk.now)
            desk.wait(20)
        transaction.set_rollback(True)


def test_what_is_open_in_the_middle_is_never_in_two_batches(
    cooperatives: list[Cooperative], sealed_at: datetime, tmp_path: Path
) -> None:
    bank = Bank(tmp_path)
    bank.open_account(MARKET_RIB)
    desk = Desk(bank, sealed_at)
    desk.deliver(desk.send())
    for content in bank.answers():
        desk.bring([content])
        with pytest.raises(payouts.NothingToPay):
            desk.prepare()
