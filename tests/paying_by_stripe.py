"""A market that pays by Stripe: what is owed, sent and brought, and whether both sides' books are equal."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from settling import ACCOUNTANT, MANAGER, close_half_month, send_batch

from api.web.stripe_handlers import STRIPE_HANDLERS
from kernel.halfmonth import HalfMonth, business_date
from kernel.ids import new_id
from markets.ledger import operations as ledger
from markets.ledger import queries as books
from markets.ledger.types import (
    EntryKind,
    PostingDraft,
    PostingKind,
    cooperative_payable,
    stripe_clearing,
    till_cash,
)
from markets.payouts import jobs, queries
from markets.payouts import operations as payouts
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch
from markets.payouts.types import Rail
from markets.periods import operations as periods
from markets.settlement.models import Statement
from markets.stripe_account import operations as stripe_account
from markets.stripe_account.gateways import REFERENCE
from markets.stripe_account.models import ConnectedAccount

FIRST = HalfMonth(2026, 11, 1)
RATE = 9_800_000
"""What the market says a million cents are worth in centimes: a little less than Stripe gives for them."""


def owe(cooperative_id: UUID, amount_minor: int, *, at: datetime) -> None:
    """Post what a cooperative sold, at an instant of an open half-month."""
    posting = PostingDraft(till_cash(), cooperative_payable(cooperative_id), amount_minor, PostingKind.SALE)
    with transaction.atomic():
        ledger.post(
            entry_id=new_id(),
            kind=EntryKind.ADJUSTMENT,
            source_id=new_id(),
            period=periods.take_period(occurred_at=at),
            occurred_at=at,
            recorded_at=at,
            business_date=business_date(at),
            actor="tester",
            postings=[posting],
        )


def agree_on_rate(rate: int = RATE, *, at: datetime) -> None:
    """Two people say what the settlement currency is worth from today on."""
    for actor in (ACCOUNTANT, MANAGER):
        stripe_account.set_stripe_rate(
            rate_id=new_id(),
            effective_from=business_date(at),
            centimes_per_million=rate,
            said_at=at,
            actor=actor,
        )


@dataclass(slots=True, kw_only=True)
class Paying:
    """The market whose login is in use on the afternoon after its half-month was sealed, and its Stripe."""

    stripe: Any
    at: datetime
    statements: list[Statement] = field(default_factory=list)

    @property
    def control(self) -> Any:
        return self.stripe.control

    @property
    def account_ids(self) -> list[str]:
        """The connected accounts of the statements' cooperatives, in their order."""
        found = {one.cooperative_id: one.stripe_id for one in ConnectedAccount.objects.all()}
        return [found[one.cooperative_id] for one in self.statements]

    def send(self, *statements: Statement) -> PayoutBatch:
        """A batch from its preparation to the rail."""
        ids = tuple(one.id for one in statements)
        return send_batch(rail=Rail.STRIPE, at=self.at, statement_ids=ids)

    def submit(self, batch: PayoutBatch) -> None:
        payouts.submit_batch(batch_id=batch.id, at=self.at, actor="worker")

    def ask(self, batch: PayoutBatch) -> None:
        payouts.reconcile_batch(batch_id=batch.id, at=self.at, actor="worker")

    def sweep(self) -> None:
        """What the worker does every ten minutes with each batch that is not answered, and every night."""
        for batch in PayoutBatch.objects.filter(state="submitted").order_by("pk"):
            self.submit(batch)
            self.ask(batch)
        jobs.recheck_stripe(now=self.at)

    def wait(self, **span: float) -> None:
        """Let time pass here and at Stripe."""
        later = timedelta(**span)
        self.at += later
        self.control.clock(advance=int(later.total_seconds()))

    def bring(self, **arranged: Any) -> int:
        """The webhooks that Stripe holds, in the order and as often as said; how many were done with."""
        for sent in self.control.take(**arranged):
            stripe_account.receive_event(
                body=sent["body"].encode(),
                signature=sent["headers"]["Stripe-Signature"],
                received_at=self.at,
            )
        return stripe_account.process_events(handlers=STRIPE_HANDLERS, processed_at=self.at)

    def attempt(self, number: int = 0) -> PayoutAttempt:
        """The latest attempt to pay a statement, as it is now."""
        return PayoutAttempt.objects.filter(payout__statement=self.statements[number]).latest("number")

    def states(self) -> list[str]:
        return [self.attempt(number).state for number in range(len(self.statements))]


