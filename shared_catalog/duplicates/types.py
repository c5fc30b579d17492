"""What makes two products look like one, and where a merged one leads."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Likeness(StrEnum):
    """Why two products of a cooperative are likely the same."""

    NAME_AR = "name_ar"
    NAME_FR = "name_fr"
    BARCODE = "barcode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is compared of a product; `codes` are all that are or were scanned for it."""

    product_id: UUID
    cooperative_id: UUID
    category_code: str
    unit: str
    net_content: int
    name_ar: str
    name_fr: str
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two products that are likely the same, and why."""

    one: UUID
    other: UUID
    reasons: tuple[Likeness, ...]


@dataclass(frozen=True, slots=True)
class Successor:
    """The product that stands for one that was merged, and since when that one leads elsewhere."""

    product: UUID
    merged_at: datetime
