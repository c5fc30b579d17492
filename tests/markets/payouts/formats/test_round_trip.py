"""From an order to a bank and back: what is read from its answers is what it did, however they come."""

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bank import Bank
from transfer_orders import MADE_AT, MARKET_RIB, PAY_DATE, a_transfer, an_order, payee_rib

from markets.payouts.formats.camt import parse_camt
from markets.payouts.formats.configured import from_json
from markets.payouts.formats.csv_statement import StatementCsv, parse_statement_csv
from markets.payouts.formats.csv_status import StatusCsv, parse_status_csv
from markets.payouts.formats.pain001 import Version, write_pain001
from markets.payouts.formats.pain002 import parse_pain002
from markets.payouts.formats.types import BankEntry, StatusReport, TransferOrder, TransferStatus, Verdict

RETURN_DATE = PAY_DATE + timedelta(days=2)
ORDER = an_order(*(a_transfer(number) for number in range(1, 7)))
REFUSED_HERE, RETURNED_FROM_ELSEWHERE = 2, 3
DOCUMENTATION = Path(__file__).parents[4] / "docs" / "bank-files.md"


def documented(kind: type[Any], name: str) -> Any:
    found = re.search(rf"```json {name}\n(.*?)```", DOCUMENTATION.read_text(), re.DOTALL)
    assert found is not None
    return from_json(kind, json.loads(found[1]))


def reports(answers: Iterable[bytes]) -> list[StatusReport]:
    return [parse_pain002(content) for content in answers if b"pain.002" in content]


def entries(answers: Iterable[bytes]) -> list[BankEntry]:
    """Every entry that the answers tell of, once, though notification and statement both do."""
    files = [file for content in answers if b"camt.05" in content for file in parse_camt(content)]
    found = {(e.entry_reference, e.detail): e for file in files for e in file.entries}
    return list(found.values())


def verdict(report: StatusReport, order: TransferOrder, place: int) -> Verdict:
    found = report.verdict_on(order.items[place])
    assert found is not None
    return found


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    opened = Bank(tmp_path)
    opened.open_account(MARKET_RIB)
    opened.close_account(payee_rib(REFUSED_HERE))
    opened.close_account(payee_rib(RETURNED_FROM_ELSEWHERE), here=False)
    return opened


def pay(bank: Bank, version: Version = Version.V03) -> None:
    """An order, from the inbox to the money that comes back."""
    bank.deliver(write_pain001(ORDER, version))
    bank.open_inbox(MADE_AT)
    bank.settle(PAY_DATE, MADE_AT)
    bank.return_transfers(RETURN_DATE, MADE_AT)
    for day in (PAY_DATE, RETURN_DATE):
        bank.statement(MARKET_RIB, day, MADE_AT)


class TestAnswers:
    @pytest.mark.parametrize("batches", [False, True], ids=["one by one", "in one sum"])
    @pytest.mark.parametrize(
        ("order_version", "status_version", "statement_version"),
        [(Version.V03, "03", "02"), (Version.V03, "03", "04"), (Version.V09, "10", "08")],
    )
    @pytest.mark.parametrize("seed", range(5))
    def test_tell_what_the_bank_did_however_they_come(
        self,
        bank: Bank,
        order_version: Version,
        status_version: str,
        statement_version: str,
        batches: bool,
        seed: int,
    ) -> None:
        hostile = Bank(bank.folder, batches, True, status_version, statement_version)
        pay(hostile, order_version)
        brought = hostile.answers(seed) + hostile.answers()
        found = entries(brought)
        paid = {e.end_to_end_id: -e.amount_minor for e in found if not e.is_return}
        returned = {e.end_to_end_id: e.amount_minor for e in found if e.is_return}
        did = hostile.transfers()
        assert paid == {k: t["amount_minor"] for k, t in did.items() if t["state"] != "rejected"}
        assert returned == {k: t["amount_minor"] for k, t in did.items() if t["state"] == "returned"}
        assert sum(e.amount_minor for e in found) == hostile.balance(MARKET_RIB) - 10**12

    def test_accept_reject_and_pay_in_turn(self, bank: Bank) -> None:
        pay(bank)
        first, second = reports(bank.answers())
        refused = verdict(first, ORDER, REFUSED_HERE - 1)
        assert (refused.status, refused.reason_code) == (TransferStatus.REJECTED, "AC04")
        assert first.original_message_id == second.original_message_id == ORDER.message_id
        assert verdict(second, ORDER, 0).status is TransferStatus.PAID
        assert second.verdict_on(ORDER.items[REFUSED_HERE - 1]) is None

    def test_return_a_transfer_under_its_own_id(self, bank: Bank) -> None:
        pay(bank)
        (returned,) = [e for e in entries(bank.answers()) if e.is_return]
        item = ORDER.items[RETURNED_FROM_ELSEWHERE - 1]
        assert (returned.end_to_end_id, returned.amount_minor) == (item.end_to_end_id, item.amount_minor)
        assert (returned.return_reason, returned.booked_on) == ("AC04", RETURN_DATE)

    def test_leave_with_the_payees_what_was_ordered_for_them(self, bank: Bank) -> None:
        pay(bank)
        stays = {item.creditor_rib: item.amount_minor for item in ORDER.items}
        del stays[payee_rib(REFUSED_HERE)], stays[payee_rib(RETURNED_FROM_ELSEWHERE)]
        assert bank.received() == stays
        assert bank.balance(MARKET_RIB) == 10**12 - sum(stays.values())

    def test_are_the_same_as_csv(self, bank: Bank) -> None:
        pay(bank)
        from_csv = parse_statement_csv(bank.statement_csv(MARKET_RIB), documented(StatementCsv, "statement"))

        def key(e: BankEntry) -> tuple[str | None, int, str, bool]:
            return e.end_to_end_id, e.amount_minor, e.return_reason, e.is_return

        assert sorted(map(key, from_csv.entries)) == sorted(map(key, entries(bank.answers())))
        told = parse_status_csv(bank.status_csv(ORDER.message_id), documented(StatusCsv, "status"))
        assert told.original_message_id == ORDER.message_id
        assert [verdict(told, ORDER, place).status for place in (0, 1, 2)] == [
            TransferStatus.PAID,
            TransferStatus.REJECTED,
            TransferStatus.PAID,
        ]


