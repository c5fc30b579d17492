"""From a file and two people's points to what a criterion is worth."""

from collections.abc import Mapping, Sequence

from kernel.errors import InvalidValue
from shared_catalog.selection.types import (
    FULL,
    Criterion,
    CriterionKind,
    Facts,
    GateKind,
    GridTerms,
    Scale,
)

SCORERS = 2
"""How many people score an application, neither knowing what the other gave."""


def share(part: int, whole: int) -> int:
    """A part in basis points of the whole, rounded down; 0 of nothing."""
    return part * FULL // whole if whole else 0


def reference_price(prices: Sequence[tuple[int, int]], *, content: int) -> int | None:
    """What a pack of `content` usually costs in centimes: the lower median of other packs, each (price,
    content), scaled to this one. None where there is nothing to compare with.
    """
    scaled = sorted(price * content // held for price, held in prices)
    return scaled[(len(scaled) - 1) // 2] or None if scaled else None


def measured(scale: Scale, measure: int) -> int:
    """Basis points of the maximum for a measure on a scale, rounded down, never below none or above all."""
    if scale.full_at > scale.none_at:
        done, way = measure - scale.none_at, scale.full_at - scale.none_at
    else:
        done, way = scale.none_at - measure, scale.none_at - scale.full_at
    return min(max(done, 0), way) * FULL // way


def measure_of(kind: CriterionKind, facts: Facts) -> int | None:
    """What the file says of a criterion that can be measured; None where it says nothing."""
    return {
        CriterionKind.PRICE_LEVEL: facts.price_level,
        CriterionKind.WOMEN_SHARE: facts.women_share,
        CriterionKind.RURAL_SHARE: facts.rural_share,
    }[kind]


def failed_gates(terms: GridTerms, facts: Facts) -> tuple[GateKind, ...]:
    """The gates of the grid that a file does not pass, in the grid's order."""
    passed = {GateKind.ONSSA: facts.onssa, GateKind.GOOD_STANDING: facts.good_standing}
    return tuple(gate.kind for gate in terms.gates if facts.group in gate.groups and not passed[gate.kind])


def needs_price(terms: GridTerms) -> bool:
    """Whether the grid measures the price level, so that an application must say a price."""
    return any(one.kind is CriterionKind.PRICE_LEVEL and one.scale is not None for one in terms.criteria)


def checked_points(points: Mapping[CriterionKind, int], *, terms: GridTerms) -> Mapping[CriterionKind, int]:
    """One person's points, if there are some for each judged criterion and none for another.

    Raises InvalidValue.
    """
    if set(points) != {one.kind for one in terms.judged}:
        raise InvalidValue(
            path=("points",),
            field="points",
            reason="points for each criterion that people score, and no other",
        )
    for one in terms.judged:
        checked_point(points[one.kind], criterion=one, path=("points",))
    return points


def checked_point(points: int, *, criterion: Criterion, path: Sequence[str]) -> int:
    """The points, if the criterion gives so many. Raises InvalidValue."""
    if not 0 <= points <= criterion.maximum:
        raise InvalidValue(path=path, field="points", reason=f"0 to {criterion.maximum}")
    return points


def judged_criterion(kind: CriterionKind, *, terms: GridTerms) -> Criterion:
    """The criterion of the grid that people score. Raises InvalidValue where there is none of this kind."""
    for one in terms.judged:
        if one.kind is kind:
            return one
    raise InvalidValue(path=("criterion",), field="criterion", reason="people do not score this criterion")


def gap_too_wide(scores: Sequence[int], *, criterion: Criterion, gap: int) -> bool:
    """Whether two scores differ by more than `gap` basis points of the maximum."""
    return (max(scores) - min(scores)) * FULL > gap * criterion.maximum


def to_adjudicate(
    terms: GridTerms, scores: Mapping[CriterionKind, Sequence[int]]
) -> tuple[CriterionKind, ...]:
    """The criteria on which two people differ too much, in the grid's order."""
    return tuple(
        one.kind for one in terms.judged if gap_too_wide(scores[one.kind], criterion=one, gap=terms.gap)
    )


def valued(
    terms: GridTerms,
    facts: Facts,
    *,
    scores: Mapping[CriterionKind, Sequence[int]],
    decided: Mapping[CriterionKind, int],
) -> Mapping[CriterionKind, int]:
    """What each criterion is worth, in basis points of its maximum, rounded down: the measure on its scale,
    what a third person decided, or the mean of the scores.
    """
    found = {}
    for one in terms.criteria:
        if one.scale is not None:
            measure = measure_of(one.kind, facts)
            found[one.kind] = 0 if measure is None else measured(one.scale, measure)
        elif one.kind in decided:
            found[one.kind] = share(decided[one.kind], one.maximum)
        else:
            given = scores[one.kind]
            found[one.kind] = share(sum(given), one.maximum * len(given))
    return found


def total(terms: GridTerms, values: Mapping[CriterionKind, int]) -> int:
    """The weighted sum: 1,000,000 is full marks."""
    return sum(one.weight * values[one.kind] for one in terms.criteria)
