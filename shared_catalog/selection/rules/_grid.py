"""What a valid grid is, and how it is kept."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from kernel.errors import InvalidValue
from shared_catalog.registry.types import Group
from shared_catalog.selection.types import (
    FULL,
    Criterion,
    CriterionKind,
    Dimension,
    Gate,
    GateKind,
    GridTerms,
    Quota,
    Scale,
)

MOST_POINTS, MOST_PLACES, MOST_QUOTAS = 100, 10_000, 60
_LARGEST_MEASURE = 10 * FULL
_MEASURABLE = frozenset({CriterionKind.PRICE_LEVEL, CriterionKind.WOMEN_SHARE, CriterionKind.RURAL_SHARE})


def checked_grid(terms: GridTerms, *, regions: Collection[str]) -> GridTerms:
    """The grid as it is, if it is one. `regions` are the codes that a quota may name.

    Raises InvalidValue.
    """
    _check_criteria(terms.criteria)
    _check_gates(terms.gates)
    _check_quotas(terms.quotas, regions)
    if not 0 <= terms.gap <= FULL:
        raise InvalidValue(path=("terms", "gap"), field="gap", reason=f"0 to {FULL} basis points")
    if not 0 <= terms.pass_mark <= 100:
        raise InvalidValue(path=("terms", "pass_mark"), field="pass_mark", reason="0 to 100")
    return terms


def checked_places(places: int, *, terms: GridTerms) -> int:
    """The number of places, if the floors of each dimension fit in it. Raises InvalidValue."""
    if not 1 <= places <= MOST_PLACES:
        raise InvalidValue(path=("places",), field="places", reason=f"1 to {MOST_PLACES}")
    for dimension in Dimension:
        floors = sum(quota.floor for quota in terms.quotas if quota.dimension is dimension)
        if floors > places:
            raise InvalidValue(
                path=("places",), field="places", reason=f"the floors of the quotas ask for {floors} places"
            )
    return places


def written(terms: GridTerms) -> dict[str, Any]:
    """The grid as JSON keeps it."""
    return {
        "gates": [{"kind": gate.kind.value, "groups": list(gate.groups)} for gate in terms.gates],
        "criteria": [
            {
                "kind": one.kind.value,
                "maximum": one.maximum,
                "weight": one.weight,
                "scale": None
                if one.scale is None
                else {"none_at": one.scale.none_at, "full_at": one.scale.full_at},
            }
            for one in terms.criteria
        ],
        "quotas": [
            {"dimension": q.dimension.value, "value": q.value, "floor": q.floor, "ceiling": q.ceiling}
            for q in terms.quotas
        ],
        "gap": terms.gap,
        "pass_mark": terms.pass_mark,
    }


def read(kept: Mapping[str, Any]) -> GridTerms:
    """The grid that JSON keeps."""
    return GridTerms(
        gates=tuple(
            Gate(kind=GateKind(gate["kind"]), groups=tuple(gate["groups"])) for gate in kept["gates"]
        ),
        criteria=tuple(
            Criterion(
                kind=CriterionKind(one["kind"]),
                maximum=one["maximum"],
                weight=one["weight"],
                scale=None if one["scale"] is None else Scale(**one["scale"]),
            )
            for one in kept["criteria"]
        ),
        quotas=tuple(Quota(**{**q, "dimension": Dimension(q["dimension"])}) for q in kept["quotas"]),
        gap=kept["gap"],
        pass_mark=kept["pass_mark"],
    )


def _check_criteria(criteria: Sequence[Criterion]) -> None:
    kinds = [one.kind for one in criteria]
    if len(set(kinds)) != len(kinds):
        raise InvalidValue(
            path=("terms", "criteria"), field="criteria", reason="a criterion stands there twice"
        )
    if sum(one.weight for one in criteria) != 100 or any(one.weight < 1 for one in criteria):
        raise InvalidValue(
            path=("terms", "criteria"), field="criteria", reason="weights are positive and sum to 100"
        )
    for place, one in enumerate(criteria):
        path = ("terms", "criteria", place)
        if not 1 <= one.maximum <= MOST_POINTS:
            raise InvalidValue(path=(*path, "maximum"), field="maximum", reason=f"1 to {MOST_POINTS}")
        if one.scale is not None:
            if one.kind not in _MEASURABLE:
                raise InvalidValue(
                    path=(*path, "scale"),
                    field="scale",
                    reason="people score this criterion, nothing measures it",
                )
            ends = (one.scale.none_at, one.scale.full_at)
            if ends[0] == ends[1] or min(ends) < 0 or max(ends) > _LARGEST_MEASURE:
                raise InvalidValue(
                    path=(*path, "scale"),
                    field="scale",
                    reason=f"a scale has two ends, 0 to {_LARGEST_MEASURE} basis points",
                )


def _check_gates(gates: Sequence[Gate]) -> None:
    if len({gate.kind for gate in gates}) != len(gates):
        raise InvalidValue(path=("terms", "gates"), field="gates", reason="a gate stands there twice")
    known = {group.value for group in Group}
    for place, gate in enumerate(gates):
        if not gate.groups or not known.issuperset(gate.groups) or len(set(gate.groups)) != len(gate.groups):
            raise InvalidValue(
                path=("terms", "gates", place, "groups"),
                field="groups",
                reason="a gate names its groups, each once",
            )


def _check_quotas(quotas: Sequence[Quota], regions: Collection[str]) -> None:
    if len(quotas) > MOST_QUOTAS:
        raise InvalidValue(path=("terms", "quotas"), field="quotas", reason=f"at most {MOST_QUOTAS}")
    if len({(quota.dimension, quota.value) for quota in quotas}) != len(quotas):
        raise InvalidValue(path=("terms", "quotas"), field="quotas", reason="a quota stands there twice")
    groups = {group.value for group in Group}
    for place, quota in enumerate(quotas):
        path = ("terms", "quotas", place)
        if quota.value not in (regions if quota.dimension is Dimension.REGION else groups):
            raise InvalidValue(
                path=(*path, "value"), field="value", reason="a quota names a region's code or a group"
            )
        if quota.floor < 0 or quota.floor > (MOST_PLACES if quota.ceiling is None else quota.ceiling):
            raise InvalidValue(
                path=(*path, "floor"), field="floor", reason="a floor is from 0 to the quota's ceiling"
            )
        if quota.ceiling is not None and quota.ceiling > MOST_PLACES:
            raise InvalidValue(path=(*path, "ceiling"), field="ceiling", reason=f"at most {MOST_PLACES}")
