"""Names and texts in the Latin characters that every bank takes, spelt by anyascii.

The characters are those of SWIFT's set X, which ISO 20022 files use for the same reason: a-z A-Z 0-9 space
and / - ? : ( ) . , ' +. Signs outside it that mean something become their nearest, as the European Payments
Council recommends (EPC217-08); a text neither begins nor ends with a slash and has none twice in a row.
"""

import re
import unicodedata

from anyascii import anyascii

from markets.payouts.formats.refusals import NoLatinText

# What nearly every payee's name holds, as it is spelt in Morocco.
_WORDS = {
    "تعاونية": "Taawouniya",
    "التعاونية": "Attaawouniya",
    "جمعية": "Jamiya",
    "اتحاد": "Ittihad",
    "الله": "Allah",
}
# The vowels, which the library leaves out or writes as quotes because it does not know the word.
_VOWELS = str.maketrans(
    {
        "ا": "a",
        "أ": "a",
        "آ": "a",
        "ٱ": "a",
        "إ": "i",
        "ع": "a",
        "ى": "a",
        "ة": "a",
        "ؤ": "ou",
        "ئ": "i",
        "ء": "",
    }
)
_LONG_VOWEL = {"و": "ou", "ي": "i", "ی": "i"}
_BETWEEN_CONSONANTS = re.compile(r"(?<=[^\W\daiou])[ويی](?![aiouويی])")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")

_QUOTES = str.maketrans(dict.fromkeys("«»‹›", " "))
_NEAREST = str.maketrans(
    {"&": "+", "_": "-", "~": "-", ";": ",", '"': "'", "`": "'"} | dict.fromkeys("<[{", "(")
)
_CLOSING = str.maketrans(dict.fromkeys(">]}", ")"))
_OUTSIDE = re.compile(r"[^A-Za-z0-9/\-?:().,'+]+")
_SLASHES = re.compile(r"/(?: ?/)+")
_BEFORE_THE_FIRST_WORD = re.compile(r"^[^A-Za-z0-9]+")
_AFTER_THE_LAST_WORD = " /-?:(,'+"


def latin(text: str, *, longest: int) -> str:
    """The text in Latin characters, cut to a length between words where it can be. Latin text stays as it is.

    Raises NoLatinText when no letter or digit is left.
    """
    words = _without_pictures(text).split()
    spelt = " ".join(_spelt(word) for word in words).translate(_NEAREST).translate(_CLOSING)
    allowed = _SLASHES.sub("/", _OUTSIDE.sub(" ", spelt))
    begun = _BEFORE_THE_FIRST_WORD.sub("", allowed)
    cut = _cut(begun.rstrip(_AFTER_THE_LAST_WORD), longest)
    if not cut:
        raise NoLatinText
    return cut


def _without_pictures(text: str) -> str:
    """Emoji would be described in words, and invisible marks would part what they stand in."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return "".join(c for c in plain if unicodedata.category(c) not in ("So", "Cf", "Cs", "Co", "Cn"))


def _spelt(word: str) -> str:
    if not _ARABIC.search(word):
        return anyascii(word)
    bare = "".join(c for c in word if unicodedata.category(c) != "Mn" and c != "ـ")
    if bare in _WORDS:
        return _WORDS[bare]
    vowels = _BETWEEN_CONSONANTS.sub(lambda found: _LONG_VOWEL[found[0]], bare.translate(_VOWELS))
    letters = re.sub("a{3,}", "aa", anyascii(vowels))
    return re.sub("[a-z]", lambda first: first[0].upper(), letters, count=1)


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    cut = text[:longest]
    if text[longest] != " ":
        between_words, _, _ = cut.rpartition(" ")
        cut = between_words or cut
    return cut.rstrip(_AFTER_THE_LAST_WORD)
