"""kill -9 of the process that makes files for the bank and hears its answers: nothing paid twice or lost."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import bank_run
import pytest
from bank import Bank
from bank_run import Run
from crashing import Nursery
from paying_by_bank import TREASURY_MINOR, close_first, owe, say_bank
from settling import approved_batch
from transfer_orders import MARKET_RIB

from kernel.ids import new_id
from markets.ledger import queries as books
from markets.ledger.types import bank as bank_account
from markets.payouts import queries
from markets.payouts.bank import queries as files
from markets.payouts.bank.models import BankFile
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch
from markets.payouts.types import Rail
from markets.settlement.models import Statement
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_market

SCRIPT = Path(bank_run.__file__)
OF_A_ROUND = 3


@dataclass
class Rounds:
    """A market whose every payment is made in a process that is killed. Each round has a bank of its own."""

    nursery: Nursery
    market: str
    folder: Path
    at: datetime
    statements: list[Statement]
    chance: random.Random
    banks: list[Bank] = field(default_factory=list)
    kills: int = 0

    def play(self, place: int) -> int | None:
        """Pay three more statements and what failed before; the number of places if it was not killed."""
        number = len(self.banks) + 1
        with as_market(self.market):
            run = self._prepare(number)
        arguments = (self.market, str(run.folder), str(run.batch_id), run.at.isoformat(), str(run.seed))
        places = self.nursery.killed_at(place, *arguments)
        self.kills += places is None
        with as_market(self.market):
            self._require_nothing_twice(run)
            run.do()
            self._require_all_told(run)
        return places

    def _prepare(self, number: int) -> Run:
        bank = Bank(self.folder / str(number), repeats=True)
        bank.open_account(MARKET_RIB)
        self.banks.append(bank)
        due = [one.id for one in self.statements[: number * OF_A_ROUND]]
        batch = approved_batch(rail=Rail.BANK_FILE, at=self.at, statement_ids=tuple(due))
        refused, returned = self.chance.sample(list(batch.attempts.all()), 2)
        bank.close_account(refused.rib)
        bank.close_account(returned.rib, here=False)
        return Run(bank.folder, batch.id, self.at, self.chance.randrange(10**6))

    def _require_nothing_twice(self, run: Run) -> None:
        """What is in the database right after the kill is a state of the batch that it may be in."""
        batch = PayoutBatch.objects.get(pk=run.batch_id)
        states = set(batch.attempts.values_list("state", flat=True))
        made = BankFile.objects.filter(batch=batch).exists()
        assert ("approved" in states) is not made, "a file and its transfers are one transaction"
        assert made or states == {"approved"}
        told = {t["state"] for t in self.banks[-1].transfers().values()}
        assert made or not told

    def _require_all_told(self, run: Run) -> None:
        """After the restart: the batch is done, and each transfer is what it is at the bank."""
        batch = PayoutBatch.objects.get(pk=run.batch_id)
        assert batch.state == "done"
        did = {name: t["state"] for name, t in self.banks[-1].transfers().items()}
        assert did == dict(batch.attempts.values_list("end_to_end_id", "state"))
        assert sorted(set(did.values())) == ["paid", "rejected", "returned"]
        assert batch.attempts.filter(reports__hearing="applied", reports__outcome="paid").count() <= len(did)

    def pay_the_rest(self) -> None:
        """A last batch of what was refused or came back, of which nothing fails."""
        bank = Bank(self.folder / "last")
        bank.open_account(MARKET_RIB)
        self.banks.append(bank)
        with as_market(self.market):
            batch = approved_batch(rail=Rail.BANK_FILE, at=self.at, batch_id=new_id())
            Run(bank.folder, batch.id, self.at, 1).do()

    def require_books_equal(self) -> None:
        """Over all rounds: everybody has their money once, and the books are the banks' ledgers."""
        with as_market(self.market):
            left = sum(bank.balance(MARKET_RIB) - TREASURY_MINOR for bank in self.banks)
            assert books.balance_of(bank_account()) == left
            owed = {
                PayoutAttempt.objects.filter(payout__statement=one).latest("number").rib: one.payable_minor
                for one in self.statements
            }
            received: dict[str, int] = {}
            for bank in self.banks:
                for rib, amount_minor in bank.received().items():
                    received[rib] = received.get(rib, 0) + amount_minor
            assert received == owed
            assert set(Payout.objects.values_list("state", flat=True)) == {"paid"}
            assert queries.totals().open_minor == queries.totals().difference_minor == 0
            assert list(files.tampered()) == []


@pytest.fixture
def rounds(
    live_market: str, make_cooperative: Callable[..., Cooperative], now: datetime, tmp_path: Path
) -> Iterator[Callable[[int], Rounds]]:
    def begin(number: int) -> Rounds:
        with as_market(live_market):
            for place in range(number * OF_A_ROUND):
                owe(make_cooperative(), 100_001 + place, at=now)
            say_bank(at=now)
            at = close_first()
            statements = list(Statement.objects.order_by("number"))
        return Rounds(nursery, live_market, tmp_path, at, statements, random.Random(number))

    with Nursery(SCRIPT) as nursery:
        yield begin


def kill_at_random_places(rounds: Rounds, number: int) -> None:
    """The first round shows how many places there are; the others are killed at one of them, each third while
    the file is made and taken, which is short.
    """
    places = rounds.play(0)
    assert places is not None
    for round_number in range(1, number):
        most = 60 if round_number % 3 == 0 else places
        rounds.play(rounds.chance.randrange(1, most))
    rounds.pay_the_rest()
    rounds.require_books_equal()
    assert rounds.kills >= (number - 1) * 3 // 4, "the rounds are to be killed before their end"


def test_ten_kills_pay_nothing_twice_and_lose_nothing(rounds: Callable[[int], Rounds]) -> None:
    kill_at_random_places(rounds(10), 10)


@pytest.mark.deep
def test_a_hundred_kills_pay_nothing_twice_and_lose_nothing(rounds: Callable[[int], Rounds]) -> None:
    kill_at_random_places(rounds(100), 100)
