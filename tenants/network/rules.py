"""Which stage may follow which, and what a market may be called."""

import re
from collections.abc import Mapping
from datetime import datetime

from tenants.network.types import MarketDescription, Stage

NEXT_STAGES: Mapping[Stage, frozenset[Stage]] = {
    Stage.PLANNED: frozenset({Stage.OPEN}),
    Stage.OPEN: frozenset({Stage.SUSPENDED, Stage.CLOSED}),
    Stage.SUSPENDED: frozenset({Stage.OPEN, Stage.CLOSED}),
    Stage.CLOSED: frozenset(),
}

# A slug is a host name's label, a schema and part of a role name, so it is kept to what all three take
# unquoted.
_SLUG = re.compile(r"[a-z][a-z0-9]{2,29}")
WANTED: Mapping[str, str] = {
    "name_ar": "a market has a name in Arabic",
    "name_fr": "a market has a name in French",
    "name_en": "a market has a name in English",
    "city": "a market stands in a city",
    "region_code": "a region is MA-01 to MA-12",
}
"""What a description must say, and why it is refused otherwise."""

_REGION = re.compile(r"MA-(0[1-9]|1[0-2])")
_RESERVED = frozenset(
    {"hq", "admin", "public", "www", "api", "network", "jobs", "information", "postgres", "localhost"}
)


def may_follow(current: Stage, wanted: Stage) -> bool:
    """Whether a market in stage `current` may go to stage `wanted`."""
    return wanted in NEXT_STAGES[current]


def was_selling(
    *,
    stage: Stage,
    opened_at: datetime | None,
    suspended_at: datetime | None,
    resumed_at: datetime | None,
    at: datetime,
) -> bool:
    """Whether a sale that happened at `at` may be taken: not before the market first opened, and not within
    its latest suspension, whether that has ended or not. Planned and closed markets take none.
    """
    if stage not in (Stage.OPEN, Stage.SUSPENDED) or opened_at is None or at < opened_at:
        return False
    if suspended_at is None or at < suspended_at:
        return True
    return resumed_at is not None and at >= resumed_at


def missing_in(description: MarketDescription) -> str | None:
    """The first field of WANTED that a description lacks, or None."""
    for field in WANTED:
        text = getattr(description, field).strip()
        if not text or (field == "region_code" and not _REGION.fullmatch(text)):
            return field
    return None


def slug_is_usable(slug: str) -> bool:
    """Whether `slug` can name a market: 3 to 30 small Latin letters and digits, a letter first, not a
    reserved word.
    """
    return bool(_SLUG.fullmatch(slug)) and slug not in _RESERVED and not slug.startswith("pg")
