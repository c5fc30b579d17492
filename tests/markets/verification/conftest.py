"""A market that has done everything: sold, refunded, lost, corrected, sealed two half-months and paid."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from paying_by_bank import say_bank
from reconciling import Desk, entry
from settling import ACCOUNTANT, MANAGER, close_half_month, pay_by_hand, send_batch

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.events.models import Event
from markets.payouts import operations as payouts
from markets.payouts import queries as unpaid
from markets.payouts.models import Payout
from markets.payouts.types import Rail, Report, ReportOutcome
from markets.sales import operations as sales
from markets.sales.models import Refund, Sale
from markets.sales.types import RefundLineRequest, TenderKind
from markets.settlement import operations as settlement
from tenants.audit.types import Origin
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


def come_back(payout: Payout, *, at: datetime) -> None:
    """Let the bank say that a payment came back."""
    attempt = payout.attempts.get()
    report = Report(
        end_to_end_id=attempt.end_to_end_id,
        outcome=ReportOutcome.RETURNED,
        source="camt.054 of the 18th",
        happened_on=at.date(),
        reason_code="AC04",
    )
    payouts.ingest(reports=[report], at=at, actor=ACCOUNTANT)


def adjust(cooperative_id: UUID, *, amount_minor: int, at: datetime) -> None:
    """Correct what a cooperative is owed, as two people do."""
    adjustment_id = new_id()
    settlement.propose_adjustment(
        adjustment_id=adjustment_id,
        cooperative_id=cooperative_id,
        amount_minor=amount_minor,
        reason="weighed again",
        at=at,
        actor=ACCOUNTANT,
    )
    settlement.approve_adjustment(adjustment_id=adjustment_id, at=at, actor=MANAGER)


def hear_the_bank() -> None:
    """A card batch that comes in, and a credit that nobody knows."""
    desk = Desk()
    desk.batch(1_500)
    desk.bring(entry(1_500, on=date(2026, 11, 15), text="remise carte"), entry(777))
    desk.run()


@pytest.fixture
def traded(
    sold: Sale,
    now: datetime,
    make_goods: Callable[..., Any],
    make_till: Callable[..., Any],
    sell: Callable[..., Sale],
    bring_back_one: Callable[..., Refund],
) -> Sale:
    """Everything that a market does, with events that have their positions."""
    goods, till = make_goods(price_minor=1_000), make_till()
    for minutes in range(3):
        sell((goods, 1), till=till, occurred_at=now + timedelta(minutes=minutes))
    bring_back_one(sold, at=now)
    close_half_month(FIRST)
    returned, paid = unpaid.unpaid().order_by("-payable_minor")[:2]
    payout = pay_by_hand(returned, at=FIRST.ends_at)
    come_back(payout, at=FIRST.ends_at)
    pay_by_hand(paid, at=FIRST.ends_at)
    adjust(returned.cooperative_id, amount_minor=1_234, at=FIRST.ends_at)
    sell((goods, 2), till=till, occurred_at=SECOND.starts_at + timedelta(hours=10))
    close_half_month(SECOND)
    say_bank(at=SECOND.ends_at)
    sent = send_batch(rail=Rail.BANK_FILE, at=SECOND.ends_at, period_id=SECOND.key)
    payouts.download_bank_file(batch_id=sent.id, origin=Origin(actor=MANAGER, at=SECOND.ends_at))
    hear_the_bank()
    for position, event in enumerate(Event.objects.order_by("id"), 1):
        Event.objects.filter(pk=event.pk).update(position=position)
    return sold
