"""Answers of a bank as CSV, by a mapping: every line is read, or the file is refused and every line told."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transfer_orders import MARKET_RIB, a_transfer

from kernel.errors import DomainError, InvalidValue
from kernel.identifiers import InvalidIdentifier
from markets.payouts.formats.csv_statement import StatementCsv, parse_statement_csv
from markets.payouts.formats.csv_status import StatusCsv, parse_status_csv
from markets.payouts.formats.csv_tables import CsvLayout
from markets.payouts.formats.refusals import (
    BankFileRefused,
    FileTooLarge,
    ForeignCurrency,
    NotReadable,
    StatusesDisagree,
    StatusUnknown,
    TemplateRefused,
    UnexpectedMessage,
    ValueMissing,
    ValueUnreadable,
)
from markets.payouts.formats.template import Encoding
from markets.payouts.formats.types import TransferStatus
from markets.payouts.formats.xml_reading import LARGEST_FILE

SIGNED = StatementCsv(
    account_rib=MARKET_RIB,
    columns={
        "booked_on": "Date",
        "amount": "Montant",
        "entry_reference": "Réf",
        "end_to_end_id": "Client",
        "currency": "Devise",
        "return_reason": "Rejet",
    },
)
TWO_SIDES = StatementCsv(
    account_rib=MARKET_RIB,
    columns={"booked_on": "Date", "debit": "D", "credit": "C", "remittance": "Texte"},
    layout=CsvLayout(thousands_mark=" "),
)
STATUSES = StatusCsv(
    columns={"end_to_end_id": "Client", "status": "Etat", "reason_code": "Motif", "amount": "Montant"},
    statuses={"OK": TransferStatus.PAID, "KO": TransferStatus.REJECTED},
)

HEAD = "Date;Montant;Réf;Client;Devise;Rejet\n"


def problems_of(
    parse: Any, text: str | bytes, mapping: Any
) -> list[tuple[tuple[Any, ...], type[DomainError]]]:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises((BankFileRefused, TemplateRefused)) as refused:
        parse(content, mapping)
    return [(problem.path, type(problem)) for problem in refused.value.problems]


class TestStatementCsv:
    def test_reads_entries(self) -> None:
        text = HEAD + "01/12/2026;-1000,01;B1;TDM-1;MAD;\n\n03/12/2026;1000,01;B2;TDM-1;;AC04\n"
        found = parse_statement_csv(text.encode(), SIGNED)
        paid, returned = found.entries
        assert (paid.booked_on, paid.amount_minor, paid.is_return) == (date(2026, 12, 1), -100_001, False)
        assert (returned.amount_minor, returned.is_return, returned.return_reason) == (100_001, True, "AC04")
        assert {paid.end_to_end_id, returned.end_to_end_id} == {"TDM-1"}
        assert (found.account_rib, found.opening_minor) == (MARKET_RIB, None)

    def test_reads_debit_and_credit(self) -> None:
        text = "Texte;Date;D;C\nx;01/12/2026;1 234,50;\nx;01/12/2026;;0,05\nx;01/12/2026;-7,00;\n"
        found = parse_statement_csv(text.encode(), TWO_SIDES)
        assert [e.amount_minor for e in found.entries] == [-123_450, 5, -700]

    @pytest.mark.parametrize("space", ["\u00a0", "\u202f", " "])
    def test_reads_any_space_between_thousands(self, space: str) -> None:
        text = f"Texte;Date;D;C\nx;01/12/2026;;1{space}234{space}567,89\n"
        assert parse_statement_csv(text.encode(), TWO_SIDES).entries[0].amount_minor == 123_456_789

    def test_reads_a_file_with_a_byte_order_mark_and_windows_line_ends(self) -> None:
        text = (HEAD + "01/12/2026;1,00;B1;;;\n").replace("\n", "\r\n")
        assert len(parse_statement_csv(text.encode("utf-8-sig"), SIGNED).entries) == 1

    def test_gives_equal_lines_references_that_another_export_gives_them_too(self) -> None:
        line = "x;01/12/2026;;1,00\n"
        two = parse_statement_csv(f"Texte;Date;D;C\n{line}{line}".encode(), TWO_SIDES).entries
        later = parse_statement_csv(
            f"Texte;Date;D;C\ny;02/12/2026;;5,00\n{line}{line}".encode(), TWO_SIDES
        ).entries
        assert two[0].entry_reference != two[1].entry_reference
        assert {e.entry_reference for e in two} < {e.entry_reference for e in later}

    def test_tells_every_line_that_cannot_be_read(self) -> None:
        lines = (
            "32/12/2026;1,00;B1;;;",
            "01/12/2026;1.00;B2;;;",
            "01/12/2026;1,00;B3;;EUR;",
            ";1,00;B4;;;",
            "01/12/2026;1,005;B5;;;",
            "01/12/2026;1,00;B6;;;",
        )
        assert problems_of(parse_statement_csv, HEAD + "\n".join(lines), SIGNED) == [
            (("line", 2, "booked_on"), ValueUnreadable),
            (("line", 3, "amount"), ValueUnreadable),
            (("line", 4, "currency"), ForeignCurrency),
            (("line", 5, "booked_on"), ValueMissing),
            (("line", 6, "amount"), ValueUnreadable),
        ]

    @pytest.mark.parametrize("line", ["x;01/12/2026;;", "x;01/12/2026;1,00;1,00", "x;01/12/2026;;-1,00"])
    def test_refuses_a_line_that_is_neither_debit_nor_credit(self, line: str) -> None:
        found = problems_of(parse_statement_csv, f"Texte;Date;D;C\n{line}\n", TWO_SIDES)
        assert [problem for _, problem in found] == [ValueUnreadable]

    @pytest.mark.parametrize("amount", ["12 34,00", "1 2345,00", "1,234", "1.234,00", "1 234", "١,00"])
    def test_takes_no_mark_of_the_wrong_kind_for_another(self, amount: str) -> None:
        accepted = {"1 234": 123_400}
        text = f"Texte;Date;D;C\nx;01/12/2026;;{amount}\n".encode()
        if amount in accepted:
            assert parse_statement_csv(text, TWO_SIDES).entries[0].amount_minor == accepted[amount]
        else:
            assert [p for _, p in problems_of(parse_statement_csv, text, TWO_SIDES)] == [ValueUnreadable]

    @given(minor=st.integers(-(10**14), 10**14), grouped=st.booleans(), mark=st.sampled_from([" ", ".", ""]))
    def test_reads_every_amount_to_the_centime(self, minor: int, grouped: bool, mark: str) -> None:
        dirhams = f"{abs(minor) // 100:,}" if grouped else str(abs(minor) // 100)
        shown = f"{'-' if minor < 0 else ''}{dirhams.replace(',', mark)},{abs(minor) % 100:02d}"
        mapping = replace(SIGNED, layout=CsvLayout(thousands_mark=mark))
        found = parse_statement_csv(f"{HEAD}01/12/2026;{shown};B;;;\n".encode(), mapping)
        assert found.entries[0].amount_minor == minor

    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            (b"", UnexpectedMessage),
            (b"Date;Montant\n", UnexpectedMessage),
            (HEAD.replace("Client", "Date").encode(), UnexpectedMessage),
            (HEAD.encode() + b"01/12/2026;1,00\n", NotReadable),
            (HEAD.encode("cp1252"), NotReadable),
            (HEAD.encode() + b'"' + b"x" * 200_000 + b'";;;;;\n', NotReadable),
            (b" " * (LARGEST_FILE + 1), FileTooLarge),
            (HEAD.encode() + b"\n" * 50_001, FileTooLarge),
        ],
    )
    def test_refuses_a_file_that_is_something_else(self, content: bytes, problem: type[DomainError]) -> None:
        assert [found for _, found in problems_of(parse_statement_csv, content, SIGNED)] == [problem]

    def test_checks_the_mapping_before_the_file(self) -> None:
        wrong = StatementCsv(
            account_rib="1",
            columns={"moon": "Lune", "debit": "D"},
            layout=CsvLayout(delimiter="x", date_format="%H", decimal_mark=".", thousands_mark="."),
        )
        assert problems_of(parse_statement_csv, b"", wrong) == [
            (("layout", "delimiter"), InvalidValue),
            (("layout", "date_format"), InvalidValue),
            (("layout", "thousands_mark"), InvalidValue),
            (("columns", "moon"), InvalidValue),
            (("columns", "booked_on"), InvalidValue),
            (("account_rib",), InvalidIdentifier),
            (("columns",), InvalidValue),
        ]


class TestStatusCsv:
    def test_reads_what_the_bank_says_of_each_transfer(self) -> None:
        text = "Client;Montant;Etat;Motif\nTDM-00000001;1000,01;OK;\nTDM-00000002;;KO;Compte clos\n"
        report = parse_status_csv(text.encode(), STATUSES)
        assert [item.amount_minor for item in report.items] == [100_001, None]
        paid, rejected, unnamed = (report.verdict_on(a_transfer(number)) for number in (1, 2, 3))
        assert paid is not None and paid.status is TransferStatus.PAID
        assert rejected is not None and rejected.reason_code == "Compte clos"
        assert unnamed is None and report.original_message_id is None

    def test_tells_every_line_that_cannot_be_read(self) -> None:
        text = "Client;Montant;Etat;Motif\nA;;Lune;\n;;OK;\nB;x;OK;\n"
        assert problems_of(parse_status_csv, text, STATUSES) == [
            (("line", 2, "status"), StatusUnknown),
            (("line", 3, "end_to_end_id"), ValueMissing),
            (("line", 4, "amount"), ValueUnreadable),
        ]

    def test_refuses_two_answers_about_one_transfer(self) -> None:
        text = "Client;Montant;Etat;Motif\nA;;OK;\nA;;KO;\n"
        assert problems_of(parse_status_csv, text, STATUSES) == [((), StatusesDisagree)]

    def test_refuses_answers_to_several_orders(self) -> None:
        mapping = replace(STATUSES, columns={**STATUSES.columns, "original_message_id": "Fichier"})
        text = "Fichier;Client;Montant;Etat;Motif\nM1;A;;OK;\nM2;B;;OK;\n"
        assert problems_of(parse_status_csv, text, mapping) == [((), UnexpectedMessage)]

    def test_needs_the_words_of_the_bank(self) -> None:
        wrong = replace(STATUSES, statuses={}, layout=CsvLayout(encoding=Encoding.CP1252))
        assert problems_of(parse_status_csv, b"", wrong) == [(("statuses",), InvalidValue)]
