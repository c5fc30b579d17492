"""Cells and headers as people write them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import DomainError, InvalidValue
from kernel.identifiers import InvalidIdentifier
from shared_catalog.exchange import rules
from shared_catalog.exchange.rules import _cells as cells
from shared_catalog.exchange.types import Failed, Formula, Line, Merged, Sheet


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12,50", "12.5"),
        ("١٢٫٥٠", "12.5"),
        ("۱۲", "12"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234\u202f567", "1234567"),
        ("١٬٢٣٤", "1234"),
        ("1.234,50", "1234.5"),
        ("1,234.50", "1234.5"),
        ("1.234.567", "1234567"),
        ("0,125", "0.125"),
        ("\u200f250", "250"),
        (250, "250"),
        (12.1, "12.1"),
        (0.1 + 0.2, "0.3"),
        ("-3", "-3"),
    ],
)
def test_numbers_are_what_they_look_like(written: Any, meant: str) -> None:
    assert cells.number_of(written) == Decimal(meant)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1.234", "the last three digits may be thousands or decimals"),
        ("12,345", "the last three digits may be thousands or decimals"),
        ("1.23.456", "it is no number"),
        ("12 DH", "it is no number"),
        ("douze", "it is no number"),
        ("", "missing"),
        (None, "missing"),
        (True, "a yes or no where a text is wanted"),
        (date(2026, 1, 2), "a date where a text is wanted"),
        (1e17, "its last digits were lost; write it as text"),
    ],
)
def test_what_may_be_read_in_two_ways_is_refused(written: Any, why: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        cells.number_of(written)

    assert refused.value.params["reason"] == why


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("6111234567895", "6111234567895"),
        (6111234567895, "6111234567895"),
        (6111234567895.0, "6111234567895"),
        ("٦١١١٢٣٤٥٦٧٨٩٥", "6111234567895"),
        ("6,111234567895E+12", "6111234567895"),
        (36000291452, "0036000291452"),
        ("", ""),
        (None, ""),
    ],
)
def test_barcodes_keep_their_digits(written: Any, meant: str) -> None:
    assert cells.gtin_of(written) == meant


@pytest.mark.parametrize("written", ["6,11123E+12", 6.11123456789e17, "611123456789", "٦١١", "611 X"])
def test_barcodes_that_lost_digits_are_refused(written: Any) -> None:
    with pytest.raises((InvalidValue, InvalidIdentifier)):
        cells.gtin_of(written)


def test_prices_may_have_a_currency_and_two_decimals() -> None:
    prices = ["12,50 DH", "12.5 MAD", "١٢٫٥ درهم", 12.5]

    assert {cells.price_minor_of(price) for price in prices} == {1_250}
    with pytest.raises(InvalidValue):
        cells.price_minor_of("0,005")


def test_yes_and_no_are_known_in_three_languages() -> None:
    yes = ["Oui", "yes", "نعم", "VRAI", "x", 1, True]
    no = ["NON", "no", "لا", "faux", "0", 0, False]

    assert [cells.yes_or_no(word, default=False) for word in yes] == [True] * len(yes)
    assert [cells.yes_or_no(word, default=True) for word in no] == [False] * len(no)
    assert cells.yes_or_no(" ", default=True)
    with pytest.raises(InvalidValue):
        cells.yes_or_no("peut-être", default=True)


@pytest.mark.parametrize(
    ("held", "code"),
    [
        (Formula("=A1*2"), "CELL_IS_FORMULA"),
        (Failed("#REF!"), "CELL_FAILED"),
        ("Ol\ufffdve", "CELL_UNREADABLE"),
    ],
)
def test_what_a_cell_does_not_say_itself_is_not_taken(held: Any, code: str) -> None:
    for read in (cells.text_of, cells.number_of, cells.gtin_of, cells.price_minor_of):
        with pytest.raises(DomainError) as refused:
            read(held)
        assert refused.value.code == code


@given(st.text())
def test_shielding_is_undone_whatever_the_text(text: str) -> None:
    assert rules.unshielded(rules.shielded(text)) == text
    assert rules.shielded(text)[:1] not in tuple("=+-@\t\r\n")


PLAIN = [
    "Référence",
    "Coopérative",
    "Catégorie",
    "Nom (français)",
    "Nom (arabe)",
    "Unité",
    "Contenu net",
    "Prix",
]


def sheet(*rows: list[Any], merged: tuple[Merged, ...] = ()) -> Sheet:
    lines = [
        Line(number, {place: cell for place, cell in enumerate(row, 1) if cell is not None})
        for number, row in enumerate(rows, 1)
    ]
    return Sheet(lines, merged)


class TestAHeader:
    def test_is_found_below_a_title_in_any_order(self) -> None:
        found = rules.found_header(sheet(["Produits 2026"], [], PLAIN[::-1], ["x"] * 8))

        assert found.row == 3
        assert found.columns["recommended_price"] == 1 and found.columns["reference"] == 8

    def test_may_be_arabic_english_or_codes(self) -> None:
        arabic = [
            "المرجع",
            "التعاونية",
            "الفئة",
            "الاسم بالعربية",
            "الاسم بالفرنسية",
            "الوحدة",
            "المحتوى الصافي",
            "الثمن",
        ]
        english = [
            "Reference",
            "cooperative",
            "category",
            "name_ar",
            "Name French",
            "UNIT",
            "Net weight *",
            "price",
        ]

        assert rules.found_header(sheet(arabic)).columns == rules.found_header(sheet(english)).columns

    def test_may_be_two_rows_of_merged_cells(self) -> None:
        found = rules.found_header(
            sheet(
                ["Liste", None, None, None, None, None, None, None],
                ["Réf", "ICE", "Catégorie", "Désignation", None, "Unité", "Poids net", "Prix"],
                [None, None, None, "arabe", "français", None, None, "(DH)"],
                merged=(
                    Merged(1, 1, 1, 8),
                    Merged(2, 2, 4, 5),
                    *(Merged(2, 3, at, at) for at in (1, 2, 3, 6, 7)),
                ),
            )
        )

        assert found.row == 3
        assert (found.columns["name_ar"], found.columns["name_fr"]) == (4, 5)
        assert found.columns["recommended_price"] == 8

    def test_tells_which_columns_it_lacks_does_not_know_or_has_twice(self) -> None:
        known = rules.found_header(sheet([*PLAIN, "Remarque"]))
        with pytest.raises(rules.ColumnsMissing) as lacking:
            rules.found_header(sheet(PLAIN[1:-1]))
        with pytest.raises(rules.ColumnTwice):
            rules.found_header(sheet([*PLAIN, "price"]))

        assert known.unknown == ["Remarque"]
        assert lacking.value.params["columns"] == "reference, recommended_price"

    def test_without_rows_below_is_no_table(self) -> None:
        with pytest.raises(rules.TableUnreadable):
            rules.table_of(sheet(PLAIN, [], ["  "]))

    def test_gives_cells_merged_below_each_other_one_value(self) -> None:
        table = rules.table_of(
            sheet(PLAIN, ["1", "C1"], ["2", None], ["3", None], merged=(Merged(2, 3, 2, 2),))
        )

        assert [row.cells.get(2) for row in table.rows] == ["C1", "C1", None]
