"""What the bundled font can show, and how anything else is written with it."""

import unicodedata
from functools import cache
from pathlib import Path

from anyascii import anyascii

_COVERAGE = Path(__file__).parent / "fonts" / "coverage.txt"
_MEANT = frozenset("\u2068\u2069\u200b\u200c\u200d")
"""Invisible characters that have an effect: isolates, places to break, joiners."""


def printable(text: str) -> str:
    """The text in characters that the font has, so that no page is refused for a name.

    Letters of other scripts (Tifinagh, say) and rare accents are transliterated, what cannot be is a question
    mark; controls and other invisible characters are left out, marks that change the direction among them.
    """
    return "".join(_shown(character) for character in unicodedata.normalize("NFC", text))


def _shown(character: str) -> str:
    if character in _MEANT or ord(character) in covered():
        return character
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    if category in ("Cf", "Mn", "Me", "Mc", "Sk"):
        return ""
    spelt = anyascii(character)
    return spelt if spelt.isprintable() and spelt.strip() else "?"


@cache
def covered() -> frozenset[int]:
    """The characters for which every weight of the font has a glyph, from a space up."""
    found: set[int] = set()
    for line in _COVERAGE.read_text(encoding="ascii").split():
        first, last = (int(end, 16) for end in line.split("-"))
        found.update(range(max(first, ord(" ")), last + 1))
    return frozenset(found)
