"""A market that has done everything: sold, refunded, lost, corrected, sealed two half-months and paid."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.events.models import Event
from markets.ledger import operations as ledger
from markets.ledger.types import EntryKind, PostingDraft, PostingKind, bank, suspense
from markets.periods import operations as periods
from markets.sales import operations as sales
from markets.sales.models import Refund, Sale
from markets.sales.types import RefundLineRequest, TenderKind
from markets.settlement import operations as settlement
from markets.settlement import queries as statements
from tenants.database.session import as_owner

FIRST = HalfMonth(2026, 11, 1)
SECOND = FIRST.next()

Bend = Callable[..., list[Any]]


@pytest.fixture
def bend(casablanca: str) -> Bend:
    """Changes a table behind everybody's back, as nobody but the server's owner can; brings what it
    RETURNS.
    """

    def bend(*statements: str) -> list[Any]:
        found: list[Any] = []
        with as_owner("casablanca"), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            for statement in statements:
                cursor.execute(statement)
                if cursor.description:
                    found += [value for (value,) in cursor.fetchall()]
        return found

    return bend


@pytest.fixture
def bring_back_one(casablanca: str) -> Callable[..., Refund]:
    def refund(sale: Sale, *, at: datetime) -> Refund:
        return sales.refund_sale(
            refund_id=new_id(),
            sale_id=sale.id,
            lines=[RefundLineRequest(position=1, quantity=1, restock=True)],
            tender_kind=TenderKind.CASH,
            occurred_at=at,
            recorded_at=at,
            actor="cashier",
        )

    return refund


@pytest.fixture
def sold(
    casablanca: str, make_goods: Callable[..., Any], sell: Callable[..., Any], set_fee: Callable[[int], Any]
) -> Sale:
    """A sale of goods of two cooperatives, with a fee and with cash that is rounded."""
    set_fee(550)
    honey, argan = make_goods(price_minor=3_333), make_goods(price_minor=12_342)
    sale: Sale = sell((honey, 2), (argan, 1))
    return sale


@pytest.fixture
def correct_and_undo(casablanca: str) -> Callable[[datetime], None]:
    """A posting that was wrong, and the entry that reverses it."""

    def write(at: datetime) -> None:
        with transaction.atomic():
            described: dict[str, Any] = {
                "period": periods.take_period(occurred_at=at),
                "occurred_at": at,
                "recorded_at": at,
                "business_date": at.date(),
                "actor": "amina",
            }
            wrong = ledger.post(
                entry_id=new_id(),
                kind=EntryKind.ADJUSTMENT,
                source_id=new_id(),
                postings=[PostingDraft(bank(), suspense(), 4_200, PostingKind.ADJUSTMENT)],
                **described,
            )
            ledger.reverse(entry_id=new_id(), reverses_id=wrong.id, **described)

    return write


@pytest.fixture
def traded(
    sold: Sale,
    now: datetime,
    make_goods: Callable[..., Any],
    make_till: Callable[..., Any],
    sell: Callable[..., Sale],
    bring_back_one: Callable[..., Refund],
    correct_and_undo: Callable[[datetime], None],
) -> Sale:
    """Everything that a market does, with events that have their positions."""
    goods, till = make_goods(price_minor=1_000), make_till()
    for minutes in range(3):
        sell((goods, 1), till=till, occurred_at=now + timedelta(minutes=minutes))
    bring_back_one(sold, at=now)
    correct_and_undo(now)
    settlement.close_period(period_id=FIRST.key, closed_at=FIRST.ends_at, actor="accountant")
    settlement.pay_statement(
        payout_id=new_id(),
        statement_id=statements.open_payables()[0].id,
        evidence="virement 2026-118",
        paid_on=FIRST.pay_day,
        recorded_at=FIRST.ends_at,
        actor="accountant",
    )
    sell((goods, 2), till=till, occurred_at=SECOND.starts_at + timedelta(hours=10))
    settlement.close_period(period_id=SECOND.key, closed_at=SECOND.ends_at, actor="accountant")
    for position, event in enumerate(Event.objects.order_by("id"), 1):
        Event.objects.filter(pk=event.pk).update(position=position)
    return sold
