"""A bank's answer to an order: what it says of each transfer, or why nothing may follow from it."""

from typing import Any

import pytest
from bank_messages import document, reason, tree
from transfer_orders import a_transfer

from kernel.errors import DomainError
from markets.payouts.formats.pain002 import STATUSES, parse_pain002
from markets.payouts.formats.refusals import (
    BankFileRefused,
    ForeignCurrency,
    StatusesDisagree,
    StatusUnknown,
    UnexpectedMessage,
    ValueMissing,
)
from markets.payouts.formats.types import TransferStatus, Verdict

ACCEPTED, PAID = TransferStatus.ACCEPTED, TransferStatus.PAID
REJECTED, PENDING = TransferStatus.REJECTED, TransferStatus.PENDING


def transaction(number: int, status: str = "", why: str = "", **extra: Any) -> Any:
    return tree(
        "TxInfAndSts",
        tree("OrgnlInstrId", f"TDM-I-{number:08d}"),
        tree("OrgnlEndToEndId", extra.get("end_to_end_id", f"TDM-{number:08d}")),
        tree("TxSts", status) if status else None,
        reason(why),
        extra.get("reference"),
    )


def block(*transactions: Any, status: str = "", why: str = "", name: str = "M-1") -> Any:
    told = tree("PmtInfSts", status) if status else None
    return tree("OrgnlPmtInfAndSts", tree("OrgnlPmtInfId", name), told, reason(why), *transactions)


def report(*blocks: Any, group: str = "", why: str = "", version: str = "03") -> bytes:
    original = tree("OrgnlMsgId", "M-1"), tree("OrgnlMsgNmId", "pain.001.001.03")
    status = tree("GrpSts", group) if group else None
    head = tree("GrpHdr", tree("MsgId", "R-1"), tree("CreDtTm", "2026-12-01T10:00:00"))
    body = tree("CstmrPmtStsRpt", head, tree("OrgnlGrpInfAndSts", *original, status, reason(why)), *blocks)
    return document(f"pain.002.001.{version}", body)


def status_of(content: bytes, number: int = 1) -> TransferStatus | None:
    verdict = parse_pain002(content).verdict_on(a_transfer(number))
    return verdict.status if verdict is not None else None


def problems_of(content: bytes) -> list[tuple[tuple[str | int, ...], type[DomainError]]]:
    with pytest.raises(BankFileRefused) as refused:
        parse_pain002(content)
    return [(problem.path, type(problem)) for problem in refused.value.problems]


