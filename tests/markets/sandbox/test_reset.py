"""A sandbox that is reset: what goes, what stays, what is there afterwards, and who is not."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from config.first_rows import FIRST_ROWS
from config.verification import market_verified
from kernel import clock
from kernel.ids import new_id
from markets.audit import operations as audit
from markets.events import operations as events
from markets.events.models import Event
from markets.listings.models import Listing
from markets.periods import queries as periods
from markets.sales.models import Sale
from markets.sandbox import goods, operations
from markets.stock.models import Deposit, StockLevel
from markets.tills.models import Till
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Participation
from tenants.audit.types import Act, Origin
from tenants.database import migration
from tenants.database.session import as_hq, as_market
from tenants.network.sandbox import NotASandbox
from tenants.network.types import Kind

KEPT = ("events_", "webhooks_", "market_audit_", "bulk_")
"""How the tables begin that outlast a reset."""


@pytest.fixture
def sandbox(make_live_market: Callable[..., str]) -> str:
    return make_live_market(kind=Kind.SANDBOX)


def rows(market: str) -> Mapping[str, int]:
    """How many rows each table of a market's schema has."""
    with as_market(market), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [market])
        tables = [name for (name,) in cursor.fetchall() if name != "django_migrations"]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def reset(market: str, at: datetime, **given: Any) -> bool:
    given = {"reset_id": new_id(), "actor": "client:a"} | given
    return operations.reset(market=market, at=at, first_rows=FIRST_ROWS, **given)


def told(market: str) -> list[str]:
    with as_market(market):
        return list(Event.objects.order_by("id").values_list("name", flat=True))


@pytest.fixture
def played(sandbox: str, make_goods: Any, make_till: Any, sell: Any, now: datetime) -> str:
    """A sandbox in which somebody sold something."""
    with as_market(sandbox):
        make_till("T1")
        sell((make_goods(), 2))
        with transaction.atomic():
            audit.record(act=Act(action="test"), origin=Origin(actor="test", at=now))
    return sandbox


