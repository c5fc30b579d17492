"""What a market says about its bank: looked at before money depends on it, and kept version by version."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bank import Bank
from paying_by_bank import Desk, close_first, owe, require_books_equal, say_bank
from transfer_orders import MARKET_RIB, payee_rib

from kernel.errors import DomainError
from markets.payouts import operations as payouts
from markets.payouts.bank import queries
from markets.payouts.bank.models import BankAnswer, BankFile, BankSettings
from markets.payouts.bank.types import BankLayout
from markets.payouts.formats.refusals import BankFileRefused
from markets.payouts.models import PayoutAttempt, PayoutReport
from shared_catalog.registry.models import Cooperative
from tenants.audit.types import Origin

DOCUMENTATION = Path(__file__).parents[3] / "docs" / "bank-files.md"


def documented(name: str) -> Any:
    found = re.search(rf"```json {name}\n(.*?)```", DOCUMENTATION.read_text(), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


@pytest.fixture
def desk(
    casablanca: str, make_cooperative: Callable[..., Cooperative], tmp_path: Path, now: datetime
) -> Desk:
    """Two cooperatives are owed money, and the bank's CSV files are described."""
    for number in (1, 2):
        owe(make_cooperative(), number * 100_001, at=now)
    say_bank(at=now, status_csv=documented("status"), statement_csv=documented("statement"))
    bank = Bank(tmp_path)
    bank.open_account(MARKET_RIB)
    return Desk(bank, close_first())


class TestVersions:
    def test_are_added_and_the_latest_holds(self, casablanca: str, now: datetime) -> None:
        first = say_bank(at=now)
        second = say_bank(at=now, layout=BankLayout.PAIN_V09)

        assert (first.version, second.version) == (1, 2)
        assert queries.settings_in_force() == second
        assert BankSettings.objects.get(version=1).layout == "pain.001.001.03"

    def test_are_not_added_for_what_holds_already(self, casablanca: str, now: datetime) -> None:
        mappings = {"status_csv": documented("status"), "statement_csv": documented("statement")}
        assert say_bank(at=now, **mappings) == say_bank(at=now, **mappings)

    def test_stay_with_the_files_that_were_made_by_them(self, desk: Desk, now: datetime) -> None:
        desk.send()
        say_bank(at=now, layout=BankLayout.PAIN_V09)
        assert BankFile.objects.get().settings.version == 1


@pytest.mark.usefixtures("casablanca")
class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"debtor_name": " "}, "INVALID_VALUE"),
            ({"debtor_name": "x" * 141}, "INVALID_VALUE"),
            ({"debtor_name": "☺☺"}, "TRANSFER_ORDER_REFUSED"),
            ({"debtor_ice": "001561191000067"}, "INVALID_IDENTIFIER"),
            ({"debtor_rib": MARKET_RIB[:-1] + "0"}, "INVALID_IDENTIFIER"),
            ({"debtor_bic": "NOBANK"}, "TRANSFER_ORDER_REFUSED"),
            ({"layout": BankLayout.TEMPLATE}, "INVALID_VALUE"),
            ({"template": documented("layout")}, "INVALID_VALUE"),
            ({"layout": BankLayout.TEMPLATE, "template": {"name": "x"}}, "BANK_TEMPLATE_REFUSED"),
            ({"status_csv": {"columns": {}, "statuses": {}}}, "BANK_TEMPLATE_REFUSED"),
            ({"statement_csv": documented("status")}, "BANK_TEMPLATE_REFUSED"),
            (
                {"statement_csv": documented("statement") | {"account_rib": payee_rib(1)}},
                "INVALID_VALUE",
            ),
        ],
    )
    def test_leave_what_held_before(self, now: datetime, changes: dict[str, Any], code: str) -> None:
        before = say_bank(at=now)
        with pytest.raises(DomainError) as refusal:
            say_bank(at=now, **changes)
        assert refusal.value.code == code
        assert list(BankSettings.objects.all()) == [before]

    def test_include_a_layout_whose_answers_would_find_nothing(self, now: datetime) -> None:
        layout = documented("layout")
        columns = [one for one in layout["columns"] if one["source"] != "end_to_end_id"]
        with pytest.raises(DomainError, match="end-to-end id"):
            say_bank(at=now, layout=BankLayout.TEMPLATE, template=layout | {"columns": columns})

    def test_include_a_column_too_narrow_for_what_is_always_in_it(self, now: datetime) -> None:
        layout = documented("layout")
        layout["columns"][-1]["width"] = 20
        with pytest.raises(DomainError, match="end_to_end_id"):
            say_bank(at=now, layout=BankLayout.TEMPLATE, template=layout)


