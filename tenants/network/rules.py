"""Which stage may follow which, and what a market may be called."""

import re
from collections.abc import Mapping

from tenants.network.types import Stage

NEXT_STAGES: Mapping[Stage, frozenset[Stage]] = {
    Stage.PLANNED: frozenset({Stage.OPEN}),
    Stage.OPEN: frozenset({Stage.SUSPENDED, Stage.CLOSED}),
    Stage.SUSPENDED: frozenset({Stage.OPEN, Stage.CLOSED}),
    Stage.CLOSED: frozenset(),
}

# A slug is a host name's label, a schema and part of a role name, so it is kept to what all three take
# unquoted.
_SLUG = re.compile(r"[a-z][a-z0-9]{2,29}")
_RESERVED = frozenset(
    {"hq", "public", "www", "api", "network", "jobs", "information", "postgres", "localhost"}
)


def may_follow(current: Stage, wanted: Stage) -> bool:
    """Whether a market in stage `current` may go to stage `wanted`."""
    return wanted in NEXT_STAGES[current]


def slug_is_usable(slug: str) -> bool:
    """Whether `slug` can name a market: 3 to 30 small Latin letters and digits, a letter first, not a
    reserved word.
    """
    return bool(_SLUG.fullmatch(slug)) and slug not in _RESERVED and not slug.startswith("pg")
