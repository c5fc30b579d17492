"""`tadamun journal` and `tadamun chart`, as processes of their own on real logins."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from kernel.ids import new_id
from markets.accounting.models import JournalExport
from markets.ledger import operations as ledger
from markets.ledger.types import EntryKind, PostingDraft, PostingKind, bank, suspense
from markets.periods.models import Period
from tenants.database.session import as_market

TADAMUN = Path(sys.executable).with_name("tadamun")
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TADAMUN, *arguments], env=dict(os.environ), capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def traded(live_market: str) -> str:
    """A market whose first half-month has one entry and is open."""
    with as_market(live_market), transaction.atomic():
        ledger.post(
            entry_id=new_id(),
            kind=EntryKind.ADJUSTMENT,
            source_id=new_id(),
            period=Period.objects.get(pk=2026111),
            occurred_at=NOON,
            recorded_at=NOON,
            business_date=date(2026, 11, 10),
            actor="tester",
            postings=[PostingDraft(bank(), suspense(), 12_345, PostingKind.ADJUSTMENT)],
        )
    return live_market


class TestJournal:
    def test_writes_the_file_and_prints_its_digest(self, traded: str, tmp_path: Path) -> None:
        out = tmp_path / "journal.csv"
        asked = ("journal", "--market", traded, "--period", "2026111", "--out", str(out))

        done = run(*asked, "--draft")

        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == hashlib.sha256(out.read_bytes()).hexdigest()
        assert "2 lines, a draft" in done.stderr
        assert ";5141;main;Régularisation;123,45;;" in out.read_text("utf-8-sig")
        with as_market(traded):
            assert bytes(JournalExport.objects.get().digest).hex() == done.stdout.strip()

        again = run(*asked, "--draft")
        assert again.returncode == 2 and "exists" in again.stderr

    def test_leaves_nothing_behind_when_it_is_refused(self, traded: str, tmp_path: Path) -> None:
        out = str(tmp_path / "journal.csv")

        unsealed = run("journal", "--market", traded, "--period", "2026111", "--out", out)
        unknown = run("journal", "--market", "atlantis", "--period", "2026111", "--out", out)

        assert unsealed.returncode == 2 and "is not sealed" in unsealed.stderr
        assert unknown.returncode == 2 and "no such market" in unknown.stderr
        assert list(tmp_path.iterdir()) == []
        with as_market(traded):
            assert not JournalExport.objects.exists()


def test_chart_adds_nothing_to_a_market_that_has_it(live_market: str) -> None:
    done = run("chart")

    assert done.returncode == 0, done.stderr
    assert f"{live_market}: 0 rows added" in done.stdout.splitlines()
