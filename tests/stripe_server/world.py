"""Everything the server knows: its clock, objects, books and events. Whoever touches it holds the lock.

The books are double entry per currency: what an account has came from outside (cards), goes outside (banks,
disputes) or stays with Stripe (fees, exchange). So the sum over all holders is nothing, whatever happens.
"""

import copy
import pickle
import time
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from stripe_server.errors import missing

API_VERSION = "2026-10-28.endive"
PLATFORM = ""
CARDS, BANKS, FEES, EXCHANGE, DISPUTES, FUNDING = (
    "outside:cards",
    "outside:banks",
    "stripe:fees",
    "stripe:exchange",
    "outside:disputes",
    "outside:funding",
)
DAY = 86_400

Object = dict[str, Any]


@dataclass
class Move:
    """An amount that a holder got (or, negative, gave), from `available_on` on."""

    holder: str
    currency: str
    amount: int
    available_on: int


@dataclass
class World:
    """The state of one server; it is pickled whole after each change when it is to outlive the process."""

    keys: list[str] = field(default_factory=lambda: ["sk_test_tadamun0000000000"])
    country: str = "US"
    currency: str = "usd"
    rates: dict[str, str] = field(default_factory=lambda: {"usd/mad": "9.8765", "mad/usd": "0.10125"})
    transfer_delay: int = 0
    frozen_at: int | None = None
    offset: int = 0
    counter: int = 0
    objects: dict[str, Object] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    stored: dict[str, Any] = field(default_factory=dict)
    endpoints: list[Any] = field(default_factory=list)
    deliveries: list[Any] = field(default_factory=list)
    faults: list[Any] = field(default_factory=list)
    requests: list[Object] = field(default_factory=list)

    @property
    def now(self) -> int:
        """The server's clock, in seconds since 1970; it can be set and moved."""
        return int(time.time()) + self.offset if self.frozen_at is None else self.frozen_at

    def new_id(self, prefix: str) -> str:
        """An id that this world never gave before."""
        self.counter += 1
        return f"{prefix}_{self.counter:016d}"

    def add(self, owner: str, thing: Object) -> Object:
        """Keep a new object of an account; PLATFORM is the account of the key itself."""
        self.objects[thing["id"]] = thing
        self.owners[thing["id"]] = owner
        return thing

    def get(self, kind: str, key: str, owner: str, param: str = "id") -> Object:
        """An object of this kind and account. Raises ApiError 404."""
        thing = self.objects.get(key)
        if thing is None or thing["object"] != kind or self.owners[key] != owner:
            raise missing(kind, key, param)
        return thing

    def all(self, kind: str, owner: str | None = None) -> list[Object]:
        """The objects of a kind, newest first."""
        return [
            thing
            for key, thing in reversed(self.objects.items())
            if thing["object"] == kind and owner in (None, self.owners[key])
        ]

    def rate(self, source: str, target: str) -> Decimal | None:
        """What one unit of `source` is worth in `target`; None where nothing is exchanged."""
        return None if source == target else Decimal(self.rates[f"{source}/{target}"])

    def converted(self, amount: int, source: str, target: str) -> int:
        """An amount in another currency, rounded half up to the smallest unit."""
        rate = self.rate(source, target) or Decimal(1)
        return int((amount * rate).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def move(self, source: str, target: str, currency: str, amount: int, available_on: int = 0) -> None:
        """Money goes from one holder to another."""
        self.moves.append(Move(source, currency, -amount, 0))
        self.moves.append(Move(target, currency, amount, available_on))

    def book(
        self,
        owner: str,
        kind: str,
        amount: int,
        currency: str,
        source: str,
        *,
        against: str,
        fee: int = 0,
        available_on: int = 0,
        rate: Decimal | None = None,
    ) -> Object:
        """A balance transaction of an account, with its fee, and the moves behind it."""
        self.move(against, owner, currency, amount, available_on)
        if fee:
            self.move(owner, FEES, currency, fee)
        return self.add(
            owner,
            {
                "id": self.new_id("txn"),
                "object": "balance_transaction",
                "amount": amount,
                "available_on": available_on or self.now,
                "balance_type": "payments",
                "created": self.now,
                "currency": currency,
                "description": None,
                "exchange_rate": None if rate is None else float(rate),
                "fee": fee,
                "fee_details": [
                    {
                        "amount": fee,
                        "application": None,
                        "currency": currency,
                        "description": "Stripe processing fees",
                        "type": "stripe_fee",
                    }
                ]
                if fee
                else [],
                "net": amount - fee,
                "reporting_category": kind,
                "source": source,
                "status": "pending" if available_on > self.now else "available",
                "type": kind,
            },
        )

    def balance(self, owner: str, *, available: bool) -> dict[str, int]:
        """What an account can use now, or what it still waits for, by currency."""
        found: dict[str, int] = defaultdict(int)
        for move in self.moves:
            if move.holder == owner and (move.available_on <= self.now) is available:
                found[move.currency] += move.amount
        return dict(found)

    def available(self, owner: str, currency: str) -> int:
        return self.balance(owner, available=True).get(currency, 0)

    def save(self, path: Path) -> None:
        """Write the whole state; a reader finds the old one or the new one, never half of it."""
        partial = path.with_suffix(".partial")
        partial.write_bytes(pickle.dumps(self))
        partial.replace(path)

    def snapshot(self, thing: Object) -> Object:
        """A copy that later changes do not touch."""
        return copy.deepcopy(thing)


def load(path: Path) -> World:
    """The state that a file holds."""
    world = pickle.loads(path.read_bytes())
    assert isinstance(world, World)
    return world
