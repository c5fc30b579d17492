"""Money that moves on chosen days, and half-months that are sealed and chained over it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.chain import operations as chain
from markets.chain.models import Block
from markets.ledger import operations as ledger
from markets.ledger.models import Entry
from markets.ledger.types import (
    EntryKind,
    PostingDraft,
    PostingKind,
    card_clearing,
    market_fees,
    suspense,
    till_cash,
)
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.periods.types import PeriodState
from tenants.database.session import as_owner

FIRST = HalfMonth(2026, 11, 1)
SECOND = FIRST.next()

Move = Callable[..., Entry]
Seal = Callable[..., list[Block]]
Bend = Callable[..., None]


@pytest.fixture
def move(casablanca: str) -> Move:
    """Posts an entry of two postings that happened on a day, in the half-month open at an instant."""

    def post(
        day: date, *, at: datetime | None = None, amount_minor: int = 500, actor: str = "karim"
    ) -> Entry:
        at = at or datetime(day.year, day.month, day.day, 10, 30, 15, 123456, tzinfo=UTC)
        with transaction.atomic():
            return ledger.post(
                entry_id=new_id(),
                kind=EntryKind.ADJUSTMENT,
                source_id=new_id(),
                period=periods.take_period(occurred_at=at),
                occurred_at=at,
                recorded_at=at,
                business_date=day,
                actor=actor,
                postings=[
                    PostingDraft(till_cash(), suspense(), amount_minor, PostingKind.ADJUSTMENT),
                    PostingDraft(card_clearing(), market_fees(), 7, PostingKind.ROUNDING),
                ],
            )

    return post


@pytest.fixture
def seal(casablanca: str) -> Seal:
    """Seals a half-month at its end and chains it, with these digests of statements."""

    def seal(half_month: HalfMonth = FIRST, *, statements: tuple[bytes, ...] = ()) -> list[Block]:
        with transaction.atomic():
            Period.objects.filter(pk=half_month.key).update(
                state=PeriodState.SEALED, sealed_at=half_month.ends_at
            )
            period = Period.objects.get(pk=half_month.key)
            return chain.append_blocks(period=period, statement_digests=statements)

    return seal


@pytest.fixture
def bend(casablanca: str) -> Bend:
    """Changes a table behind everybody's back, as nobody but the server's owner can."""

    def bend(statement: str, params: Any = None) -> None:
        with as_owner("casablanca"), connection.cursor() as cursor:
            cursor.execute(statement, params)

    return bend
