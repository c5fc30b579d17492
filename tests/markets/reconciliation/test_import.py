"""A bank's file is taken whole or not at all, and each movement once, however many files tell of it."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction
from reconciling import CLERK, LATER, RIB, Desk, entry, notification, statement

from kernel.errors import InvalidValue
from kernel.identifiers import rib_with_key
from markets.events.models import Event
from markets.ledger.models import Entry
from markets.payouts.formats.csv_statement import StatementCsv
from markets.payouts.formats.refusals import BankFileRefused
from markets.reconciliation import operations as reconciliation
from markets.reconciliation import queries
from markets.reconciliation.models import BankLine, BankStatement
from markets.reconciliation.types import LineState

OTHER_RIB = rib_with_key("0077800000000000000043")


class TestAStatement:
    def test_is_kept_with_its_lines_and_moves_nothing(self, desk: Desk) -> None:
        [taken] = desk.upload(
            statement(entry(500, text="Remise CMI"), entry(-200, on=date(2026, 11, 17)), opening_minor=1_000)
        )

        assert (taken.account, taken.account_rib) == ("main", RIB)
        assert (taken.opening_minor, taken.closing_minor, taken.booked_minor) == (1_000, 1_300, 300)
        assert (taken.starts_on, taken.ends_on) == (date(2026, 11, 16), date(2026, 11, 17))
        assert (taken.entries, taken.new_lines, taken.complete) == (2, 2, True)
        found = BankLine.objects.order_by("booked_on")
        assert [(one.amount_minor, one.state) for one in found] == [
            (500, LineState.OPEN),
            (-200, LineState.OPEN),
        ]
        assert found[0].remittance == "Remise CMI"
        assert not Entry.objects.exists()
        assert Event.objects.get(name="bank_statement.imported").payload["new_lines"] == 2

    def test_is_once_however_often_it_comes(self, desk: Desk) -> None:
        content = statement(entry(500))

        assert desk.upload(content) == desk.upload(content)

        assert BankStatement.objects.count() == BankLine.objects.count() == 1

    def test_brings_no_line_that_a_notification_told_of(self, desk: Desk) -> None:
        shown, new = entry(500), entry(-100)
        [notice] = desk.upload(notification(shown))

        [taken] = desk.upload(statement(shown, new))

        assert (notice.complete, notice.new_lines, taken.new_lines) == (False, 1, 1)
        assert BankLine.objects.count() == 2

    def test_that_tells_a_movement_otherwise_is_refused_whole(self, desk: Desk) -> None:
        desk.upload(notification(entry(500, reference="B1")))

        with pytest.raises(reconciliation.BankLineChanged):
            desk.upload(statement(entry(-7), entry(501, reference="B1")))

        assert BankStatement.objects.count() == BankLine.objects.count() == 1

    def test_that_does_not_add_up_is_refused(self, desk: Desk) -> None:
        wrong = statement(entry(500)).replace(b"500.00", b"5.00").replace(b"5.00", b"5.01", 1)

        with pytest.raises(BankFileRefused):
            desk.upload(wrong)
        with pytest.raises(BankFileRefused):
            desk.upload(b"%PDF-1.7")

        assert not BankStatement.objects.exists()

    def test_of_tomorrow_is_refused(self, desk: Desk) -> None:
        with pytest.raises(InvalidValue):
            desk.upload(statement(entry(500, on=date(2026, 11, 21))))

        assert not BankStatement.objects.exists()

    def test_keeps_to_its_account(self, desk: Desk) -> None:
        desk.upload(statement(entry(500)))

        with pytest.raises(reconciliation.AccountsMixed):
            desk.upload(statement(entry(1), rib=OTHER_RIB))
        with pytest.raises(reconciliation.AccountsMixed):
            desk.upload(statement(entry(1)), account="savings")
        with pytest.raises(InvalidValue):
            desk.upload(statement(entry(1), rib=OTHER_RIB), account="Épargne")

        [other] = desk.upload(statement(entry(1), rib=OTHER_RIB), account="savings")
        assert other.account == "savings"

    def test_from_a_csv_file_is_read_as_the_market_described_it(self, desk: Desk) -> None:
        content = "Date;Libellé;Montant\r\n16/11/2026;FRAIS;-12,50\r\n".encode()

        with pytest.raises(BankFileRefused):
            desk.upload(content)
        columns = {"booked_on": "Date", "remittance": "Libellé", "amount": "Montant"}
        [taken] = desk.upload(content, csv=StatementCsv(account_rib=RIB, columns=columns))

        assert (taken.complete, taken.opening_minor, taken.booked_minor) == (True, None, -1_250)

    def test_is_never_changed(self, desk: Desk) -> None:
        [line] = desk.bring(entry(500))

        with pytest.raises(ProgrammingError), transaction.atomic():
            BankLine.objects.filter(pk=line.pk).update(amount_minor=501)
        with pytest.raises(ProgrammingError), transaction.atomic():
            BankStatement.objects.update(opening_minor=0)


class TestGaps:
    def test_are_seen_between_statements_in_whatever_order_they_came(self, desk: Desk) -> None:
        later = statement(entry(5, on=date(2026, 11, 18)), opening_minor=900)
        [after] = desk.upload(later)
        desk.upload(statement(entry(500), opening_minor=0))

        [gap] = queries.gaps()

        assert (gap.statement_id, gap.amount_minor) == (after.id, 400)
        assert (gap.since, gap.until) == (date(2026, 11, 16), date(2026, 11, 18))
        desk.upload(statement(entry(400, on=date(2026, 11, 17)), opening_minor=500))
        assert queries.gaps() == []


class TestDeclarations:
    def test_are_once_and_move_nothing(self, desk: Desk) -> None:
        batch, deposit = desk.batch(5_000, reference="LOT-1"), desk.deposit(2_000)

        again = desk.batch(5_000, reference="LOT-1", batch_id=batch.id)

        assert again == batch and not Entry.objects.exists()
        with pytest.raises(reconciliation.ReconciliationIdReused):
            desk.batch(5_001, reference="LOT-1", batch_id=batch.id)
        with pytest.raises(reconciliation.ReconciliationIdReused):
            desk.deposit(2_000, deposit_id=batch.id)
        with pytest.raises(reconciliation.ReconciliationIdReused):
            desk.batch(2_000, batch_id=deposit.id)

    @pytest.mark.parametrize(
        "given",
        [
            {"amount_minor": 0},
            {"payments": 0},
            {"expected_fee_minor": 500},
            {"business_date_of": date(2026, 11, 21)},
            {"reference": "x" * 121},
        ],
    )
    def test_that_cannot_be_are_refused(self, desk: Desk, given: dict[str, object]) -> None:
        with pytest.raises(InvalidValue):
            desk.batch(**({"amount_minor": 500} | given))  # type: ignore[arg-type]

    def test_are_withdrawn_until_the_bank_shows_them(self, desk: Desk) -> None:
        wrong, right = desk.batch(5_000), desk.batch(700)

        withdrawn = reconciliation.withdraw_card_batch(batch_id=wrong.id, at=LATER, actor=CLERK)
        desk.bring(entry(5_000), entry(700))
        run = desk.run()

        assert withdrawn.withdrawn_by == CLERK
        assert [len(run.proposal.matched), len(run.proposal.unmatched)] == [1, 1]
        with pytest.raises(reconciliation.DeclarationMatched):
            reconciliation.withdraw_card_batch(batch_id=right.id, at=LATER, actor=CLERK)
