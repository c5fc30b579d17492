"""What a corridor allows, and for whom."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorTerms:
    """From a day on, how far below and above the recommended price a price may lie; None for as far as one
    likes.

    `market` is a schema name and `category` a code of a leaf or a root, None for all.
    """

    market: str | None
    category: str | None
    effective_from: date
    below_basis_points: int | None
    above_basis_points: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The lowest and the highest price in centimes that a corridor allows a product; None for no bound."""

    lowest_minor: int | None
    highest_minor: int | None

    def hold(self, price_minor: int) -> bool:
        """Whether a price lies within."""
        return (self.lowest_minor is None or self.lowest_minor <= price_minor) and (
            self.highest_minor is None or price_minor <= self.highest_minor
        )
