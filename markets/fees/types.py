"""What a fee is made of, whom a rule is for, and what it comes to for goods sold. Amounts are centimes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

MARKET_FEE = UUID("01960000-0000-7000-8000-00000000fee0")
"""The rule over everything that a market brings with its past, the same id in every market."""


class ComponentKind(StrEnum):
    """`percentage` is a share of the line's amount, `fixed` so many centimes for each piece."""

    PERCENTAGE = "percentage"
    FIXED = "fixed"


class Dimension(StrEnum):
    """What a rule may ask for, from the most particular to the most general."""

    CONTRACT = "contract"
    COOPERATIVE = "cooperative"
    CATEGORY = "category"
    GROUP = "group"


class WhyNot(StrEnum):
    """Why a rule does not decide about goods: it does not hold that day, asks for something else, another
    is more specific, or an equally specific one is older.
    """

    NOT_IN_FORCE = "not_in_force"
    OTHER_CONTRACT = "other_contract"
    OTHER_COOPERATIVE = "other_cooperative"
    OTHER_CATEGORY = "other_category"
    OTHER_GROUP = "other_group"
    LESS_SPECIFIC = "less_specific"
    YOUNGER = "younger"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeComponent:
    """One part of a fee: basis points (250 = 2.5 %) or centimes a piece, and what it is at least and at most
    for a line.
    """

    kind: ComponentKind
    basis_points: int | None = None
    fixed_minor: int | None = None
    min_minor: int | None = None
    max_minor: int | None = None

    def as_json(self) -> dict[str, Any]:
        """What is said of it, as it is stored."""
        return _said(self, _COMPONENT)

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "FeeComponent":
        return FeeComponent(**{**stored, "kind": ComponentKind(stored["kind"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom a rule is for: one of each that it names; what it does not name is any. A category stands for
    all below it.
    """

    contracts: tuple[str, ...] = ()
    cooperatives: tuple[UUID, ...] = ()
    categories: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTerms:
    """What a version of a rule says: from which day on, until before which day, for whom, and how much."""

    effective_from: date
    effective_until: date | None = None
    scope: Scope = Scope()
    components: tuple[FeeComponent, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a rule as it decides. `ends_on` is the first day on which the rule itself no longer
    holds.
    """

    rule_id: UUID
    rule_name: str
    rule_created_at: datetime
    ends_on: date | None
    id: int
    number: int
    terms: FeeTerms


@dataclass(frozen=True, slots=True)
class Goods:
    """What a rule may ask of goods: `category_path` leads from the root of the tree to their category."""

    contract: str
    cooperative_id: UUID
    category_path: tuple[str, ...]
    group: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A rule that did not decide: its version of that day (or its last, when none held), what of it
    matched, and why it did not.
    """

    version: Version
    matched: tuple[Dimension, ...]
    why: WhyNot


@dataclass(frozen=True, slots=True)
class Decision:
    """The version that decides about goods, None where no rule does; by what it matched; and the others."""

    version: Version | None
    matched: tuple[Dimension, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeePart:
    """What one component came to. `base_minor` is what it was charged on: the line's amount for a
    percentage, centimes a piece times pieces for a fixed one.
    """

    kind: ComponentKind
    basis_points: int | None
    fixed_minor: int | None
    base_minor: int
    amount_minor: int

    def as_json(self) -> dict[str, Any]:
        """What is kept of it in the line of a sale."""
        return _said(self, _PART)


@dataclass(frozen=True, slots=True)
class FeeCharge:
    """The fee of a line: its parts sum to it. Without a rule there are no parts, and it is nothing."""

    rule_id: UUID | None = None
    version_id: int | None = None
    parts: tuple[FeePart, ...] = ()

    @property
    def fee_minor(self) -> int:
        return sum(part.amount_minor for part in self.parts)


_COMPONENT = ("kind", "basis_points", "fixed_minor", "min_minor", "max_minor")
_PART = ("kind", "basis_points", "fixed_minor", "base_minor", "amount_minor")


def _said(one: object, names: tuple[str, ...]) -> dict[str, Any]:
    """What is said; `dataclasses.asdict` takes four times as long, and an import makes millions of parts."""
    return {name: value for name in names if (value := getattr(one, name)) is not None}
