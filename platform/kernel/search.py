"""Search by words in Arabic, French and English: how names are kept for it, and what a person's text asks.

Both sides are written here, in the text form of PostgreSQL's `tsvector` and `tsquery`, from words that
`kernel.text` folded, so that the database's own parsers and dictionaries never see a text, and every server
finds the same. Folded words are letters and digits only: nothing in them can end a quotation.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.text import fold, words

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
# A hyphen that begins a piece excludes it; one within a word, or by itself, is punctuation.
_PIECES = re.compile(r'(?P<without>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<words>[^\s"]+))')

# What stands before a word and is written together with it. French: the articles that Lucene's analyser
# elides. Arabic: those of the light10 stemmer (Larkey, Ballesteros and Connell, "Light stemming for Arabic
# information retrieval", 2007), where two letters or more are left.
_ARTICLE = re.compile(
    r"(?:l|m|t|qu|n|s|j|d|c|jusqu|quoiqu|lorsqu|puisqu)'+(?=[^'])|[وف]?(?:[بك]?ال|لل)(?=\w\w)"
)
# And, so, with, for, as: one letter. It may as well be the word's own, so nobody's question loses it.
_PARTICLE = re.compile(r"[وفبلك](?=\w\w\w)")

# No name is that long. A longer word is cut (PostgreSQL refuses one of 2,048 bytes), of a longer question
# only the beginning is read.
_LONGEST_WORD, _LONGEST_TEXT, _MOST_TERMS = 80, 500, 16

_SHORTEST_CODE, _LONGEST_CODE = 8, 14


def kept(*texts: str) -> str:
    """The words of some texts as a `tsvector`, spelled as PostgreSQL spells it.

    A word stands there as it is, without its article, and without a particle, all in its one place. A place
    is left free between two texts, so that no phrase reaches from one into the next.
    """
    places: dict[str, list[int]] = defaultdict(list)
    place = 0
    for text in texts:
        for word in words(text):
            place += 1
            for form in _forms(word, _ARTICLE, _PARTICLE):
                places[form].append(place)
        place += 1
    return " ".join(f"'{word}':{','.join(map(str, found))}" for word, found in sorted(places.items()))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person's text asks for, as two `tsquery`: what must be found, and what must not; empty for
    nothing.
    """

    wanted: str = ""
    unwanted: str = ""


def asked(text: str) -> Asked:
    """What a person's text asks for; no text is wrong.

    Words of two letters or more are beginnings of words; all must be there, in any order. Words in quotation
    marks are whole, and follow each other. A hyphen in front excludes.
    """
    wanted, unwanted = list[str](), list[str]()
    for piece in _PIECES.finditer(text[:_LONGEST_TEXT].translate(_QUOTES)):
        phrase = piece["phrase"]
        found = words(piece["words"] if phrase is None else phrase)[:_MOST_TERMS]
        if found:
            joint, end = (" & ", ":*") if phrase is None else (" <-> ", "")
            term = joint.join(_one_of(_forms(word, _ARTICLE), end) for word in found)
            (unwanted if piece["without"] else wanted).append(term)
    return Asked(_joined(wanted, " & "), _joined(unwanted, " | "))


def digits_in(text: str) -> str:
    """The digits of a text that is nothing but 8 to 14 digits, in ASCII without spaces; empty for another."""
    if "-" in text or len(text) > _LONGEST_TEXT:
        return ""
    digits = fold(text).replace(" ", "")
    fits = digits.isdecimal() and _SHORTEST_CODE <= len(digits) <= _LONGEST_CODE
    return digits if fits else ""


def _forms(word: str, *attached: re.Pattern[str]) -> Sequence[str]:
    """The word, and the word without each of what may be attached in front of it."""
    spelled = [word]
    for pattern in attached:
        if found := pattern.match(word):
            spelled.append(word[found.end() :])
    return list(dict.fromkeys(form.replace("'", "")[:_LONGEST_WORD] for form in spelled))


def _joined(terms: Sequence[str], joint: str) -> str:
    return joint.join(f"({term})" for term in list(dict.fromkeys(terms))[:_MOST_TERMS])


def _one_of(forms: Sequence[str], end: str) -> str:
    # One letter begins too many words to be a question; it is a word of its own, such as the g of 250 g.
    spelled = " | ".join(f"'{form}'{end if len(form) > 1 else ''}" for form in forms)
    return f"({spelled})" if len(forms) > 1 else spelled
