"""One byte of one ledger row changed by whoever owns the server: `tadamun verify` finds and names it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from settling import close_half_month

from kernel.halfmonth import HalfMonth
from markets.ledger.models import Posting
from tenants.database.session import as_market, as_owner, close_connections

TADAMUN = Path(sys.executable).with_name("tadamun")
FIRST = HalfMonth(2026, 11, 1)


@pytest.fixture
def sealed(
    live_market: str, make_goods: Callable[..., Any], sell: Callable[..., Any], set_fee: Callable[[int], Any]
) -> Iterator[str]:
    """A market on real logins, with a half-month that is sealed."""
    with as_market(live_market):
        set_fee(550)
        goods = make_goods(price_minor=3_333)
        sell((goods, 1))
        sell((goods, 3))
        close_half_month(FIRST)
    yield live_market
    close_connections()


def verify(market: str, *options: str) -> subprocess.CompletedProcess[str]:
    """The command as somebody types it."""
    command = [TADAMUN, "verify", "--market", market, *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@contextmanager
def bent(market: str, change: str, back: str, *params: Any) -> Iterator[None]:
    """A change that is made as the owner of the tables, and unmade."""
    with as_owner(market), connection.cursor() as cursor:
        cursor.execute(change, params)
    try:
        yield
    finally:
        with as_owner(market), connection.cursor() as cursor:
            cursor.execute(back, params)


def a_posting(market: str, kind: str) -> int:
    with as_market(market):
        return int(Posting.objects.filter(kind=kind).order_by("id")[0].id)


class TestVerify:
    def test_names_the_row_whose_one_byte_was_changed_and_nothing_once_it_is_restored(
        self, sealed: str
    ) -> None:
        assert verify(sealed).returncode == 0
        posting = a_posting(sealed, "rounding")
        # A till's cash became a card's: no sum of the ledger changes, and one byte of one row does.
        change = "UPDATE ledger_posting SET kind = 'roundinh' WHERE id = %s"
        back = "UPDATE ledger_posting SET kind = 'rounding' WHERE id = %s"

        with bent(sealed, change, back, posting):
            found = verify(sealed)
            unchained = verify(sealed, "--no-chain")

        assert found.returncode == 1
        named = [line for line in found.stdout.splitlines() if "chain.broken:" in line]
        assert len(named) == 1
        assert "what=changed ledger row" in named[0]
        assert f"table=ledger_posting, id={posting}, day=2026-11-10, block=10" in named[0]
        assert unchained.returncode == 0 and "chain.broken" not in unchained.stdout
        assert verify(sealed).returncode == 0

    def test_names_a_row_that_was_removed(self, sealed: str) -> None:
        posting = a_posting(sealed, "rounding")
        with as_market(sealed):
            row = Posting.objects.filter(pk=posting).values_list().get()
        change = "DELETE FROM ledger_posting WHERE id = %s AND (%s, %s, %s, %s, %s, %s) IS NOT NULL"
        columns = [field.column for field in Posting._meta.concrete_fields]
        back = f"INSERT INTO ledger_posting ({', '.join(columns)}) VALUES (%s, %s, %s, %s, %s, %s, %s)"

        with bent(sealed, change, back, *row):
            found = verify(sealed)

        assert found.returncode == 1
        assert f"what=removed ledger row, change=removed, table=ledger_posting, id={posting}," in found.stdout

    def test_names_a_row_that_was_added(self, sealed: str) -> None:
        posting = a_posting(sealed, "rounding")
        change = (
            "INSERT INTO ledger_posting (id, entry_id, period_id, debit_id, credit_id, amount_minor, kind)"
            " SELECT 987654, entry_id, period_id, debit_id, credit_id, 1, kind FROM ledger_posting"
            " WHERE id = %s"
        )
        back = "DELETE FROM ledger_posting WHERE id = 987654 AND %s IS NOT NULL"

        with bent(sealed, change, back, posting):
            found = verify(sealed)

        assert found.returncode == 1
        assert "what=added ledger row, change=added, table=ledger_posting, id=987654," in found.stdout

    def test_refuses_a_market_that_is_not_there(self, sealed: str) -> None:
        refused = verify("nowhere")
        assert refused.returncode == 2 and "nowhere" in refused.stderr