class TestReset:
    def test_empties_every_table_but_those_that_are_kept(self, played: str, now: datetime) -> None:
        before = rows(played)
        assert before["sales_sale"] == before["market_audit_entry"] == 1
        with as_hq():
            registry.end_participation(
                participation_id=Participation.objects.get(market_id=played).pk,
                ended_on=now.date(),
                at=now,
                actor="test",
            )

        assert reset(played, now)

        after = rows(played)
        kept = {table: count for table, count in after.items() if table.startswith(KEPT)}
        assert kept == {table: before[table] + (table == "events_event") for table in kept}
        assert after["sales_sale"] == after["listings_listing"] == after["ledger_posting"] == 0
        left = {table for table, count in after.items() if count and table not in kept}
        assert left == {
            "periods_period",
            "accounting_chartaccount",
            "accounting_accountmapping",
            "tills_till",
        }

    def test_leaves_what_a_new_market_has(
        self, played: str, make_live_market: Callable[..., str], now: datetime
    ) -> None:
        assert reset(played, now)
        fresh = make_live_market()
        for table in ("periods_period", "accounting_chartaccount", "accounting_accountmapping"):
            assert rows(played)[table] == rows(fresh)[table] > 0

    def test_names_every_table_that_there_is(self, sandbox: str) -> None:
        known = {
            model._meta.db_table for model in apps.get_models() if model.__module__.startswith("markets")
        }
        assert set(rows(sandbox)) <= known

    def test_fills_the_shelves_from_the_nation(
        self, played: str, make_product: Any, make_cooperative: Any, now: datetime
    ) -> None:
        with as_market(played):
            for _ in range(goods.COOPERATIVES + 2):
                cooperative = make_cooperative(takes_part=False)
                for _ in range(goods.GOODS_OF_EACH + 1):
                    make_product(cooperative=cooperative)

        assert reset(played, now)

        with as_market(played):
            assert Participation.objects.count() == goods.COOPERATIVES
            # The one that took part before has a single product.
            expected = (goods.COOPERATIVES - 1) * goods.GOODS_OF_EACH + 1
            assert Listing.objects.filter(state="active").count() == expected
            assert set(StockLevel.objects.values_list("on_hand", flat=True)) == {goods.LOT}
            assert Deposit.objects.count() == expected
            assert [till.code for till in Till.objects.all()] == [goods.TILL]
            assert periods.periods().filter(state="open").exists()

    def test_leaves_books_that_are_sound_and_can_be_sold_from(
        self, played: str, make_goods: Any, sell: Any, now: datetime
    ) -> None:
        assert reset(played, now)
        assert market_verified(played, clock=clock.now).sound
        with as_market(played):
            sell((Listing.objects.get(), 3), till=Till.objects.get(), occurred_at=now + timedelta(minutes=1))
            assert Sale.objects.get().receipt_number == 1
        assert market_verified(played, clock=clock.now).sound

    def test_begins_what_a_follower_reads_from_then_on(self, played: str, now: datetime) -> None:
        before = told(played)
        with as_market(played):
            while events.assign_positions(limit=100):
                pass

        assert reset(played, now)

        assert told(played) == [*before, "sandbox.reset", "listing.changed", "stock.moved"]
        with as_market(played):
            while events.assign_positions(limit=100):
                pass
            positions = list(Event.objects.order_by("id").values_list("position", flat=True))
        assert positions == list(range(1, len(before) + 4))

    def test_is_done_once_under_an_id(self, played: str, now: datetime) -> None:
        reset_id = new_id()
        assert [reset(played, now, reset_id=reset_id) for _ in range(3)] == [True, False, False]
        assert told(played).count("sandbox.reset") == 1
        assert reset(played, now)
        assert told(played).count("sandbox.reset") == 2

    def test_is_refused_to_a_city_whatever_asked_for_it(
        self, live_market: str, make_goods: Any, sell: Any, now: datetime
    ) -> None:
        with as_market(live_market):
            sell((make_goods(), 2))
        before = rows(live_market)
        with pytest.raises(NotASandbox):
            reset(live_market, now)
        assert rows(live_market) == before

    def test_that_fails_in_the_end_has_changed_nothing(self, played: str, now: datetime) -> None:
        before = rows(played)

        def fail(_at: datetime) -> None:
            raise RuntimeError("a first row that cannot be written")

        with pytest.raises(RuntimeError):
            operations.reset(
                market=played, reset_id=new_id(), at=now, actor="client:a", first_rows=[*FIRST_ROWS, fail]
            )
        assert rows(played) == before

    def test_touches_no_other_market(
        self, played: str, live_market: str, make_goods: Any, sell: Any, now: datetime
    ) -> None:
        with as_market(live_market):
            sell((make_goods(), 2))
        before = rows(live_market)
        assert reset(played, now)
        assert rows(live_market) == before

    def test_leaves_a_schema_that_a_migration_finds_as_it_was(self, played: str, now: datetime) -> None:
        assert reset(played, now)
        assert migration.markets_behind([played]) == []


class TestRequest:
    def test_is_one_event_however_often_it_is_made(self, sandbox: str, now: datetime) -> None:
        reset_id = new_id()
        with as_market(sandbox):
            asked = [
                operations.request_reset(reset_id=reset_id, at=now, actor=f"client:{number}").pk
                for number in range(2)
            ]
            assert asked[0] == asked[1]
            event = Event.objects.get()
        assert (event.name, event.subject_id) == ("sandbox.reset_requested", str(reset_id))
        assert event.payload == {"by": "client:0"}

    def test_is_refused_to_a_city(self, casablanca: str, now: datetime) -> None:
        with pytest.raises(NotASandbox):
            operations.request_reset(reset_id=new_id(), at=now, actor="client:a")
        assert not Event.objects.exists()
