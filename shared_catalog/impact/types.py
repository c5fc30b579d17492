"""The words of the impact report: how it counts, by what it is told apart, and its cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared_catalog.registry.types import Group, Names


class Dimension(StrEnum):
    """By what the report is told apart."""

    REGION = "region"
    GROUP = "group"


class Income(StrEnum):
    """What counts as the income that a cooperative's members have from the network."""

    SALES_LESS_FEES = "sales_less_fees"
    PAID = "paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What the words of a report mean, by version. A version is never changed; another is added."""

    version: int
    effective_from: date
    income: Income
    terms: Mapping[str, Names]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days from `since` up to, not including, `until`; members count as of the last of them."""

    since: date
    until: date

    @property
    def as_of(self) -> date:
        return self.until - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Key:
    """Which cell: a region and a group, where None stands for all of them together."""

    region: str | None
    group: Group | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a cell adds up to; income in centimes, and the days of the oldest and the newest count in it."""

    cooperatives: int
    women: int
    men: int
    youth: int
    rural: int
    income_minor: int
    oldest_count: date
    newest_count: date

    @property
    def members(self) -> int:
        return self.women + self.men


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is published: None for one that is withheld."""

    key: Key
    figures: Figures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole, the cells asked for in their order, and how many cooperatives had no count yet."""

    definition: Definition
    span: Span
    total: Cell | None
    cells: tuple[Cell, ...]
    uncounted: int
