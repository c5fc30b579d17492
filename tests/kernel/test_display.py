"""Amounts and days as people read them, in golden texts: written two ways, an amount looks like two."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import display
from kernel.halfmonth import HalfMonth

MONTHS = ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو"]
MONTHS += ["يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"]


class TestAmount:
    @pytest.mark.parametrize(
        ("minor", "plain"),
        [
            (0, "0,00"),
            (5, "0,05"),
            (-5, "−0,05"),
            (123_456_750, "1.234.567,50"),
            (-100_000, "−1.000,00"),
            (99_999, "999,99"),
        ],
    )
    def test_is_written_one_way_without_its_currency(self, minor: int, plain: str) -> None:
        assert display.plain_amount(minor) == plain

    def test_has_its_currency_and_isolates_in_each_language(self) -> None:
        assert display.amount(123_456_750, "fr") == "\u20681.234.567,50\u00a0MAD\u2069"
        assert display.amount(-123_456_750, "ar") == "\u2068\u2068−1.234.567,50\u2069\u00a0د.م.\u2069"

    @given(st.integers(min_value=-(10**15), max_value=10**15))
    def test_can_be_read_back(self, minor: int) -> None:
        plain = display.plain_amount(minor)
        assert int(plain.replace(".", "").replace(",", "").replace(display.MINUS, "-")) == minor


class TestDay:
    def test_has_moroccan_month_names(self) -> None:
        days = [date(2026, month, 2) for month in range(1, 13)]
        assert [display.long_day(day, "ar").split()[1] for day in days] == MONTHS
        assert display.long_day(date(2026, 8, 2), "fr") == "2 août 2026"

    def test_says_the_first_in_french_as_french_does(self) -> None:
        assert display.weekday_and_day(date(2026, 11, 1), "fr") == "dimanche 1er novembre 2026"
        assert display.weekday_and_day(date(2026, 11, 1), "ar") == "الأحد 1 نونبر 2026"
        assert display.short_day(date(2026, 11, 1)) == "01/11/2026"

    def test_spans_a_half_month(self) -> None:
        assert display.half_month(HalfMonth(2026, 11, 1), "fr") == "du 1er au 15 novembre 2026"
        assert display.half_month(HalfMonth(2028, 2, 2), "fr") == "du 16 au 29 février 2028"
        assert display.half_month(HalfMonth(2028, 2, 2), "ar") == "من 16 إلى 29 فبراير 2028"