def require_paid_once(control: Any) -> None:
    """At every moment: of all attempts of a payout one transfer stands at most, and one payout at most, of
    exactly what is owed.
    """
    told = control.books()
    assert told["violations"] == []
    sent = payouts_by_attempt(control)
    known = set()
    for payout in Payout.objects.prefetch_related("attempts"):
        names = {attempt.end_to_end_id: str(attempt.pk) for attempt in payout.attempts.all()}
        known |= set(names)
        standing = [name for name in names if told["groups"].get(name)]
        assert sum(told["groups"][name] for name in standing) <= 1, f"{payout.id} was transferred twice"
        left = [one["amount"] for pk in names.values() for one in sent.get(pk, []) if _stands(one)]
        assert left in ([], [payout.amount_minor]), f"{payout.id} was paid {left}"
    assert set(told["groups"]) <= known, "Stripe has transfers that nobody here knows"


def require_nothing_made_twice(control: Any) -> None:
    """Whatever was taken back since: no attempt was ever transferred or paid out a second time."""
    made = Counter(one["transfer_group"] for one in control.objects(kind="transfer"))
    made.update({name: len(found) for name, found in payouts_by_attempt(control).items()})
    assert max(made.values(), default=0) <= 1, made.most_common(1)


def require_books_equal(control: Any) -> None:
    """Once all is answered: each attempt is here what it is at Stripe, and the ledger what was paid there."""
    require_paid_once(control)
    groups, sent = control.books()["groups"], payouts_by_attempt(control)
    paid_minor = 0
    for attempt in PayoutAttempt.objects.filter(rail=Rail.STRIPE):
        statuses = Counter(one["status"] for one in sent.get(str(attempt.pk), []) if _stands(one))
        found = (groups.get(attempt.end_to_end_id, 0), dict(statuses))
        if attempt.state == "paid":
            assert found == (1, {"paid": 1})
            paid_minor += attempt.amount_minor
        else:
            assert attempt.state in ("rejected", "returned", "cancelled")
            assert found == (0, {}), f"{attempt.state}, and at Stripe {found}"
    assert books.balance_of(stripe_clearing()) == -paid_minor
    assert queries.totals().difference_minor == 0


def payouts_by_attempt(control: Any) -> dict[str, list[dict[str, Any]]]:
    """Stripe's payouts, by the attempt that they name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in control.objects(kind="payout"):
        found.setdefault(one["metadata"][REFERENCE], []).append(one)
    return found


def _stands(payout: dict[str, Any]) -> bool:
    return payout["status"] not in ("failed", "canceled")


@pytest.fixture
def paying(customer: Any, make_cooperative: Callable[..., Any]) -> Paying:
    """Casablanca owes two connected cooperatives 100.00 and 250.50 MAD, and its Stripe balance has enough."""
    return begin(customer, make_cooperative, (10_000, 25_050))


def begin(stripe: Any, make_cooperative: Callable[..., Any], amounts: tuple[int, ...]) -> Paying:
    """The same for other amounts, in the market whose login is in use."""
    made = [make_cooperative() for _ in amounts]
    for cooperative, amount_minor in zip(made, amounts, strict=True):
        stripe.connect(cooperative)
        owe(cooperative.id, amount_minor, at=stripe.now)
    agree_on_rate(at=stripe.now)
    stripe.control.fund(amount=100_000_00)
    stripe.listen()
    period = close_half_month(FIRST)
    assert period.sealed_at is not None
    at = period.sealed_at + timedelta(hours=4)
    stripe.control.clock(frozen_at=int(at.timestamp()))
    found = {one.cooperative_id: one for one in Statement.objects.all()}
    return Paying(stripe=stripe, at=at, statements=[found[one.id] for one in made])