class TestStatusReport:
    def test_tells_which_order_it_answers(self) -> None:
        read = parse_pain002(report(block(transaction(1, "ACSP"))))
        assert (read.report_id, read.original_message_id) == ("R-1", "M-1")

    @pytest.mark.parametrize("version", ["03", "06", "10", "14"])
    def test_is_read_in_every_version(self, version: str) -> None:
        assert status_of(report(block(transaction(1, "ACSC")), version=version)) is PAID

    def test_is_read_with_any_prefix(self) -> None:
        content = report(block(transaction(1, "ACSC")))
        for before, after in ((b"<", b"<p:"), (b"<p:/", b"</p:"), (b"xmlns", b"xmlns:p"), (b"<p:?", b"<?")):
            content = content.replace(before, after)
        assert status_of(content) is PAID

    @pytest.mark.parametrize(
        ("codes", "status"),
        [
            (("ACTC", "ACCP", "ACSP", "ACWC"), ACCEPTED),
            (("ACSC", "ACCC"), PAID),
            (("RJCT",), REJECTED),
            (("PDNG",), PENDING),
        ],
    )
    def test_knows_the_statuses(self, codes: tuple[str, ...], status: TransferStatus) -> None:
        assert {status_of(report(block(transaction(1, code)))) for code in codes} == {status}

    def test_gives_code_and_reason_of_a_rejection(self) -> None:
        read = parse_pain002(report(block(transaction(1, "RJCT", "AC04")), group="PART"))
        assert read.items[0].verdict == Verdict(REJECTED, "RJCT", "AC04", "Motif AC04")
        assert read.items[0].end_to_end_id == "TDM-00000001"

    def test_reads_the_amount_that_was_ordered(self) -> None:
        amount = tree("OrgnlTxRef", tree("Amt", tree("InstdAmt", "1000.01", Ccy="MAD")))
        read = parse_pain002(report(block(transaction(1, "ACSP", reference=amount))))
        assert read.items[0].amount_minor == 100_001

    def test_rejects_every_transfer_with_the_group(self) -> None:
        read = parse_pain002(report(group="RJCT", why="FF01"))
        assert read.verdict_on(a_transfer(7)) == Verdict(REJECTED, "RJCT", "FF01", "Motif FF01")

    def test_rejects_every_transfer_with_the_payment_block(self) -> None:
        read = parse_pain002(report(block(transaction(1), status="RJCT", why="AM04")))
        verdicts = [read.verdict_on(a_transfer(number)) for number in (1, 2)]
        assert [verdict.reason_code for verdict in verdicts if verdict is not None] == ["AM04", "AM04"]

    @pytest.mark.parametrize("why", ["DU01", "DU04", "AM05"])
    def test_knows_a_rejection_of_a_copy(self, why: str) -> None:
        verdict = parse_pain002(report(group="RJCT", why=why)).verdict_on(a_transfer())
        assert verdict is not None and verdict.is_about_a_copy

    def test_takes_no_other_answer_for_one_about_a_copy(self) -> None:
        for content in (report(group="RJCT", why="AC04"), report(group="ACSC", why="DU01")):
            verdict = parse_pain002(content).verdict_on(a_transfer())
            assert verdict is not None and not verdict.is_about_a_copy

    def test_lets_a_transfer_differ_from_an_accepted_group(self) -> None:
        content = report(block(transaction(1, "RJCT", "AC04")), group="ACCP")
        assert (status_of(content, 1), status_of(content, 2)) == (REJECTED, ACCEPTED)

    def test_says_nothing_of_transfers_that_a_partial_answer_does_not_name(self) -> None:
        content = report(block(transaction(1, "RJCT", "AC04"), status="PART"), group="PART")
        assert status_of(content, 2) is None

    def test_finds_a_transfer_by_its_instruction_when_the_other_id_is_missing(self) -> None:
        content = report(block(transaction(1, "ACSC", end_to_end_id="NOTPROVIDED")))
        assert (status_of(content, 1), status_of(content, 2)) == (PAID, None)

    def test_goes_by_the_end_to_end_id_before_the_instruction(self) -> None:
        content = report(block(transaction(1, "ACSC", end_to_end_id="TDM-00000002")))
        assert (status_of(content, 1), status_of(content, 2)) == (None, PAID)


class TestRefusedReport:
    def test_tells_every_problem_with_its_place(self) -> None:
        euros = tree("OrgnlTxRef", tree("Amt", tree("InstdAmt", "1", Ccy="EUR")))
        nameless = tree("TxInfAndSts", tree("TxSts", "ACSC"))
        transactions = (
            transaction(1, "XXXX"),
            transaction(2, "ACSC"),
            transaction(3),
            nameless,
            transaction(5, "ACSC", reference=euros),
        )
        place = ("OrgnlPmtInfAndSts", 1, "TxInfAndSts")
        assert problems_of(report(block(*transactions))) == [
            ((*place, 1, "TxSts"), StatusUnknown),
            ((*place, 3), ValueMissing),
            ((*place, 4), ValueMissing),
            ((*place, 5, "OrgnlTxRef", "Amt", "InstdAmt"), ForeignCurrency),
        ]

    @pytest.mark.parametrize("code", [code for code, status in STATUSES.items() if status is not REJECTED])
    def test_contradicts_a_rejection_of_the_whole(self, code: str) -> None:
        content = report(block(transaction(1, code)), group="RJCT")
        assert [problem for _, problem in problems_of(content)] == [StatusesDisagree]

    def test_says_two_things_of_one_transfer(self) -> None:
        content = report(block(transaction(1, "ACSC"), transaction(1, "RJCT", "AC04")))
        assert [problem for _, problem in problems_of(content)] == [StatusesDisagree]

    def test_answers_several_payment_blocks(self) -> None:
        content = report(block(status="RJCT"), block(name="M-2", status="RJCT"))
        assert [problem for _, problem in problems_of(content)] == [UnexpectedMessage]

    def test_names_no_original(self) -> None:
        body = tree("CstmrPmtStsRpt", tree("GrpHdr", tree("MsgId", "R-1")))
        assert problems_of(document("pain.002.001.03", body)) == [((), ValueMissing)]
