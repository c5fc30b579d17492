"""Workers and webhooks at one batch of payments by Stripe, each with its own login: it is sent once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from paying_by_stripe import Paying, begin, require_books_equal, require_paid_once
from settling import approved_batch

from markets.payouts.models import PayoutReport
from markets.payouts.types import Rail
from markets.stripe_account.gateways import StripeError
from tenants.database.session import as_market, close_connections


@pytest.fixture
def live(live_market: str, stripe: Any, make_cooperative: Callable[..., Any]) -> Paying:
    with as_market(live_market):
        stripe.configure()
        return begin(stripe, make_cooperative, (10_000, 20_000, 30_000))


def at_once(market: str, *jobs: Callable[[], Any]) -> None:
    """Do all of it at the same time, each on a connection of its own; what Stripe is too busy for waits."""
    together = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> None:
        try:
            with as_market(market):
                together.wait(30)
                job()
        except StripeError:
            """Another was at it."""
        finally:
            close_connections()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(run, job) for job in jobs]:
            done.result(timeout=60)


class TestTwoWorkers:
    def test_send_a_batch_once(self, live_market: str, live: Paying) -> None:
        with as_market(live_market):
            batch = approved_batch(rail=Rail.STRIPE, at=live.at)
        live.control.forget_requests()
        live.control.fault(kind="delay", times=6, seconds=0.1, method="POST")
        at_once(live_market, *[lambda: live.submit(batch)] * 3)
        asked = Counter(one["key"] for one in live.control.requests() if one["key"])
        assert set(asked.values()) == {1}, "nobody asked for the same twice"
        with as_market(live_market):
            assert live.states() == ["accepted"] * 3
            live.control.settle_all(status="paid")
            live.sweep()
            require_books_equal(live.control)

    def test_and_webhooks_and_sweeps_pay_once(self, live_market: str, live: Paying) -> None:
        with as_market(live_market):
            batch = approved_batch(rail=Rail.STRIPE, at=live.at)
        jobs = [
            lambda: live.submit(batch),
            lambda: live.ask(batch),
            lambda: live.bring(copies=2),
            lambda: live.control.settle_all(status="paid"),
        ]
        for _ in range(4):
            at_once(live_market, *jobs)
            with as_market(live_market):
                require_paid_once(live.control)
        with as_market(live_market):
            live.control.settle_all(status="paid")
            live.bring()
            live.sweep()
            assert live.states() == ["paid"] * 3
            require_books_equal(live.control)
            applied = PayoutReport.objects.filter(hearing="applied").values_list("attempt_id", "outcome")
            assert max(Counter(applied).values()) == 1
