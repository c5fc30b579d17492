"""Payments by bank file, whose answers and statements tell of the same money: it is posted once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from bank import Bank
from paying_by_bank import FIRST, owe, say_bank
from paying_by_bank import Desk as Treasury
from reconciling import Desk, entry, statement
from settling import close_half_month
from transfer_orders import MARKET_RIB

from markets.ledger import queries as ledger
from markets.ledger.types import bank as bank_account
from markets.ledger.types import suspense
from markets.payouts import operations as payouts
from markets.payouts.models import PayoutAttempt, PayoutReport
from markets.payouts.types import AttemptState
from markets.reconciliation.models import BankLine, Match
from markets.reconciliation.types import How, LineState
from markets.verification.queries import violations
from shared_catalog.registry.models import Cooperative

SOLD, SENT = datetime(2026, 11, 10, 10, 0, tzinfo=UTC), datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
PAID_ON, TOLD = date(2026, 11, 17), datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture
def treasury(casablanca: str, tmp_path: Path, make_cooperative: Callable[..., Cooperative]) -> Treasury:
    """Two payments of 1,000 and 2,500 centimes, whose order is at the bank."""
    say_bank(at=SOLD)
    for amount_minor in (1_000, 2_500):
        owe(make_cooperative(), amount_minor, at=SOLD)
    close_half_month(FIRST)
    treasury = Treasury(bank=Bank(tmp_path), now=SENT)
    treasury.bank.open_account(MARKET_RIB)
    treasury.deliver(treasury.send())
    treasury.bank.open_inbox(SENT)
    treasury.bank.settle(PAID_ON, TOLD)
    return treasury


def states() -> set[str]:
    return set(PayoutAttempt.objects.values_list("state", flat=True))


class TestAStatement:
    @pytest.mark.parametrize("answers_first", [True, False])
    def test_and_answers_pay_once_in_either_order(self, treasury: Treasury, answers_first: bool) -> None:
        desk = Desk(at=TOLD)

        def hear() -> None:
            for content in treasury.bank.answers():
                payouts.upload_bank_answer(content=content, at=TOLD, actor="person:nadia")

        if answers_first:
            hear()
        desk.upload(treasury.bank.statement(MARKET_RIB, PAID_ON, TOLD))
        desk.run()
        if not answers_first:
            hear()

        assert states() == {AttemptState.PAID}
        assert {line.state for line in BankLine.objects.all()} == {LineState.MATCHED}
        assert {one.how for one in Match.objects.all()} == {How.END_TO_END_ID}
        assert (ledger.balance_of(bank_account()), ledger.balance_of(suspense())) == (-3_500, 0)
        assert violations() == []
        assert desk.reconcile(FIRST).state == "reconciled"

    def test_that_books_the_order_in_one_sum_shows_all_its_payments(self, treasury: Treasury) -> None:
        desk = Desk(at=TOLD)
        order = PayoutAttempt.objects.select_related("batch__bank_file").all()[0].batch.bank_file.message_id
        desk.upload(statement(entry(-3_500, on=PAID_ON, text=f"VIR EMIS {order}"), rib=MARKET_RIB))

        desk.run()

        assert Match.objects.count() == 2 and states() == {AttemptState.PAID}
        assert PayoutReport.objects.count() == 2
        assert ledger.balance_of(bank_account()) == -3_500
        assert violations() == []

    def test_in_csv_is_read_as_the_bank_was_described(self, treasury: Treasury) -> None:
        columns = {
            "booked_on": "Date",
            "remittance": "Libellé",
            "entry_reference": "Réf",
            "end_to_end_id": "Réf client",
            "debit": "Débit",
            "credit": "Crédit",
        }
        layout = {"encoding": "cp1252", "skip_lines": 1, "thousands_mark": " "}
        say_bank(at=TOLD, statement_csv={"account_rib": MARKET_RIB, "columns": columns, "layout": layout})
        desk = Desk(at=TOLD)

        desk.upload(treasury.bank.statement_csv(MARKET_RIB))
        desk.run()

        assert Match.objects.count() == 2 and states() == {AttemptState.PAID}
