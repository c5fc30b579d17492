"""In which media type a client wants its answer (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence
from typing import NamedTuple

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
HTML = "text/html"

_LONGEST = 2_000


class _Range(NamedTuple):
    """A part of an Accept header: `text/*` with its weight."""

    media_type: str
    weight: float


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """The media type of `offered` that an Accept header likes best; None where it likes none.

    The most exact range decides about a type. Of equals the one named first wins, and where one range
    stands for several, the one offered first. Parameters other than the weight are not looked at: all that
    we write is UTF-8.
    """
    named = ranges(accept) or [_Range("*/*", 1.0)]
    liked: list[tuple[float, int, int]] = []
    for index, media_type in enumerate(offered):
        position = _closest(media_type, named)
        if position is not None and named[position].weight > 0:
            liked.append((-named[position].weight, position, index))
    return offered[min(liked)[2]] if liked else None


def _closest(media_type: str, ranges: Sequence[_Range]) -> int | None:
    kind = media_type.partition("/")[0]
    for wanted in (media_type, f"{kind}/*", "*/*"):
        for position, found in enumerate(ranges):
            if found.media_type == wanted:
                return position
    return None


def ranges(accept: str) -> list[_Range]:
    """What an Accept header, or one like it, names with its weights."""
    found: list[_Range] = []
    for part in accept[:_LONGEST].split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media_type:
            found.append(_Range(media_type, _weight(parameters)))
    return found


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
