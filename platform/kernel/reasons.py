"""Why a value is refused, in words: what code says in English is told in Arabic and French as well.

`reasons.json` beside this module holds the sentences; `{}` stands for what code puts in, in its order. A test
finds every reason that the code gives and demands its words.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

Texts = Mapping[str, str]


def worded(reason: str, language: str) -> str:
    """The reason in `ar`, `fr` or `en`. One without words of its own stays as it is."""
    if language == "en":
        return reason
    exact, patterns = _known()
    if (texts := exact.get(reason)) is not None:
        return texts[language]
    for pattern, texts in patterns:
        if (found := pattern.fullmatch(reason)) is not None:
            return texts[language].format(*found.groups())
    return reason


def is_known(reason: str) -> bool:
    """Whether a reason can be told in every language."""
    exact, patterns = _known()
    return reason in exact or any(pattern.fullmatch(reason) for pattern, _ in patterns)


@cache
def _texts() -> tuple[Texts, ...]:
    found: list[Any] = json.loads((files("kernel") / "reasons.json").read_text("utf-8"))
    return tuple(found)


@cache
def _known() -> tuple[Mapping[str, Texts], tuple[tuple[re.Pattern[str], Texts], ...]]:
    exact = {texts["en"]: texts for texts in _texts() if "{}" not in texts["en"]}
    # The more a sentence says by itself, the better it fits: "at most {} characters" before "at most {}".
    templates = sorted(
        (texts for texts in _texts() if "{}" in texts["en"]), key=lambda texts: -len(texts["en"])
    )
    return exact, tuple((_pattern(texts["en"]), texts) for texts in templates)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in template.split("{}")), re.DOTALL)
