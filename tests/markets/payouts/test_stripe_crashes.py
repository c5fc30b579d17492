"""kill -9 of the process that pays by Stripe and hears it, with a network that breaks and repeats itself:
nothing paid twice or lost.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import stripe_run
from crashing import Nursery
from paying_by_stripe import (
    Paying,
    begin,
    payouts_by_attempt,
    require_books_equal,
    require_nothing_made_twice,
    require_paid_once,
)
from settling import approved_batch
from stripe_run import Run

from kernel.ids import new_id
from markets.ledger import queries as books
from markets.ledger.types import stripe_clearing
from markets.payouts import queries
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch
from markets.payouts.types import Rail
from tenants.database.session import as_market

SCRIPT = Path(stripe_run.__file__)
OF_A_ROUND = 2


@dataclass
class Rounds:
    """A market whose every payment is made in a process that is killed, on a network that breaks."""

    nursery: Nursery
    market: str
    paying: Paying
    chance: random.Random
    played: int = 0
    kills: int = 0
    places: int = 0

    def play(self, place: int, deed: int = 0) -> None:
        """Pay two more statements and what came back before: kill it, look, let it be done, look again."""
        self.played += 1
        with as_market(self.market):
            run = self._prepare()
        arguments = (self.market, run.url, str(run.batch_id), run.at.isoformat(), str(run.seed), str(deed))
        self._break_the_network()
        places = self.nursery.killed_at(place, *arguments)
        self.kills += places is None
        self.places = places or self.places
        with as_market(self.market):
            require_paid_once(self.paying.control)
            self._come_to_rest(run)
            require_nothing_made_twice(self.paying.control)
            require_books_equal(self.paying.control)
            self._send_some_back()
            require_books_equal(self.paying.control)

    def _prepare(self) -> Run:
        due = tuple(one.id for one in self.paying.statements[: self.played * OF_A_ROUND])
        batch = approved_batch(rail=Rail.STRIPE, at=self.paying.at, statement_ids=due, batch_id=new_id())
        url = self.paying.stripe.server.url
        return Run(url, batch.id, self.paying.at, self.chance.randrange(10**6))

    def _break_the_network(self) -> None:
        for kind in ("drop_before", "drop_after", "conflict", "rate_limit"):
            self.paying.control.fault(kind=kind, times=4, probability=0.15, seed=self.chance.randrange(10**6))

    def _come_to_rest(self, run: Run) -> None:
        self.paying.control.calm()
        run.do()
        self.paying.bring()
        self.paying.sweep()
        batch = PayoutBatch.objects.get(pk=run.batch_id)
        assert batch.state == "done"
        assert set(batch.attempts.values_list("state", flat=True)) <= {"paid", "rejected"}

    def _send_some_back(self) -> None:
        """A bank refuses one of the payments after it was paid, so the next round pays it again."""
        paid = [one for one in self.paying.control.objects(kind="payout") if one["status"] == "paid"]
        if paid and self.chance.random() < 0.5:
            self.paying.control.settle(id=self.chance.choice(paid)["id"], status="failed")
        self.paying.bring(copies=2, seed=self.played)

    def require_everybody_paid_once(self) -> None:
        """Over all rounds, after a last batch that nobody kills."""
        with as_market(self.market):
            if queries.ready().exists():
                batch = approved_batch(rail=Rail.STRIPE, at=self.paying.at, batch_id=new_id())
                Run(self.paying.stripe.server.url, batch.id, self.paying.at, 6).do()
            require_books_equal(self.paying.control)
            assert set(Payout.objects.values_list("state", flat=True)) == {"paid"}
            owed = {one.id: one.payable_minor for one in self.paying.statements}
            assert queries.totals().open_minor == queries.totals().difference_minor == 0
            assert books.balance_of(stripe_clearing()) == -sum(owed.values())
            received: dict[Any, int] = dict.fromkeys(owed, 0)
            sent = payouts_by_attempt(self.paying.control)
            for attempt in PayoutAttempt.objects.select_related("payout"):
                standing = [one for one in sent.get(str(attempt.pk), []) if one["status"] == "paid"]
                received[attempt.payout.statement_id] += sum(one["amount"] for one in standing)
            assert received == owed


@pytest.fixture
def rounds(
    live_market: str, stripe: Any, make_cooperative: Callable[..., Any]
) -> Iterator[Callable[[int], Rounds]]:
    def first(number: int) -> Rounds:
        with as_market(live_market):
            stripe.configure()
            amounts = tuple(100_001 + place for place in range(number * OF_A_ROUND))
            paying = begin(stripe, make_cooperative, amounts)
            stripe.control.fund(amount=10**10)
        return Rounds(nursery, live_market, paying, random.Random(number))

    with Nursery(SCRIPT) as nursery:
        yield first


def kill_at_random_places(rounds: Rounds, number: int) -> None:
    """The first round shows how many places there are. Of the others each second is killed at any of them,
    and each second right after one of the first things that Stripe does.
    """
    rounds.play(0)
    assert rounds.places > 50
    for round_number in range(1, number):
        if round_number % 2:
            rounds.play(0, deed=rounds.chance.randrange(1, 2 * OF_A_ROUND + 1))
        else:
            rounds.play(rounds.chance.randrange(1, rounds.places))
    rounds.require_everybody_paid_once()
    assert rounds.kills >= (number - 1) * 3 // 4, "the rounds are to be killed before their end"


def test_ten_kills_pay_nothing_twice_and_lose_nothing(rounds: Callable[[int], Rounds]) -> None:
    kill_at_random_places(rounds(10), 10)


@pytest.mark.deep
def test_a_hundred_kills_pay_nothing_twice_and_lose_nothing(rounds: Callable[[int], Rounds]) -> None:
    kill_at_random_places(rounds(100), 100)
