"""Whatever breaks at Stripe or on the way to it: nothing is paid twice or lost, and in the end both sides'
books are equal.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from paying_by_stripe import Paying, begin, require_books_equal, require_nothing_made_twice, require_paid_once
from settling import approved_batch

from markets.payouts import operations as payouts
from markets.payouts.models import Payout, PayoutBatch
from markets.payouts.types import Rail
from markets.stripe_account import operations as stripe_account
from markets.stripe_account.gateways import StripeError

CALLS = {
    "account": ("GET", "/v1/accounts/.*"),
    "transfer": ("POST", "/v1/transfers"),
    "looking for the transfer": ("GET", "/v1/transfers"),
    "credit": ("GET", "/v1/charges/.*"),
    "payout": ("POST", "/v1/payouts"),
    "looking for the payout": ("GET", "/v1/payouts"),
    "looking at the payout": ("GET", "/v1/payouts/.*"),
    "reversal": ("POST", "/v1/transfers/.*/reversals"),
}
KINDS = ("drop_before", "drop_after", "error_before", "error_after", "conflict", "rate_limit")


def settle(paying: Paying) -> None:
    """Everything is answered again, and a day passes, after which no key stands in the way."""
    paying.control.calm()
    paying.wait(hours=25)
    paying.sweep()
    paying.control.settle_all(status="paid")
    paying.sweep()


class TestEveryCall:
    @pytest.mark.parametrize("call", CALLS)
    @pytest.mark.parametrize("kind", KINDS)
    def test_may_fail_once_or_for_an_hour(self, paying: Paying, call: str, kind: str) -> None:
        method, path = CALLS[call]
        paying.control.fault(kind=kind, method=method, path=path, times=None)
        batch = approved_batch(rail=Rail.STRIPE, at=paying.at)
        self.go_through(paying, batch.pk)
        require_paid_once(paying.control)
        paying.control.calm()
        paying.control.fault(kind=kind, method=method, path=path)
        self.go_through(paying, batch.pk)
        require_paid_once(paying.control)
        settle(paying)
        require_books_equal(paying.control)
        assert set(paying.states()) <= {"paid", "returned"}
        assert len(paying.control.objects(kind="transfer")) == 2

    def go_through(self, paying: Paying, batch_id: Any) -> None:
        """Sent, the first payment refused by its bank, and asked about."""
        batch = PayoutBatch.objects.get(pk=batch_id)
        paying.submit(batch)
        made = [one for one in paying.control.objects(kind="payout") if one["status"] == "pending"]
        if made and len(paying.control.objects(kind="payout")) == len(made):
            paying.control.settle(id=made[-1]["id"], status="failed")
        paying.ask(batch)


class TestOldKeys:
    @pytest.mark.parametrize("call", ["transfer", "payout"])
    def test_do_not_make_a_second_one(self, paying: Paying, call: str) -> None:
        """Done, the answer lost, Stripe unreachable for two days, the key forgotten."""
        method, path = CALLS[call]
        paying.control.fault(kind="error_after", method=method, path=path)
        paying.control.fault(kind="drop_before", times=None, method="GET", path=path)
        batch = paying.send(paying.statements[0])
        paying.control.calm()
        paying.wait(days=2)
        paying.control.forget_requests()
        paying.submit(batch)
        posts = [one for one in paying.control.requests(path=path) if one["method"] == "POST"]
        assert posts == []
        settle(paying)
        assert paying.attempt().state == "paid"
        require_books_equal(paying.control)

    @pytest.mark.parametrize("call", ["transfer", "payout"])
    def test_that_answer_500_for_a_day_are_waited_out(self, paying: Paying, call: str) -> None:
        method, path = CALLS[call]
        paying.control.fault(kind="error_before", method=method, path=path)
        batch = paying.send(paying.statements[0])
        for _ in range(3):
            paying.wait(hours=7)
            paying.submit(batch)
            assert paying.control.objects(kind=call) == []
        paying.wait(hours=5)
        paying.submit(batch)
        assert len(paying.control.objects(kind=call)) == 1
        settle(paying)
        assert paying.attempt().state == "paid"
        require_books_equal(paying.control)


FAULT = some.tuples(
    some.just("fault"),
    some.fixed_dictionaries(
        {
            "kind": some.sampled_from(KINDS),
            "probability": some.sampled_from((0.2, 0.5, 1.0)),
            "seed": some.integers(0, 99),
            "times": some.sampled_from((1, 3, 8)),
        }
    ),
)
STEP = some.one_of(
    FAULT,
    FAULT,
    some.tuples(some.sampled_from(("batch", "submit", "ask", "recheck", "settle", "calm"))),
    some.tuples(some.just("fail"), some.integers(0, 3), some.sampled_from(("failed", "canceled"))),
    some.tuples(some.just("bring"), some.integers(1, 3), some.integers(0, 99)),
    some.tuples(some.just("wait"), some.sampled_from((1, 9, 26))),
    some.tuples(some.just("money"), some.sampled_from(("9.9", "9.8", "9.7"))),
    some.tuples(some.just("disable"), some.booleans()),
)


class Chaos:
    """A market and a Stripe on which anything may happen, in any order."""

    def __init__(self, paying: Paying) -> None:
        self.paying = paying

    def run(self, steps: list[tuple[Any, ...]]) -> None:
        for name, *given_to in steps:
            getattr(self, name)(*given_to)
            require_paid_once(self.paying.control)
            require_nothing_made_twice(self.paying.control)

    def fault(self, told: dict[str, Any]) -> None:
        self.paying.control.fault(**told)

    def calm(self) -> None:
        self.paying.control.calm()

    def batch(self) -> None:
        try:
            self.paying.send()
        except payouts.NothingToPay:
            """Everything is under way, or paid."""

    def submit(self) -> None:
        for batch in self._batches():
            self.paying.submit(batch)

    def ask(self) -> None:
        for batch in self._batches():
            self.paying.ask(batch)

    def recheck(self) -> None:
        payouts.recheck_stripe(at=self.paying.at, actor="worker")

    def settle(self) -> None:
        self.paying.control.settle_all(status="paid")

    def fail(self, number: int, status: str) -> None:
        wanted = ("pending", "in_transit", "paid") if status == "failed" else ("pending",)
        found = [one for one in self.paying.control.objects(kind="payout") if one["status"] in wanted]
        if number < len(found):
            self.paying.control.settle(id=found[number]["id"], status=status)

    def bring(self, copies: int, seed: int) -> None:
        try:
            self.paying.bring(copies=copies, seed=seed)
        except StripeError:
            """What could not be acted upon waits for the next time."""

    def wait(self, hours: int) -> None:
        self.paying.wait(hours=hours)

    def money(self, rate: str) -> None:
        self.paying.control.configure(rates={"usd/mad": rate, "mad/usd": "0.1"})

    def disable(self, disabled: bool) -> None:
        reason = "listed" if disabled else None
        account_id = self.paying.account_ids[0]
        self.paying.control.account(id=account_id, requirements={"disabled_reason": reason})

    def come_to_rest(self) -> None:
        """Stripe answers again, pays everybody, and has money to be taken back: all is told and paid."""
        paying = self.paying
        self.calm()
        self.money("9.8765")
        self.disable(False)
        for account_id in paying.account_ids:
            paying.control.fund(amount=100_000, currency="mad", account=account_id)
            stripe_account.refresh_connected_account(stripe_id=account_id, refreshed_at=paying.at)
        for _ in range(3):
            settle(paying)
            self.bring(1, 0)
            Payout.objects.filter(state="held").update(state="draft", held_because="")
            self.batch()
        settle(paying)
        assert set(paying.states()) == {"paid"}
        require_books_equal(paying.control)

    def _batches(self) -> list[Any]:
        return list(PayoutBatch.objects.filter(state="submitted").order_by("pk"))


class TestChaos:
    @settings(
        max_examples=settings().max_examples // 8,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(steps=some.lists(STEP, min_size=3, max_size=18))
    def test_ends_with_everybody_paid_once(
        self,
        steps: list[tuple[Any, ...]],
        casablanca: str,
        stripe: Any,
        make_cooperative: Callable[..., Any],
    ) -> None:
        with transaction.atomic():
            stripe.server.reset()
            stripe.control.clock(frozen_at=int(stripe.now.timestamp()))
            stripe.configure()
            chaos = Chaos(begin(stripe, make_cooperative, (10_000, 25_050)))
            chaos.batch()
            chaos.run(steps)
            chaos.come_to_rest()
            transaction.set_rollback(True)