class TestBankOfTheTests:
    """It is as strict as banks are; otherwise what is shown with it would show little."""

    def refusal(self, bank: Bank, content: bytes) -> str:
        bank.deliver(content)
        bank.open_inbox(MADE_AT)
        blanket = reports(bank.answers())[-1].blanket
        assert blanket is not None and blanket.status is TransferStatus.REJECTED
        return blanket.reason_code

    def test_takes_no_message_twice(self, bank: Bank) -> None:
        content = write_pain001(ORDER, Version.V03)
        bank.deliver(content)
        assert self.refusal(bank, content) == "DU01"
        bank.settle(PAY_DATE, MADE_AT)
        assert bank.received()[payee_rib(1)] == ORDER.items[0].amount_minor

    def test_takes_no_transfer_twice_though_in_another_message(self, bank: Bank) -> None:
        pay(bank)
        again = an_order(ORDER.items[0], a_transfer(8), message_id="TDM-2")
        bank.deliver(write_pain001(again, Version.V09))
        bank.open_inbox(MADE_AT)
        report = reports(bank.answers())[-1]
        assert verdict(report, again, 0).is_about_a_copy
        bank.settle(PAY_DATE, MADE_AT)
        assert bank.received()[payee_rib(1)] == ORDER.items[0].amount_minor
        assert bank.received()[payee_rib(8)] == again.items[1].amount_minor

    @pytest.mark.parametrize(
        ("before", "after", "code"),
        [
            (b"<CtrlSum>6000.21</CtrlSum>", b"<CtrlSum>6000.20</CtrlSum>", "AM10"),
            (b"<NbOfTxs>6</NbOfTxs>", b"<NbOfTxs>5</NbOfTxs>", "AM18"),
            (b'Ccy="MAD">1000.01', b'Ccy="EUR">1000.01', "AM03"),
            (b">1000.01<", b">1000.010<", "AM12"),
            (b"<Nm>Taawouniya", "<Nm>تعاونية".encode(), "FF01"),
            (b"<PmtMtd>TRF</PmtMtd>", b"", "FF01"),
            (b"</Document>", b"", "FF01"),
            (b"2026-12-01<", b"2026-11-23<", "DT01"),
            (MARKET_RIB.encode(), payee_rib(99).encode(), "AC02"),
        ],
    )
    def test_refuses_what_banks_refuse(self, bank: Bank, before: bytes, after: bytes, code: str) -> None:
        content = write_pain001(ORDER, Version.V03)
        assert before in content
        assert self.refusal(bank, content.replace(before, after)) == code
        bank.settle(PAY_DATE, MADE_AT)
        assert bank.received() == {}

    def test_pays_no_more_than_it_has(self, tmp_path: Path) -> None:
        poor = Bank(tmp_path)
        poor.open_account(MARKET_RIB, ORDER.items[0].amount_minor + 1)
        poor.deliver(write_pain001(ORDER, Version.V03))
        poor.open_inbox(MADE_AT)
        poor.settle(PAY_DATE, MADE_AT)
        last = reports(poor.answers())[-1]
        assert verdict(last, ORDER, 0).status is TransferStatus.PAID
        assert verdict(last, ORDER, 1).reason_code == "AM04"
        assert poor.balance(MARKET_RIB) == 1

    def test_pays_nothing_before_its_day_and_nothing_again_after(self, bank: Bank) -> None:
        bank.deliver(write_pain001(ORDER, Version.V03))
        bank.open_inbox(MADE_AT)
        bank.settle(PAY_DATE - timedelta(days=1), MADE_AT)
        assert bank.received() == {}
        bank.settle(PAY_DATE, MADE_AT)
        bank.settle(PAY_DATE, MADE_AT)
        assert len(entries(bank.answers())) == len(ORDER.items) - 1

    def test_remembers_everything_on_disk(self, bank: Bank) -> None:
        pay(bank)
        again = Bank(bank.folder)
        assert again.transfers() == bank.transfers() and again.answers() == bank.answers()
        assert self.refusal(again, write_pain001(ORDER, Version.V03)) == "DU01"
