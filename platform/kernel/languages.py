"""Which text is shown to whoever asks for a language that a thing is not told in."""

from collections.abc import Mapping
from typing import NamedTuple

from kernel.errors import LANGUAGES

REQUIRED = ("ar", "fr")
"""What names are always told in; English may be missing."""

FALL_BACK = ("fr", "ar", "en")
"""After the language that was asked for: French is read everywhere, and Arabic is always there."""


class Told(NamedTuple):
    """A text, the language it is in, and whether that is another than the one asked for."""

    text: str
    language: str
    is_fallback: bool


def told_in(language: str, texts: Mapping[str, str]) -> Told | None:
    """The text in `language`, or in the first of FALL_BACK in which there is one; None where there is none.

    `texts` are by language; what is missing or blank is not told.
    """
    for one in (language, *FALL_BACK):
        text = texts.get(one, "")
        if text.strip():
            return Told(text, one, one != language)
    return None


assert set(FALL_BACK) == set(LANGUAGES), "every language may be fallen back on"
