"""Decisions about corridors: which one holds for a product, and what it allows."""

from collections.abc import Iterable, Sequence
from datetime import date

from kernel.errors import InvalidValue
from shared_catalog.prices.types import Bounds, CorridorTerms

WHOLE = 10_000
_HIGHEST_ABOVE = 10 * WHOLE


class CorridorTable:
    """The corridors of a day: of each market and category the one set last."""

    def __init__(self, corridors: Iterable[CorridorTerms], *, on: date) -> None:
        self._of: dict[tuple[str | None, str | None], CorridorTerms] = {}
        for terms in sorted(corridors, key=lambda terms: terms.effective_from):
            if terms.effective_from <= on:
                self._of[terms.market, terms.category] = terms

    def __bool__(self) -> bool:
        return bool(self._of)

    def of(self, market: str, category_path: Sequence[str]) -> CorridorTerms | None:
        """The corridor of a product: a market's own goes before one for all, a leaf before its root before
        all categories. `category_path` leads from the root to the leaf.
        """
        for whose in (market, None):
            for category in (*reversed(category_path), None):
                if (whose, category) in self._of:
                    return self._of[whose, category]
        return None


def bounds(terms: CorridorTerms, *, recommended_minor: int) -> Bounds:
    """What a corridor allows: whole centimes, rounded inwards, so that no price outside of it passes."""
    below, above = terms.below_basis_points, terms.above_basis_points
    return Bounds(
        lowest_minor=None if below is None else -(-recommended_minor * (WHOLE - below) // WHOLE),
        highest_minor=None if above is None else recommended_minor * (WHOLE + above) // WHOLE,
    )


def checked(terms: CorridorTerms, *, today: date) -> CorridorTerms:
    """The terms. Raises InvalidValue for what is no width, or a day in the past."""
    for field, value, most in (
        ("below_basis_points", terms.below_basis_points, WHOLE),
        ("above_basis_points", terms.above_basis_points, _HIGHEST_ABOVE),
    ):
        if value is not None and (type(value) is not int or not 0 <= value <= most):
            raise InvalidValue(field=field, reason=f"0 to {most} basis points")
    if terms.effective_from < today:
        raise InvalidValue(field="effective_from", reason="it lies in the past")
    return terms
