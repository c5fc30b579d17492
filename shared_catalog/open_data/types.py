"""What is published of a cooperative and of a product: these values, and no other column is read for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from shared_catalog.catalogue.types import Unit
from shared_catalog.registry.types import Group, Names

Document: TypeAlias = dict[str, Any]
"""JSON-LD, as a tree of Python values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCooperative:
    """What is published of a cooperative."""

    code: str
    names: Names
    group: Group
    region_code: str
    region: Names
    province_code: str
    province: Names
    founded_on: date
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenProduct:
    """What is published of a product; `gtin` and a description may be empty. It has no price: markets set
    theirs.
    """

    code: str
    gtin: str
    names: Names
    descriptions: Names
    category: Names
    unit: Unit
    net_content: int
    cooperative_code: str
    updated_at: datetime
