"""Several people at one desk: each line and each target is matched once, whoever comes first."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from reconciling import CLERK, LATER, Desk, entry, statement

from kernel.errors import DomainError
from markets.ledger import queries as ledger
from markets.ledger.models import Entry
from markets.ledger.types import bank, card_clearing, market_adjustments, suspense
from markets.reconciliation import operations as reconciliation
from markets.reconciliation.models import BankLine, BankStatement, Match, SuspenseItem
from markets.reconciliation.types import LineState, TargetKind
from markets.verification.queries import violations
from tenants.database.session import as_market, close_connections

HANDS = 4


@pytest.fixture
def market(live_market: str) -> Iterator[str]:
    with as_market(live_market):
        yield live_market


def at_once(market: str, *jobs: Callable[[], Any]) -> list[Any]:
    """The results of jobs that start together, each on a connection of its own; refusals as values."""
    together = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
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
        return [future.result(timeout=120) for future in [pool.submit(run, job) for job in jobs]]


class TestTwoMatchers:
    def test_at_once_match_each_line_once(self, market: str) -> None:
        desk = Desk()
        for number in range(30):
            desk.batch(1_000 + number)
        desk.bring(*(entry(1_000 + number) for number in range(30)), entry(-55))

        runs = at_once(market, *[desk.run] * HANDS)

        matched = Counter(one.line_id for run in runs for one in run.proposal.matched)
        assert len(matched) == 30 and set(matched.values()) == {1}
        assert Match.objects.count() == 30 and SuspenseItem.objects.count() == 1
        assert Entry.objects.count() == 31
        assert ledger.balance_of(bank()) == sum(range(1_000, 1_030)) - 55
        assert ledger.balance_of(card_clearing()) == -sum(range(1_000, 1_030))
        assert ledger.balance_of(suspense()) == 55
        assert violations() == []

    @pytest.mark.parametrize("rounds", [5])
    def test_and_a_hand_give_a_line_one_place(self, market: str, rounds: int) -> None:
        desk = Desk()
        for number in range(rounds):
            batch = desk.batch(500 + number)
            [line] = desk.bring(entry(500 + number))

            def by_hand(line: BankLine = line, batch: Any = batch) -> Any:
                return reconciliation.match_by_hand(
                    line_id=line.id,
                    targets=[(TargetKind.CARD_BATCH, batch.id)],
                    at=LATER,
                    actor=CLERK,
                )

            def elsewhere(line: BankLine = line) -> Any:
                return reconciliation.match_by_hand(
                    line_id=line.id, rest_account=market_adjustments(), at=LATER, actor=CLERK
                )

            at_once(market, by_hand, elsewhere, desk.run)

            line.refresh_from_db()
            assert line.state == LineState.MATCHED
            assert Match.objects.filter(line=line).count() == 1
        assert ledger.balance_of(bank()) == sum(range(500, 500 + rounds))
        assert violations() == []


def test_the_same_file_uploaded_at_once_is_one_statement(market: str) -> None:
    desk, content = Desk(), statement(entry(500), entry(-3))

    taken = at_once(market, *[lambda: desk.upload(content)] * HANDS)

    assert len({one.id for [one] in taken}) == 1
    assert BankStatement.objects.count() == 1 and BankLine.objects.count() == 2
