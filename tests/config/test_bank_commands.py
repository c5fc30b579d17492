"""`tadamun bank-file` and `tadamun bank-answer`, as processes of their own on real logins."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bank import Bank, schema_of
from paying_by_bank import Desk, close_first, owe, say_bank
from transfer_orders import MARKET_RIB

from kernel.clock import now as read_clock
from kernel.halfmonth import HalfMonth, business_date
from kernel.ids import new_id
from markets.payouts.bank.models import BankAnswer, BankFileDownload
from markets.payouts.models import Payout, PayoutBatch
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_market

TADAMUN = Path(sys.executable).with_name("tadamun")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TADAMUN, *arguments], env=dict(os.environ), capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def market(make_live_market: Callable[..., str]) -> str:
    """The commands read the clock, so this market opened by it."""
    return make_live_market(created_at=read_clock())


@pytest.fixture
def desk(market: str, make_cooperative: Callable[..., Cooperative], tmp_path: Path) -> Desk:
    bank, began = Bank(tmp_path / "bank"), read_clock()
    bank.open_account(MARKET_RIB)
    with as_market(market):
        owe(make_cooperative(), 100_001, at=began)
        say_bank(at=began)
        return Desk(bank, close_first(HalfMonth.containing(business_date(began))))


@pytest.fixture
def batch(market: str, desk: Desk) -> PayoutBatch:
    with as_market(market):
        return desk.send()


def test_take_the_file_to_the_bank_and_bring_its_answer(
    market: str, desk: Desk, batch: PayoutBatch, tmp_path: Path
) -> None:
    out, answer = tmp_path / "order.xml", tmp_path / "answer.xml"
    asked = ("bank-file", "--market", market, "--batch", str(batch.id), "--out", str(out))
    taken, again = run(*asked), run(*asked)

    assert taken.returncode == 0, taken.stderr
    assert again.returncode == 2 and "there already" in again.stderr
    assert out.stat().st_mode & 0o077 == 0
    schema_of("pain.001.001.03").validate(out.read_text())
    with as_market(market):
        assert [one.actor for one in BankFileDownload.objects.all()] == ["command line"]

    desk.bank.deliver(out.read_bytes())
    desk.bank.open_inbox(desk.now)
    answer.write_bytes(desk.bank.answers()[0])
    for _ in range(2):
        heard = run("bank-answer", "--market", market, str(answer))
        assert heard.returncode == 0, heard.stderr
        assert heard.stdout.startswith("pain.002: 1 applied, 0 repeated")
    with as_market(market):
        assert Payout.objects.get().state == "accepted"


def test_refuse_in_one_line_for_each_problem(market: str, batch: PayoutBatch, tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.xml"
    nonsense.write_bytes(b"<html/>")
    refused = run("bank-answer", "--market", market, str(nonsense))
    missing = run(
        "bank-file", "--market", market, "--batch", str(new_id()), "--out", str(tmp_path / "no.xml")
    )

    assert refused.returncode == 1 and len(refused.stderr.splitlines()) == 1
    assert missing.returncode == 2 and "Traceback" not in missing.stderr
    assert not (tmp_path / "no.xml").exists()
    with as_market(market):
        assert not BankAnswer.objects.exists() and not BankFileDownload.objects.exists()
