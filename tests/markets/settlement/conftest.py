"""Two cooperatives that sell, and half-months that close over them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.ledger import operations as ledger
from markets.ledger.types import (
    EntryKind,
    PostingDraft,
    PostingKind,
    cooperative_payable,
    market_fees,
    suspense,
    till_cash,
)
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.settlement import operations as settlement
from markets.settlement.models import Payout, Statement
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
            (suspense(), payable, adjusted, PostingKind.ADJUSTMENT),
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
    """Closes a half-month at its end, unless said otherwise."""

    def close_period(half_month: HalfMonth = FIRST, *, at: datetime | None = None) -> Period:
        return settlement.close_period(
            period_id=half_month.key, closed_at=at or half_month.ends_at, actor="accountant"
        )

    return close_period


@pytest.fixture
def pay() -> Callable[..., Payout]:
    """Records that a statement was paid by hand on the day its half-month was."""

    def pay_statement(statement: Statement, **given: Any) -> Payout:
        described: dict[str, Any] = {
            "payout_id": new_id(),
            "statement_id": statement.id,
            "evidence": "virement 2026-118",
            "paid_on": date(2026, 11, 16),
            "recorded_at": datetime.fromisoformat("2026-11-16T15:00:00+00:00"),
            "actor": "accountant",
        }
        return settlement.pay_statement(**(described | given))

    return pay_statement
