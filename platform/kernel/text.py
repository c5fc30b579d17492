"""How names in Arabic, French and English are compared: folded for search, and ordered for lists."""

import re
import unicodedata
from functools import lru_cache

# What Unicode does not take apart by itself: alef wasla, letters written for one another (ya and
# alef maqsura, ha and ta marbuta), Persian and Moroccan shapes of an Arabic letter, and Latin ligatures.
_SAME_LETTER = str.maketrans(
    {
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ة": "ه",
        "ک": "ك",
        "ڭ": "ك",
        "گ": "ك",
        "ڤ": "ف",
        "ڥ": "ف",
        "پ": "ب",
        "چ": "ج",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
    }
)
_APOSTROPHES = frozenset("'’‘ʼʻ`´")
_TATWEEL = "ـ"
_SPACES = re.compile(r"\s+")

# a-z as their full-width forms, which have the same order and come after every Arabic letter.
_AFTER_ARABIC = {ord("a") + offset: 0xFF41 + offset for offset in range(26)}


def fold(text: str) -> str:
    """The text as search compares it: without case, accents, tashkeel, tatweel, hyphens or apostrophes.

    أ إ آ ا are one letter, as are ى ي, and ة ه; digits are 0-9 however they were written. Folding twice
    changes nothing more.
    """
    return _SPACES.sub(" ", _letters(text).replace("'", "")).strip()


def words(text: str) -> list[str]:
    """The words of a text, folded, with their apostrophes: `d'argan`, as `fold` would join it."""
    return [word for word in _letters(text).split() if word.strip("'")]


def sort_key(text: str, language: str) -> str:
    """A key that puts names in the order readers of a language expect, when keys are compared byte by byte.

    PostgreSQL compares it so under the collation "C". Articles are kept (التعاونية and L'Oriental stand
    under their article), a shorter word comes before a longer one, digits before letters; among names in
    Arabic those in Latin letters come last, and the other way round in French and English. Equal keys are
    possible: order by a second column too.
    """
    folded = fold(text)
    return folded.translate(_AFTER_ARABIC) if language == "ar" else folded


def _letters(text: str) -> str:
    """The letters and digits as `fold` has them, a space for whatever else there was, and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(_folded(character) for character in decomposed.translate(_SAME_LETTER))


# Texts are made of few characters.
@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character == _TATWEEL:
        return ""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in ("Mn", "Me", "Cf"):
        return ""
    return character if category[0] in "LN" else " "
