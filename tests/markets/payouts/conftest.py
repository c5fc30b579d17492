"""Cooperatives with something to be paid: statements of a sealed half-month, each of an amount."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction
from settling import close_half_month

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.ledger import operations as ledger
from markets.ledger.types import EntryKind, PostingDraft, PostingKind, cooperative_payable, till_cash
from markets.payouts import operations as payouts
from markets.payouts.rails import RAILS
from markets.payouts.rails.base import Destination, Unreachable
from markets.payouts.rails.manual import ManualRail
from markets.payouts.types import Rail
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.settlement import operations as settlement
from markets.settlement.models import Statement
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_market, as_owner

FIRST = HalfMonth(2026, 11, 1)


def post_sale(cooperative_id: UUID, amount_minor: int, *, at: datetime, period: Period | None = None) -> None:
    """Write a sale straight into the ledger, in the login's market."""
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
            postings=[
                PostingDraft(till_cash(), cooperative_payable(cooperative_id), amount_minor, PostingKind.SALE)
            ],
        )


@pytest.fixture
def pay_time() -> datetime:
    """The pay day of the half-month, in the afternoon."""
    return datetime(2026, 11, 16, 15, tzinfo=UTC)


Owe = Callable[..., list[Statement]]


@pytest.fixture
def owe(make_cooperative: Callable[..., Cooperative]) -> Owe:
    """Seals a half-month in which cooperatives sold for these amounts: `owe(1_000, 2_000)`; new cooperatives
    unless said which. Its statements, in the order of the amounts.
    """

    def owing(*amounts: int, half_month: HalfMonth = FIRST, to: list[UUID] | None = None) -> list[Statement]:
        owed_to = to or [make_cooperative().id for _ in amounts]
        for cooperative_id, amount_minor in zip(owed_to, amounts, strict=True):
            post_sale(cooperative_id, amount_minor, at=half_month.starts_at)
        close_half_month(half_month)
        found = {one.cooperative_id: one for one in Statement.objects.filter(period_id=half_month.key)}
        return [found[cooperative_id] for cooperative_id in owed_to]

    return owing


@pytest.fixture
def owe_history(make_cooperative: Callable[..., Cooperative]) -> Callable[[int], Statement]:
    """A statement from before the market joined, paid then."""

    def owing(amount_minor: int) -> Statement:
        past = HalfMonth(2017, 3, 2)
        period = periods.add_past_period(half_month=past)
        post_sale(make_cooperative().id, amount_minor, at=past.starts_at, period=period)
        with transaction.atomic():
            settlement.settle_past_period(period_id=period.id, at=past.ends_at, actor="importer")
            payouts.record_past_payouts(
                period_id=period.id, evidence="before", at=past.ends_at, actor="importer"
            )
        return Statement.objects.get(period=period)

    return owing


@pytest.fixture
def bend() -> Callable[[str], None]:
    """Changes a row of casablanca as nobody who sells or pays may."""

    def change(sql: str) -> None:
        with as_owner("casablanca"), connection.cursor() as cursor:
            cursor.execute(sql)
            assert cursor.rowcount > 0, "nothing was bent"

    return change


@pytest.fixture
def statements(casablanca: str, owe: Owe) -> list[Statement]:
    """Two statements of casablanca: 10.00 and 25.00 MAD."""
    return owe(1_000, 2_500)


@pytest.fixture
def live_owed(live_market: str, owe: Owe) -> list[UUID]:
    """The ids of four statements of a market on real logins: 10, 20, 30 and 40 MAD."""
    with as_market(live_market):
        return [statement.id for statement in owe(1_000, 2_000, 3_000, 4_000)]


class RailOfAddresses(ManualRail):
    """A rail that reaches the cooperatives whose address it knows, as those with accounts do."""

    def __init__(self) -> None:
        self.addresses: dict[UUID, str] = {}

    def prepare(
        self, *, cooperative_ids: Collection[UUID], execution_on: date
    ) -> Mapping[UUID, Destination | Unreachable]:
        return {
            one: Destination(destination=self.addresses[one])
            if one in self.addresses
            else Unreachable("no_address")
            for one in cooperative_ids
        }


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> dict[UUID, str]:
    """The addresses that the rail `stripe` of this test knows."""
    rail = RailOfAddresses()
    monkeypatch.setitem(RAILS, Rail.STRIPE, rail)  # type: ignore[arg-type]
    return rail.addresses
