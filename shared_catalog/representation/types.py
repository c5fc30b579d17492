"""The words of representation, and what shares are reckoned from. Shares are basis points."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

FULL = 10_000
"""Basis points of a whole."""

ANY_GROUP = ""


class Measure(StrEnum):
    """What is shared: cooperatives that take part, their products in each market, what was sold net."""

    COOPERATIVES = "cooperatives"
    SHELF = "shelf"
    SALES = "sales"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A region (ISO 3166-2) and a group of cooperatives."""

    region: str
    group: str


Amounts: TypeAlias = Mapping[Cell, int]
Tally: TypeAlias = Mapping[Measure, Amounts]

Presence: TypeAlias = tuple[str, UUID]
"""A cooperative in a market, by schema name."""

NOWHERE_YET = ""
"""Where a cooperative is that was chosen and has no market yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A cooperative that a decision takes."""

    cooperative_id: UUID
    cell: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Who takes part where, with how many products, and what was sold net in centimes, also by who left."""

    cells: Mapping[UUID, Cell]
    presences: frozenset[Presence]
    products: Mapping[UUID, int]
    sales: Mapping[Presence, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorTerms:
    """The least share of a measure that a region shall have, with one group or with `ANY_GROUP`."""

    region: str
    group: str
    measure: Measure
    basis_points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A floor that a change breaks, or breaks further: the shares before and after, rounded down."""

    floor: FloorTerms
    before: int
    after: int
    already: bool
