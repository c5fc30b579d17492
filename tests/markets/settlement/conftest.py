"""Two cooperatives that sell, and half-months that close over them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from settling import close_half_month, pay_by_hand

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.ledger import operations as ledger
from markets.ledger.types import (
    EntryKind,
    PostingDraft,
    PostingKind,
    cooperative_payable,
    market_adjustments,
    market_fees,
    till_cash,
)
from markets.payouts.models import Payout
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.settlement.models import Statement
from shared_catalog.registry.models import Cooperative

FIRST = HalfMonth(2026, 11, 1)


@pytest.fixture
def argan(casablanca: str, make_cooperative: Callable[..., Cooperative]) -> Cooperative:
    return make_cooperative()


@pytest.fixture
def saffron(casablanca: str, make_cooperative: Callable[..., Cooperative]) -> Cooperative:
    return make_cooperative()


@pytest.fixture
def trade(now: datetime) -> Callable[..., None]:
    """Posts what a cooperative sold, had returned, paid as fees and had adjusted, at an instant."""

    def post(
        cooperative: Cooperative,
        *,
        sold: int = 0,
        returned: int = 0,
        fee: int = 0,
        adjusted: int = 0,
        at: datetime = now,
        period: Period | None = None,
    ) -> None:
        payable = cooperative_payable(cooperative.id)
        moves = [
            (till_cash(), payable, sold, PostingKind.SALE),
            (payable, till_cash(), returned, PostingKind.REFUND),
            (payable, market_fees(), fee, PostingKind.FEE),
            (market_adjustments(), payable, adjusted, PostingKind.ADJUSTMENT),
        ]
        with transaction.atomic():
            ledger.post(
                entry_id=new_id(),
                kind=EntryKind.ADJUSTMENT,
                source_id=new_id(),
                period=period or periods.take_period(occurred_at=at),
                occurred_at=at,
                recorded_at=at,
                business_date=at.date(),
                actor="tester",
                postings=[PostingDraft(*move) for move in moves if move[2]],
            )

    return post


@pytest.fixture
def close() -> Callable[..., Period]:
    """Closes a half-month once its grace is over, unless said otherwise."""

    def close_period(half_month: HalfMonth = FIRST, *, at: datetime | None = None) -> Period:
        return close_half_month(half_month, at=at)

    return close_period


@pytest.fixture
def pay() -> Callable[..., Payout]:
    """Pays a statement by hand on the day its half-month was, from the batch to the evidence."""

    def pay_statement(statement: Statement, **given: Any) -> Payout:
        described: dict[str, Any] = {"at": datetime.fromisoformat("2026-11-16T15:00:00+00:00")}
        return pay_by_hand(statement, **(described | given))

    return pay_statement
