"""What a worker does for one batch of payments by Stripe, from its approval to the last answer; safe to do
again.

As a script it does so for one batch of a market, and halts where it is told to until it is killed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from stripe_server.remote import RemoteControl


@dataclass(frozen=True)
class Run:
    """One batch of a market, and the Stripe that pays it. `seed` is the luck of the network."""

    url: str
    batch_id: UUID
    at: datetime
    seed: int

    def do(self, pass_by: Callable[[], None] = lambda: None) -> None:
        """The whole way, as the market whose login is in use. Nothing remembers how far an earlier run came.
        Stripe's webhooks come twice each and shuffled, some of them after the worker has asked by itself.
        """
        from markets.payouts import operations as payouts

        stripe: Any = RemoteControl(self.url)
        payouts.submit_batch(batch_id=self.batch_id, at=self.at, actor="worker")
        pass_by()
        self._bring(stripe.take(copies=2, seed=self.seed), pass_by)
        stripe.settle_all(status="paid")
        self._bring(stripe.take(copies=2, seed=self.seed + 1)[: self.seed % 7], pass_by)
        payouts.reconcile_batch(batch_id=self.batch_id, at=self.at, actor="worker")
        pass_by()
        self._bring(stripe.take(copies=2, seed=self.seed + 2), pass_by)

    def _bring(self, deliveries: list[dict[str, Any]], pass_by: Callable[[], None]) -> None:
        from api.web.stripe_handlers import STRIPE_HANDLERS
        from markets.stripe_account import operations as stripe_account
        from markets.stripe_account.gateways import StripeError

        for sent in deliveries:
            stripe_account.receive_event(
                body=sent["body"].encode(),
                signature=sent["headers"]["Stripe-Signature"],
                received_at=self.at,
            )
            pass_by()
        try:
            stripe_account.process_events(handlers=STRIPE_HANDLERS, processed_at=self.at)
        except StripeError:
            """It waits for the next time."""


def hasten() -> None:
    """Ask Stripe as fast as it answers, and wait for nothing between."""
    from markets.stripe_account.gateways import Pace, _stripe

    _stripe.PACE = Pace(a_second=100_000, sleep=lambda seconds: None)


def run_and_halt(
    place: int | None, market: str, url: str, batch_id: str, at: str, seed: str, deed: str
) -> None:
    """Do it in a process of its own. Before and after each question to Stripe are places too; and `deed` says
    after which thing that Stripe did to halt, before anything here knows of it (0: at none).
    """
    from crashing import halting_at

    from markets.stripe_account.gateways import _client
    from tenants.database.session import as_market

    hasten()
    run = Run(url, UUID(batch_id), datetime.fromisoformat(at), int(seed))
    with as_market(market), halting_at(place) as places:
        asked, deeds = _client.ask, count(1)

        def ask(call: Any, **given: Any) -> Any:
            places.pass_by()
            answered = asked(call, **given)
            if given.get("key") and next(deeds) == int(deed):
                places.halt_at = places.passed + 1
            places.pass_by()
            return answered

        _client.ask = ask
        run.do(places.pass_by)


if __name__ == "__main__":
    from crashing import serve_nursery

    from config.environment import ENV
    from config.start import start_process

    start_process(ENV)
    serve_nursery(run_and_halt)