class TestTemplate:
    def test_writes_the_batch_in_the_banks_own_layout(self, desk: Desk, now: datetime) -> None:
        say_bank(at=now, layout=BankLayout.TEMPLATE, template=documented("layout"))
        batch = desk.send()
        given = payouts.download_bank_file(
            batch_id=batch.id, origin=Origin(at=desk.now, actor="person:amina")
        )

        head, *lines, _ = given.content.decode("ascii").split("\r\n")[:-1]
        assert given.name.endswith(".txt")
        assert head.startswith("01" + MARKET_RIB)
        assert {line[-35:].strip() for line in lines} == set(
            PayoutAttempt.objects.values_list("end_to_end_id", flat=True)
        )


class TestCsvAnswers:
    def test_of_both_kinds_are_known_by_their_titles(self, desk: Desk) -> None:
        batch = desk.send()
        desk.pay(batch)
        message_id = BankFile.objects.get().message_id
        status, statement = desk.bring(
            [desk.bank.status_csv(message_id), desk.bank.statement_csv(MARKET_RIB)]
        )

        assert (status.kind, status.applied) == ("status_csv", 2)
        assert (statement.kind, statement.applied, statement.repeated) == ("statement_csv", 0, 2)
        desk.bring_all()
        assert PayoutReport.objects.filter(outcome="paid", hearing="applied").count() == 2
        require_books_equal(desk.bank)

    def test_give_the_reconciliation_their_entries(self, desk: Desk) -> None:
        desk.pay(desk.send())
        [answer] = desk.bring([desk.bank.statement_csv(MARKET_RIB)])
        [file] = queries.statements_of(answer)
        assert sum(entry.amount_minor for entry in file.entries) == -300_003

    @pytest.mark.parametrize(
        "content",
        [b"", b"\n \n", b"a;b\n1;2\n", b"\x00\x01\x02", b"<html/>", b"\xff\xfe<\x00x\x00", b"x" * 10_000_001],
    )
    def test_that_are_nothing_of_the_kind_are_refused_and_not_kept(self, desk: Desk, content: bytes) -> None:
        with pytest.raises(BankFileRefused):
            desk.bring([content])
        assert not BankAnswer.objects.exists()

    def test_need_a_mapping(self, desk: Desk, now: datetime) -> None:
        desk.pay(desk.send())
        say_bank(at=now)
        with pytest.raises(BankFileRefused, match="described no CSV"):
            desk.bring([desk.bank.statement_csv(MARKET_RIB)])


class TestForeignStatements:
    def test_are_refused_whole(self, desk: Desk) -> None:
        desk.pay(desk.send())
        [first, *_] = [one for one in desk.bank.answers() if b"camt.054" in one]
        with pytest.raises(BankFileRefused, match="none from which the market pays") as refusal:
            desk.bring([first.replace(MARKET_RIB.encode(), payee_rib(5).encode())])
        assert payee_rib(5) not in str(refusal.value)
        assert not PayoutReport.objects.exists()

    def test_do_not_include_those_of_an_account_that_paid_before(self, desk: Desk, now: datetime) -> None:
        desk.pay(desk.send())
        say_bank(at=now, debtor_rib=payee_rib(6))
        desk.bring_all()
        require_books_equal(desk.bank)
