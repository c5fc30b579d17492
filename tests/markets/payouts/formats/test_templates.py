"""A bank's own layout: what a market described is what is written, and nothing is cut or lost silently."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transfer_orders import MARKET_RIB, a_transfer, an_order, payee_rib

from kernel.errors import InvalidValue
from markets.payouts.formats.files import written
from markets.payouts.formats.pain001 import Version, write_pain001
from markets.payouts.formats.refusals import (
    AmountNotPayable,
    NotInEncoding,
    TemplateRefused,
    TransferOrderRefused,
    ValueTooWide,
)
from markets.payouts.formats.template import (
    Align,
    AmountFormat,
    Column,
    Encoding,
    FileKind,
    FileTemplate,
    LineEnding,
    Source,
)

DELIMITED = FileTemplate(
    name="Delimited",
    kind=FileKind.DELIMITED,
    titles=True,
    line_ending=LineEnding.LF,
    columns=(
        Column(Source.LINE_NUMBER, title="N"),
        Column(Source.CREDITOR_NAME, title="Nom", width=40),
        Column(Source.CREDITOR_RIB_BANK, title="Banque"),
        Column(Source.CREDITOR_RIB_LOCALITY, title="Ville"),
        Column(Source.CREDITOR_RIB_ACCOUNT, title="Compte"),
        Column(Source.CREDITOR_RIB_KEY, title="Cle"),
        Column(Source.AMOUNT, title="Montant", amount=AmountFormat.COMMA),
        Column(Source.EXECUTION_ON, title="Date", date_format="%d/%m/%Y"),
    ),
    trailer=(Column(Source.CONSTANT, constant="TOTAL"), Column(Source.COUNT), Column(Source.TOTAL)),
)
FIXED = FileTemplate(
    name="Fixed",
    kind=FileKind.FIXED,
    columns=(
        Column(Source.CREDITOR_RIB, width=24),
        Column(Source.CREDITOR_NAME, width=20, upper=True, cut=True),
        Column(Source.AMOUNT, width=12, align=Align.RIGHT, pad="0"),
    ),
)


def problems_of(order: Any, template: FileTemplate) -> list[tuple[tuple[str | int, ...], type[Exception]]]:
    with pytest.raises((TransferOrderRefused, TemplateRefused)) as refused:
        written(order, template)
    return [(problem.path, type(problem)) for problem in refused.value.problems]


class TestDelimitedLayout:
    def test_writes_titles_transfers_and_totals(self) -> None:
        order = an_order(a_transfer(1, amount_minor=5), a_transfer(2, amount_minor=123_456))
        one, two = payee_rib(1), payee_rib(2)
        assert written(order, DELIMITED).decode().splitlines() == [
            "N;Nom;Banque;Ville;Compte;Cle;Montant;Date",
            f"1;Taawouniya Alnour Lintaj Alksks;230;780;{one[6:22]};{one[22:]};0,05;01/12/2026",
            f"2;Taawouniya Alnour Lintaj Alksks;230;780;{two[6:22]};{two[22:]};1234,56;01/12/2026",
            "TOTAL;2;123461",
        ]

    def test_quotes_what_holds_the_delimiter(self) -> None:
        template = replace(DELIMITED, delimiter=",")
        content = written(an_order(), template).decode()
        assert list(csv.reader(io.StringIO(content)))[1][6] == "1000,01"

    def test_writes_accents_and_arabic_where_the_bank_takes_them(self) -> None:
        name = Column(Source.CREDITOR_NAME, latin=False)
        order = an_order(a_transfer(1, creditor_name="Coopérative"), a_transfer(2, creditor_name="تعاونية"))
        template = FileTemplate(
            name="Names", kind=FileKind.DELIMITED, columns=(name,), encoding=Encoding.UTF_8
        )
        assert written(order, template) == "Coopérative\r\nتعاونية\r\n".encode()
        assert problems_of(order, replace(template, encoding=Encoding.CP1252)) == [
            (("items", 1, "creditor_name"), NotInEncoding)
        ]

    @pytest.mark.parametrize("name", ["=SUM(A1)", "+212 coop", "-x", "@cmd", "a\nb;c", "\u202ea"])
    def test_gives_a_spreadsheet_nothing_to_calculate(self, name: str) -> None:
        for latin in (True, False):
            columns = (Column(Source.CREDITOR_NAME, latin=latin), Column(Source.AMOUNT))
            template = FileTemplate(
                name="Names", kind=FileKind.DELIMITED, columns=columns, encoding=Encoding.UTF_8
            )
            lines = written(an_order(a_transfer(creditor_name=name)), template).decode().splitlines()
            assert len(lines) == 1 and lines[0].endswith("100001")
            assert lines[0].lstrip('"')[0].isalnum()


class TestFixedLayout:
    def test_pads_every_column_to_its_width(self) -> None:
        order = an_order(a_transfer(creditor_name="Argan", amount_minor=42))
        assert written(order, FIXED) == f"{payee_rib(1)}{'ARGAN':<20}000000000042\r\n".encode()

    def test_cuts_a_name_where_the_column_says_so(self) -> None:
        line = written(an_order(), FIXED).decode()
        assert line[24:44] == "TAAWOUNIYA ALNOUR LI"

    def test_is_refused_where_a_value_is_too_wide(self) -> None:
        narrow = replace(FIXED.columns[1], cut=False)
        template = replace(FIXED, columns=(FIXED.columns[0], narrow, replace(FIXED.columns[2], width=4)))
        order = an_order(a_transfer(1, creditor_name="Argan", amount_minor=9999), a_transfer(2))
        assert problems_of(order, template) == [
            (("items", 1, "creditor_name"), ValueTooWide),
            (("items", 1, "amount"), ValueTooWide),
        ]

    @given(
        names=st.lists(st.text("abcé -تعاونية", min_size=1).map(lambda text: "x" + text), min_size=1),
        amounts=st.data(),
    )
    def test_has_lines_of_one_width(self, names: list[str], amounts: st.DataObject) -> None:
        items = [
            a_transfer(number, creditor_name=name, amount_minor=amounts.draw(st.integers(1, 10**12 - 1)))
            for number, name in enumerate(names, start=1)
        ]
        lines = written(an_order(*items), FIXED).split(b"\r\n")
        assert lines.pop() == b""
        assert {len(line) for line in lines} == {56}
        assert sum(int(line[44:]) for line in lines) == sum(item.amount_minor for item in items)


class TestEveryLayout:
    def test_is_checked_before_an_order_is_written(self) -> None:
        template = FileTemplate(
            name="Wrong",
            kind=FileKind.FIXED,
            encoding=Encoding.UTF_8,
            titles=True,
            delimiter="x",
            header=(Column(Source.AMOUNT, width=3),),
            columns=(
                Column(Source.CREDITOR_RIB),
                Column(Source.AMOUNT, width=0, cut=True, pad="00", date_format="%H", constant="a\nb"),
            ),
        )
        with pytest.raises(TemplateRefused) as refused:
            written(an_order(), template)
        assert [problem.path for problem in refused.value.problems] == [
            ("delimiter",),
            ("encoding",),
            ("titles",),
            ("header", 0, "source"),
            ("columns", 0, "width"),
            ("columns", 0, "title"),
            ("columns", 1, "width"),
            ("columns", 1, "pad"),
            ("columns", 1, "date_format"),
            ("columns", 1, "constant"),
            ("columns", 1, "cut"),
            ("columns", 1, "title"),
        ]
        assert {type(problem) for problem in refused.value.problems} == {InvalidValue}

    def test_needs_a_column(self) -> None:
        assert problems_of(an_order(), replace(FIXED, columns=())) == [(("columns",), InvalidValue)]

    def test_has_no_constant_that_its_encoding_lacks(self) -> None:
        template = replace(DELIMITED, trailer=(Column(Source.CONSTANT, constant="Été"),))
        assert problems_of(an_order(), template) == [(("trailer", 0, "constant"), InvalidValue)]

    @pytest.mark.parametrize("template", [FIXED, DELIMITED], ids=["fixed", "delimited"])
    def test_is_held_to_the_same_rules_as_iso_20022(self, template: FileTemplate) -> None:
        order = an_order(a_transfer(amount_minor=0))
        assert problems_of(order, template) == [(("items", 0, "amount_minor"), AmountNotPayable)]

    def test_is_written_through_one_door(self) -> None:
        order = an_order()
        assert written(order, Version.V09) == write_pain001(order, Version.V09)
        assert MARKET_RIB.encode() in written(order, Version.V03)
