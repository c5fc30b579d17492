"""What a market costs, what it earns, and how far the one covers the other."""

from dataclasses import dataclass
from enum import StrEnum


class CostCategory(StrEnum):
    """What a market spends money on."""

    STAFF = "staff"
    RENT = "rent"
    ENERGY = "energy"
    SECURITY = "security"
    CLEANING = "cleaning"
    MAINTENANCE = "maintenance"
    MARKETING = "marketing"
    EQUIPMENT = "equipment"
    OTHER = "other"


class IncomeKind(StrEnum):
    """What a market earns beside its fees. Grants are not income: autonomy is doing without them."""

    SPACE_RENTAL = "space_rental"
    EVENTS = "events"
    ADVERTISING = "advertising"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Autonomy:
    """How far a market pays for itself over some time, in centimes."""

    fees_minor: int
    other_income_minor: int
    costs_minor: int

    @property
    def income_minor(self) -> int:
        return self.fees_minor + self.other_income_minor

    @property
    def ratio_basis_points(self) -> int | None:
        """Income over costs, rounded down: 10000 and more for a market that pays for itself; None without
        costs.
        """
        if self.costs_minor <= 0:
            return None
        return self.income_minor * 10_000 // self.costs_minor
