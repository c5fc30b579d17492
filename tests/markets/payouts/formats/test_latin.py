"""Names as banks take them: Latin, short enough, never empty, and the same however often they are written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.payouts.formats.latin import latin
from markets.payouts.formats.refusals import NoLatinText

ARABIC = st.text("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْـ٠١٢٣٤٥٦٧٨٩ ،؛؟«»", max_size=60)
NAMES = st.one_of(st.text(max_size=200), ARABIC, st.text("aé/ -(+\u200f’&_", max_size=60))
LENGTHS = st.integers(1, 140)


class TestLatin:
    @pytest.mark.parametrize(
        ("name", "written"),
        [
            ("Coopérative Tazarine", "Cooperative Tazarine"),
            ("تعاونية النور", "Taawouniya Alnour"),
            ("تعاونيّة الزيتون، وزان", "Taawouniya Alzitoun, Wzan"),
            ("عبد الله بن يوسف ١٢٣", "Abd Allah Bn Yousf 123"),
            ("سوق الواحة", "Souq Alwaha"),
            ("«L’Œuvre» d'Aït Ben-Haddou & Fils", "L'Oeuvre d'Ait Ben-Haddou + Fils"),
            ("  Miel\tdu \n Rif \u200f", "Miel du Rif"),
            ("/Argan // Souss/", "Argan / Souss"),
            ("=2+3; [Safran] <Taliouine> 😀", "2+3, (Safran) (Taliouine)"),
            ("ⵜⴰⵎⴰⵣⵉⵖⵜ", "tamazight"),
        ],
    )
    def test_spells_names_as_they_are_read(self, name: str, written: str) -> None:
        assert latin(name, longest=70) == written

    def test_cuts_between_words(self) -> None:
        assert latin("Union des cooperatives du Souss", longest=25) == "Union des cooperatives du"
        assert latin("Union des cooperatives du Souss", longest=24) == "Union des cooperatives"

    def test_cuts_a_word_that_is_too_long_by_itself(self) -> None:
        assert latin("Taawouniyatannisa", longest=9) == "Taawouniy"

    @pytest.mark.parametrize("name", ["", "   ", "/// - //", "😀😀", "\u200f\u200e", "ـــ", "«»"])
    def test_refuses_what_leaves_nothing_to_write(self, name: str) -> None:
        with pytest.raises(NoLatinText):
            latin(name, longest=70)

    @given(name=NAMES, longest=LENGTHS)
    def test_keeps_to_the_characters_and_the_length(self, name: str, longest: int) -> None:
        try:
            written = latin(name, longest=longest)
        except NoLatinText:
            return
        assert 1 <= len(written) <= longest
        assert re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9/\-?:().,'+ ]*[A-Za-z0-9.)])?", written)
        assert "//" not in written and "  " not in written

    @given(name=NAMES, longest=LENGTHS)
    def test_changes_nothing_the_second_time(self, name: str, longest: int) -> None:
        try:
            written = latin(name, longest=longest)
        except NoLatinText:
            return
        assert latin(written, longest=longest) == written

    @given(name=ARABIC.filter(lambda text: re.search("[ابتجدرسشفقكلمنه]", text) is not None))
    def test_finds_letters_for_every_name_in_arabic(self, name: str) -> None:
        assert latin(name, longest=140)
