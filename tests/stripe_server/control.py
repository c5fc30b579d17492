"""What tests say to the server beside the API: `POST /_control/<name>` with JSON, answered with JSON."""

from typing import Any

from stripe_server import accounts, payments, payouts, refunds
from stripe_server.books import books
from stripe_server.events import Delivery, Endpoint, arranged, described, due, emit, message, post
from stripe_server.faults import Fault
from stripe_server.world import FUNDING, PLATFORM, World


class Control:
    """Each public method is one command; its JSON object becomes keyword arguments."""

    def __init__(self, world: World, lock: Any) -> None:
        self.world, self.lock = world, lock

    def run(self, name: str, given: dict[str, Any]) -> Any:
        """Do what was told. Raises KeyError for a command that there is not."""
        if name.startswith("_") or name == "run" or not hasattr(type(self), name):
            raise KeyError(name)
        return getattr(self, name)(**given)

    def clock(self, *, frozen_at: int | None = None, advance: int = 0, run: bool = False) -> int:
        """Stop the clock at an instant, move it on, or let it run from now."""
        with self.lock:
            if frozen_at is not None:
                self.world.frozen_at = frozen_at
            if run:
                self.world.frozen_at = None
            if self.world.frozen_at is None:
                self.world.offset += advance
            else:
                self.world.frozen_at += advance
            return self.world.now

    def configure(self, **given: Any) -> None:
        """Set keys, country, currency or rates of the platform, or how many seconds transfers take to become
        available: a day in truth (docs.stripe.com/connect/service-agreement-types), none unless said so.
        """
        with self.lock:
            for name, value in given.items():
                assert name in ("keys", "country", "currency", "rates", "transfer_delay"), name
                setattr(self.world, name, value)

    def fund(self, *, amount: int, currency: str = "", account: str = PLATFORM) -> None:
        """Put money into a balance, available at once."""
        with self.lock:
            currency = currency or self.world.currency
            self.world.book(account, "topup", amount, currency, "test", against=FUNDING)

    def fault(self, **given: Any) -> None:
        """Let something go wrong: see `faults`."""
        with self.lock:
            self.world.faults.append(Fault(**given))

    def calm(self) -> None:
        """Nothing goes wrong any more."""
        with self.lock:
            self.world.faults.clear()

    def endpoint(self, *, url: str, secret: str, **given: Any) -> str:
        """Send events to this address; with `hold` only when flushed or taken."""
        with self.lock:
            made = Endpoint(self.world.new_id("we"), url, secret, **given)
            self.world.endpoints.append(made)
            return made.id

    def flush(
        self, *, copies: int = 1, seed: int | None = None, backwards: bool = False, limit: int | None = None
    ) -> list[int]:
        """Send what is held, as often and in the order said; the statuses that came back."""
        with self.lock:
            arranged_ones = arranged(
                due(self.world, held=True)[:limit], copies=copies, seed=seed, backwards=backwards
            )
        return [self._send(delivery) for delivery in arranged_ones]

    def take(
        self, *, copies: int = 1, seed: int | None = None, backwards: bool = False, limit: int | None = None
    ) -> list[dict[str, Any]]:
        """What is held, signed, for a test that delivers it by itself; it counts as delivered."""
        with self.lock:
            found = []
            for delivery in arranged(
                due(self.world, held=True)[:limit], copies=copies, seed=seed, backwards=backwards
            ):
                _url, headers, body = message(self.world, delivery)
                found.append({"headers": headers, "body": body.decode()})
                delivery.done = True
            return found

    def deliver(self) -> list[int]:
        """Send what endpoints that do not hold have not yet taken."""
        with self.lock:
            waiting = due(self.world, held=False)
        return [self._send(delivery) for delivery in waiting]

    def deliveries(self) -> list[dict[str, Any]]:
        """What is not yet delivered."""
        with self.lock:
            return [described(delivery) for delivery in self.world.deliveries if not delivery.done]

    def account(self, *, id: str, **changes: Any) -> Any:
        """Stripe decides about a connected account: `verified`, or `requirements` by name."""
        with self.lock:
            return accounts.change(self.world, id, changes)

    def pay(self, *, id: str, payment_method: str = "pm_card_bypassPending") -> Any:
        """The payer confirms a payment intent."""
        with self.lock:
            return payments.pay(self.world, id, payment_method)

    def settle(self, *, id: str, status: str, failure_code: str = "account_closed") -> Any:
        """The bank answers a payout: in_transit, paid, failed."""
        with self.lock:
            return payouts.settle(self.world, id, status, failure_code)

    def settle_all(self, *, status: str = "paid") -> int:
        """The bank answers every payout that is on its way; how many."""
        with self.lock:
            found = [p for p in self.world.all("payout") if p["status"] in ("pending", "in_transit")]
            for payout in reversed(found):
                payouts.settle(self.world, payout["id"], status)
            return len(found)

    def fail_refund(self, *, id: str) -> Any:
        """The card's bank refuses a refund."""
        with self.lock:
            return refunds.fail(self.world, id)

    def dispute(self, *, charge: str, **given: Any) -> Any:
        """The payer disputes a charge."""
        with self.lock:
            return payments.dispute(self.world, charge, **given)

    def decide(self, *, id: str, status: str) -> Any:
        """A dispute becomes under_review, won, lost or warning_closed."""
        with self.lock:
            return payments.decide_dispute(self.world, id, status)

    def emit(self, *, type: str, object: dict[str, Any]) -> Any:
        """An event that nothing caused, such as of a type that nobody knows."""
        with self.lock:
            return emit(self.world, type, object)

    def books(self) -> Any:
        """Balances, what each account got, and what is wrong with the server's own books."""
        with self.lock:
            return books(self.world)

    def requests(self, *, path: str = "") -> Any:
        """The requests so far, oldest first."""
        with self.lock:
            return [dict(noted) for noted in self.world.requests if noted["path"].startswith(path)]

    def forget_requests(self) -> None:
        """Begin the list of requests anew."""
        with self.lock:
            self.world.requests.clear()

    def objects(self, *, kind: str) -> Any:
        """Every object of a kind, newest first."""
        with self.lock:
            return [self.world.snapshot(thing) for thing in self.world.all(kind)]

    def _send(self, delivery: Delivery) -> int:
        with self.lock:
            url, headers, body = message(self.world, delivery)
        status = post(url, headers, body)
        with self.lock:
            delivery.attempts += 1
            delivery.done = delivery.done or 200 <= status < 300
        return status
