"""Values that describe a market, without its row."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """A market's life: `planned -> open <-> suspended -> closed`; an open market may also close at once."""

    PLANNED = "planned"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Kind(StrEnum):
    """What a market is for: a city's trade, or trying the API out. It never becomes the other."""

    CITY = "city"
    SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True)
class Standing:
    """A market's stage, and the instants that decide what it still takes of its past; UTC."""

    stage: Stage
    opened_at: datetime | None
    suspended_at: datetime | None
    resumed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketDescription:
    """What is said of a market when it is created; `slug` becomes its schema, its host name and its login."""

    slug: str
    name_ar: str
    name_fr: str
    name_en: str
    city: str
    region_code: str
    legal_name: str = ""
    kind: Kind = Kind.CITY
