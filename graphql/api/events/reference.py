"""The page that integrators read of events, `docs/events.md`, made of the catalogue: written by
`tadamun schema`, compared by `tadamun schema --check`.
"""

from collections.abc import Iterator
from pathlib import Path

import orjson

from api.events.kinds import HQ_EVENT_TYPES, MARKET_SIDE_EVENT_TYPES
from tenants.events.types import EventType, EventTypes
from tenants.webhooks.event_types import TEST_EVENT_TYPE

_HEAD = """\
# Events

What happens at headquarters and in each market, in one gapless order each: `events(after:, types:)` reads
it, and [webhooks](webhooks.md) tell of it. `eventTypes` answers this page. Amounts are centimes, days and
instants ISO 8601. New names may come into a payload at any time; none is taken away without notice.
"""


PAGE = Path(__file__).resolve().parents[3] / "docs" / "events.md"


def write(*, page: Path = PAGE) -> None:
    """Write the page anew."""
    page.write_text(markdown(), encoding="utf-8")


def check(*, page: Path = PAGE) -> list[str]:
    """What is wrong with the committed page; empty when all is well."""
    if page.exists() and page.read_text(encoding="utf-8") == markdown():
        return []
    return [f"{page.name} is not what the catalogue of events says: run `tadamun schema`"]


def markdown() -> str:
    """The whole page."""
    test = {TEST_EVENT_TYPE.name: TEST_EVENT_TYPE}
    parts = [
        _HEAD,
        *_side("Headquarters", HQ_EVENT_TYPES),
        *_side("A market", MARKET_SIDE_EVENT_TYPES),
        *_side("For trying webhooks out", test),
    ]
    return "\n".join(parts)


def _side(title: str, types: EventTypes) -> Iterator[str]:
    yield f"## {title}\n"
    for kind in types.values():
        yield from _kind(kind)


def _kind(kind: EventType) -> Iterator[str]:
    sample = orjson.dumps(dict(kind.sample)).decode()
    yield f"### `{kind.name}`\n"
    yield f"{kind.description} Its subject is the {kind.subject}.\n"
    yield f"```json\n{sample}\n```\n"
