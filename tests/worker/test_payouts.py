"""An approved batch reaches its rail by the worker: by its event, or by the sweep, and once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from settling import approved_batch, close_half_month

from config import jobs
from config.relay import relay_market
from config.worker import run_once
from kernel import clock
from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.events.models import Event
from markets.ledger import operations as ledger
from markets.ledger.types import EntryKind, PostingDraft, PostingKind, cooperative_payable, till_cash
from markets.payouts import jobs as work
from markets.payouts import operations as payouts
from markets.payouts.models import PayoutAttempt, PayoutBatch
from markets.payouts.rails import RAILS
from markets.payouts.rails.base import RailNotAvailable
from markets.payouts.rails.manual import ManualRail
from markets.payouts.types import Rail
from markets.periods import operations as periods
from markets.settlement.models import Statement
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_market, as_worker, close_connections
from tenants.network import queries as network

Queued = Callable[..., Sequence[Mapping[str, Any]]]
NOVEMBER = HalfMonth(2026, 11, 1)
PAY_TIME = datetime(2026, 11, 16, 15, tzinfo=UTC)


@pytest.fixture
def market(live_market: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A market alone in its network, on its pay day."""
    monkeypatch.setattr(network, "market_schemas", lambda: [live_market])
    monkeypatch.setattr(clock, "now", lambda: PAY_TIME)
    yield live_market
    close_connections()


def owe(*cooperatives: Cooperative) -> None:
    for cooperative in cooperatives:
        post_sale(cooperative)
    close_half_month(NOVEMBER)


def post_sale(cooperative: Cooperative) -> None:
    with transaction.atomic():
        ledger.post(
            entry_id=new_id(),
            kind=EntryKind.ADJUSTMENT,
            source_id=new_id(),
            period=periods.take_period(occurred_at=NOVEMBER.starts_at),
            occurred_at=NOVEMBER.starts_at,
            recorded_at=NOVEMBER.starts_at,
            business_date=NOVEMBER.first_day,
            actor="tester",
            postings=[
                PostingDraft(till_cash(), cooperative_payable(cooperative.id), 1_000, PostingKind.SALE)
            ],
        )


@pytest.fixture
def batch_id(market: str, make_cooperative: Callable[..., Cooperative]) -> UUID:
    """A batch that is approved and that no rail has."""
    with as_market(market):
        owe(make_cooperative())
        return approved_batch(at=PAY_TIME).id


def states(market: str) -> tuple[str, set[str]]:
    with as_market(market):
        return PayoutBatch.objects.get().state, {one.state for one in PayoutAttempt.objects.all()}


def submissions(market: str) -> int:
    with as_market(market):
        return Event.objects.filter(name="payout_batch.submitted").count()


class TestSubmitApproved:
    def test_follows_the_approval_and_twice_is_once(
        self, market: str, batch_id: UUID, queued: Queued
    ) -> None:
        relay_market(market)
        [job] = queued("payouts.submit_approved", market=market)
        assert run_once()
        assert states(market) == ("submitted", {"submitted"})

        with as_worker():
            jobs.submit_approved.defer(market=market, position=job["args"]["position"])
        assert run_once()

        done = queued("payouts.submit_approved", market=market)
        assert [one["status"] for one in done] == ["succeeded", "succeeded"]
        assert submissions(market) == 1

    def test_leaves_alone_what_was_given_up(self, market: str, batch_id: UUID, queued: Queued) -> None:
        relay_market(market)
        with as_market(market):
            payouts.cancel_batch(batch_id=batch_id, at=PAY_TIME, actor="person:amina")
        assert run_once()

        assert {one["status"] for one in queued("payouts.submit_approved", market=market)} == {"succeeded"}
        assert states(market) == ("cancelled", {"cancelled"})


class TestSubmitDue:
    def sweep(self, market: str) -> int:
        with as_market(market):
            return work.submit_due(now=PAY_TIME)

    def test_hands_over_what_no_event_led_to(self, market: str, batch_id: UUID) -> None:
        assert self.sweep(market) == 1
        assert self.sweep(market) == 1

        assert states(market) == ("submitted", {"submitted"})
        assert submissions(market) == 1

    def test_goes_on_where_a_worker_died_before_its_rail_had_anything(
        self, market: str, batch_id: UUID
    ) -> None:
        with as_market(market):
            # What is committed when a worker dies between its two steps.
            PayoutBatch.objects.update(state="submitted", submitted_at=PAY_TIME)
        self.sweep(market)

        assert states(market) == ("submitted", {"submitted"})

    def test_finds_nothing_where_all_is_answered(self, market: str, batch_id: UUID) -> None:
        with as_market(market):
            payouts.cancel_batch(batch_id=batch_id, at=PAY_TIME, actor="person:amina")

        assert self.sweep(market) == 0

    def test_is_not_held_up_by_a_rail_that_is_out_of_order(
        self, market: str, make_cooperative: Callable[..., Cooperative], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class BrokenRail(ManualRail):
            def submit(self, *, batch: PayoutBatch, at: datetime, actor: str) -> None:
                raise RailNotAvailable(rail=batch.rail, reason="no key")

        monkeypatch.setitem(RAILS, Rail.STRIPE, BrokenRail())  # type: ignore[arg-type]
        with as_market(market):
            owe(make_cooperative(), make_cooperative())
            first, second = Statement.objects.values_list("pk", flat=True)
            broken = approved_batch(at=PAY_TIME, rail=Rail.STRIPE, statement_ids=(first,))
            sound = approved_batch(at=PAY_TIME + timedelta(seconds=1), statement_ids=(second,))

            with pytest.raises(ExceptionGroup) as failed:
                work.submit_due(now=PAY_TIME)

            assert [type(one) for one in failed.value.exceptions] == [RailNotAvailable]
            assert {one.state for one in broken.attempts.all()} == {"approved"}
            assert {one.state for one in sound.attempts.all()} == {"submitted"}
