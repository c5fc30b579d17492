"""Workers and people at one batch at once, on real logins: one file, and either taken or taken back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from bank import Bank
from paying_by_bank import Desk, close_first, owe, require_books_equal, say_bank
from transfer_orders import MARKET_RIB

from kernel.errors import DomainError
from markets.payouts import operations as payouts
from markets.payouts.bank.models import BankAnswer, BankFile, BankFileDownload
from markets.payouts.models import PayoutAttempt, PayoutReport
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_market, close_connections


@pytest.fixture
def desk(
    live_market: str, make_cooperative: Callable[..., Cooperative], tmp_path: Path, now: datetime
) -> Desk:
    bank = Bank(tmp_path, repeats=True)
    bank.open_account(MARKET_RIB)
    with as_market(live_market):
        for number in (1, 2, 3):
            owe(make_cooperative(), number * 100_001, at=now)
        say_bank(at=now)
        return Desk(bank, close_first())


def at_once(market: str, *jobs: Callable[[], Any]) -> list[Any]:
    """What each job came to, all begun together, each on a connection of its own."""
    together = Barrier(len(jobs))

    def one(job: Callable[[], Any]) -> Any:
        try:
            with as_market(market):
                together.wait(30)
                try:
                    return job()
                except DomainError as refusal:
                    return refusal
        finally:
            close_connections()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [each.result(timeout=60) for each in [pool.submit(one, job) for job in jobs]]


class TestTwoAtOnce:
    def test_submit_one_file(self, live_market: str, desk: Desk) -> None:
        with as_market(live_market):
            batch = desk.prepare()

        def submit() -> Any:
            return payouts.submit_batch(batch_id=batch.id, at=desk.now, actor="worker").state

        assert at_once(live_market, *[submit] * 4) == ["submitted"] * 4
        with as_market(live_market):
            assert BankFile.objects.filter(batch=batch).count() == 1
            assert set(PayoutAttempt.objects.values_list("state", flat=True)) == {"submitted"}

    def test_hear_each_answer_once(self, live_market: str, desk: Desk) -> None:
        with as_market(live_market):
            desk.pay(desk.send())
        answers = desk.bank.answers()

        def bring() -> Any:
            return [one.id for one in desk.bring(answers)]

        def bring_backwards() -> Any:
            return [one.id for one in desk.bring(answers[::-1])][::-1]

        first, second, third = at_once(live_market, bring, bring_backwards, bring)
        assert first == second == third
        with as_market(live_market):
            assert BankAnswer.objects.count() == len(answers)
            assert PayoutReport.objects.filter(outcome="paid", hearing="applied").count() == 3
            require_books_equal(desk.bank)

    def test_take_a_file_or_take_it_back_but_never_both(self, live_market: str, desk: Desk) -> None:
        with as_market(live_market):
            batch = desk.send()

        def take() -> Any:
            return desk.take(batch)

        def cancel() -> Any:
            return payouts.cancel_batch(batch_id=batch.id, at=desk.now, actor="person:amina").state

        taken, cancelled = at_once(live_market, take, cancel)
        with as_market(live_market):
            batch.refresh_from_db()
            downloads = BankFileDownload.objects.count()
        if isinstance(taken, bytes):
            assert (cancelled.code, batch.state, downloads) == ("CANNOT_RECALL", "submitted", 1)
        else:
            assert (taken.code, cancelled, batch.state) == ("NO_BANK_FILE", "cancelled", "cancelled")
            assert downloads == 0
