"""What people type finds names as they are written, in Arabic, French and English."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.search import Asked, asked, digits_in, kept

KEPT = re.compile(r"'([^\W_]+)':\d+(,\d+)*")
ASKED = re.compile(r"'[^\W_]+'(:\*)?| <-> | & | \| |\(|\)")


def found(name: str, question: str) -> bool:
    """Whether a question of single words, of which none is excluded, finds a name: as PostgreSQL reads it."""
    words = [match[1] for match in KEPT.finditer(kept(name))]
    return all(
        any(
            word.startswith(form) if beginning else word == form
            for word in words
            for form, beginning in re.findall(r"'(\w+)'(:\*)?", term)
        )
        for term in asked(question).wanted.split(" & ")
    )


class TestWords:
    @pytest.mark.parametrize(
        ("name", "question"),
        [
            # Arabic: letters written for one another, tashkeel, tatweel, digits.
            ("زَيْتُ الأركان", "زيت اركان"),
            ("صابون بلدي", "صـابـون"),
            ("مربى", "مربي"),
            ("قهوة", "قهوه"),
            ("عسل ٢٥٠ غ", "250"),
            ("عسل 250 غ", "۲۵۰"),
            # Arabic: the article and what is written together with it, on either side.
            ("الزيت", "زيت"),
            ("زيت", "الزيت"),
            ("شاي بالنعناع", "نعناع"),
            ("شاي بالنعناع", "النعناع"),
            ("كريم للشعر", "شعر"),
            ("عسل وتمر", "تمر"),
            ("زيت والزيتون", "زيتون"),
            ("معجون للوز", "لوز"),
            ("صابون بزيت الأركان", "زيت الأركان"),
            # While it is typed, an article is a beginning like any other.
            ("الزيت", "الز"),
            # French: accents, capitals, ligatures, elisions, hyphens.
            ("Miel de thym de la forêt", "FORET miel"),
            ("Œufs fermiers", "oeufs"),
            ("Huile d'argan", "argan"),
            ("Huile d'argan", "l’argan"),
            ("Huile d'argan", "d'argan"),
            ("Huile d'argan", "dargan"),
            ("Jusqu'à l’Atlas", "atlas"),
            ("Ras-el-hanout", "hanout ras"),
            ("M'diq", "mdiq"),
            # English: beginnings of words, in any order.
            ("Women's argan soap", "womens soap"),
            ("Saffron threads", "thr saff"),
            ("Amlou 250 g", "25 aml"),
        ],
    )
    def test_find_a_name(self, name: str, question: str) -> None:
        assert found(name, question)

    @pytest.mark.parametrize(
        ("name", "question"),
        [
            ("Savon noir", "von"),
            ("Savon noir", "savon blanc"),
            ("Huile", "huiles"),
            ("الزيت", "يت"),
            ("عسل", "غسل"),
            # One letter in front may be the word's own, so a question keeps it: chicken is no beans.
            ("جاج", "دجاج"),
            ("صل", "بصل"),
            # Too little would be left of the word.
            ("الو", "و"),
        ],
    )
    def test_do_not_find_another(self, name: str, question: str) -> None:
        assert not found(name, question)

    def test_are_beginnings_and_quoted_ones_are_whole_and_follow_each_other(self) -> None:
        assert asked("miel Thym") == Asked("('miel':*) & ('thym':*)")
        assert asked('"miel de thym" bio') == Asked("('miel' <-> 'de' <-> 'thym') & ('bio':*)")
        assert asked("250 g") == Asked("('250':*) & ('g')")
        assert asked("«زيت الزيتون»") == Asked("('زيت' <-> ('الزيتون' | 'زيتون'))")

    def test_are_excluded_by_a_hyphen_before_them(self) -> None:
        assert asked("miel -thym -bio") == Asked("('miel':*)", "('thym':*) | ('bio':*)")
        assert asked('-"fleur d\'oranger"') == Asked("", "('fleur' <-> ('doranger' | 'oranger'))")
        assert asked("-Tanger-Assilah") == Asked("", "('tanger':* & 'assilah':*)")
        assert asked("huile - argan") == asked("huile argan")

    @pytest.mark.parametrize(
        "text", ["", "  ", "-", '"', '""', '-"', "''", "!&|<->:*()\\", "…", "\0", "\ud800"]
    )
    def test_are_none_in_what_is_no_word(self, text: str) -> None:
        assert asked(text) == Asked()

    def test_of_a_phrase_do_not_reach_from_one_text_into_the_next(self) -> None:
        assert kept("huile pure", "Pure oil") == "'huile':1 'oil':5 'pure':2,4"

    def test_are_bounded(self) -> None:
        assert asked("م" * 5_000) == Asked(f"('{'م' * 80}':*)")
        assert kept("é" * 5_000) == f"'{'e' * 80}':1"
        many = asked(" ".join(f"w{number} -x{number}" for number in range(900)))
        assert (many.wanted.count(":*"), many.unwanted.count(":*")) == (16, 16)
        assert len(asked('"' + "a " * 1_000).wanted) < 200

    @given(st.text())
    def test_are_letters_and_digits_whatever_was_written(self, text: str) -> None:
        assert ASKED.sub("", asked(text).wanted + asked(text).unwanted) == ""
        assert KEPT.sub("", kept(text)).strip() == ""

    @given(st.text(), st.text())
    def test_of_a_name_find_it(self, one: str, other: str) -> None:
        name = re.sub('[-"“”„‟«»＂]', " ", f"{one} {other}")[:400]
        assert not asked(name).wanted or found(name, name)


class TestCode:
    @pytest.mark.parametrize(
        ("text", "digits"),
        [
            ("2900000000025", "2900000000025"),
            (" 6 111000 000014 ", "6111000000014"),
            ("٦١١١٠٠٠٠٠٠٠١٤", "6111000000014"),
            ("\u200f2900000000025\u200f", "2900000000025"),
            ("12345678", "12345678"),
            ("1234567", ""),
            ("123456789012345", ""),
            ("-2900000000025", ""),
            ("C0042", ""),
            ("²³²³²³²³", "23232323"),
            ("1" * 3_000, ""),
        ],
    )
    def test_is_8_to_14_digits_and_nothing_else(self, text: str, digits: str) -> None:
        assert digits_in(text) == digits

    @given(st.text())
    def test_is_ascii(self, text: str) -> None:
        found = digits_in(text)
        assert not found or (found.isascii() and found.isdigit())
