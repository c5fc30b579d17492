"""What is asked of some goods on a day: the sets of their categories, one on the other, and the law."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from kernel.errors import InvalidValue
from shared_catalog.catalogue.rules import needs_food_authorisation
from shared_catalog.catalogue.types import Regime
from shared_catalog.documents.types import (
    Applies,
    Asked,
    DocumentType,
    Goods,
    Requirement,
    RequirementSet,
)
from shared_catalog.registry.types import Group

LAW = Asked(Requirement(type=DocumentType.ONSSA_CERTIFICATE, applies=Applies.FOOD), date(2011, 9, 6))
"""What no set has to say and none can take away: food is sold with a certificate of ONSSA (law 28-07 art. 5
and decree 2-10-473 of that day).
"""

OF_A_PRODUCT = frozenset({DocumentType.AMMPS_CERTIFICATE, DocumentType.LABEL_CHECKLIST})
"""What is asked of each product, and of no cooperative as such."""

_REGISTERED = Requirement(type=DocumentType.REGISTER_EXTRACT, alternatives=(DocumentType.LEGACY_APPROVAL,))
_LABEL = Requirement(type=DocumentType.LABEL_CHECKLIST, applies=Applies.PACKED)
_AMMPS_HOUSE = Requirement(type=DocumentType.AMMPS_DECLARATION, applies=Applies.COSMETIC)
_AMMPS = Requirement(type=DocumentType.AMMPS_CERTIFICATE, applies=Applies.COSMETIC)

FIRST_SETS = tuple(
    RequirementSet(category_code=group.value, effective_from=date(2017, 3, 17), requirements=asked)
    for group, asked in (
        (Group.TERROIR, (_REGISTERED, _LABEL)),
        (Group.AGRI, (_REGISTERED, _LABEL)),
        (Group.COSMETICS, (_REGISTERED, _AMMPS_HOUSE, _AMMPS, _LABEL)),
    )
)
"""What the law asks of each group, from the day on which the first market opened."""

LONGEST_WITHIN_DAYS = 730
_DAY = timedelta(days=1)
_GROUP_OCCASIONS: Mapping[Group, frozenset[Applies]] = {
    Group.TERROIR: frozenset({Applies.FOOD}),
    Group.AGRI: frozenset(),
    Group.COSMETICS: frozenset({Applies.COSMETIC}),
}


def checked_requirements(requirements: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """The requirements of a set. Raises InvalidValue for a type that is asked twice or instead of itself, and
    for a time that makes no sense.
    """
    if len({one.type for one in requirements}) != len(requirements):
        raise InvalidValue(field="requirements", reason="a type is asked once")
    for one in requirements:
        if one.type in one.alternatives or len(set(one.alternatives)) != len(one.alternatives):
            raise InvalidValue(field="requirements", reason="an alternative is another type, named once")
        if not 0 <= one.within_days <= LONGEST_WITHIN_DAYS:
            raise InvalidValue(field="requirements", reason=f"0 to {LONGEST_WITHIN_DAYS} days")
    return tuple(requirements)


def as_json(requirement: Requirement) -> dict[str, Any]:
    """A requirement as it is kept and told."""
    return {
        "type": requirement.type.value,
        "alternatives": [kind.value for kind in requirement.alternatives],
        "applies": requirement.applies.value,
        "within_days": requirement.within_days,
    }


def of_json(said: Mapping[str, Any]) -> Requirement:
    """What `as_json` wrote."""
    return Requirement(
        type=DocumentType(said["type"]),
        alternatives=tuple(map(DocumentType, said["alternatives"])),
        applies=Applies(said["applies"]),
        within_days=said["within_days"],
    )


def goods_of_group(group: Group) -> Goods:
    """What a cooperative is asked for before anybody looks at its goods."""
    return Goods(categories=(group.value,), occasions=_GROUP_OCCASIONS[group])


def goods_of(
    group: Group,
    *,
    category_code: str,
    root_code: str,
    regime: Regime,
    packed: bool = True,
    food_use: bool = False,
    product_id: UUID | None = None,
) -> Goods:
    """What a cooperative is asked for to sell goods of a category, or one product of it.

    A cosmetic is what AMMPS alone governs; henna becomes one by its claims, which nobody tells the catalogue.
    """
    food = needs_food_authorisation(regime, packed=packed, food_use=food_use)
    cosmetic = regime is Regime.AMMPS or (regime is Regime.AMMPS_OR_ONSSA and not food_use)
    said = ((Applies.FOOD, food), (Applies.COSMETIC, cosmetic), (Applies.PACKED, packed))
    return Goods(
        categories=tuple(dict.fromkeys((group.value, root_code, category_code))),
        occasions=frozenset(word for word, holds in said if holds),
        product_id=product_id,
    )


def asked_on(sets: Iterable[RequirementSet], goods: Goods, on: date) -> tuple[Asked, ...]:
    """The requirements in force for some goods on a day, each type once and as the strictest asks it."""
    found = {LAW.requirement.type: LAW} if LAW.requirement.applies in goods.occasions else {}
    for code, versions in _by_category(sets):
        if code not in goods.categories:
            continue
        for asked in _in_force(versions, on):
            one = asked.requirement
            if one.applies is not Applies.ALWAYS and one.applies not in goods.occasions:
                continue
            if one.type in OF_A_PRODUCT and goods.product_id is None:
                continue
            before = found.get(one.type)
            found[one.type] = asked if before is None else _stricter(before, asked)
    return tuple(found[key] for key in sorted(found))


def next_change(sets: Iterable[RequirementSet], goods: Goods, on: date) -> date | None:
    """The next day from which other requirements hold for some goods; None where none are published."""
    to_come = [
        one.effective_from
        for one in sets
        if one.category_code in goods.categories and one.effective_from > on
    ]
    return min(to_come, default=None)


def _by_category(sets: Iterable[RequirementSet]) -> Iterator[tuple[str, list[RequirementSet]]]:
    ordered = sorted(sets, key=lambda one: (one.category_code, one.effective_from))
    for code, versions in groupby(ordered, key=lambda one: one.category_code):
        yield code, list(versions)


def _in_force(versions: Sequence[RequirementSet], on: date) -> Iterator[Asked]:
    """What the latest of a category's sets asks. What the ones before it asked as well is asked since then:
    a set that is published anew gives nobody more time.
    """
    published = [one for one in versions if one.effective_from <= on]
    if not published:
        return
    for requirement in published[-1].requirements:
        since = published[-1].effective_from
        for earlier in reversed(published[:-1]):
            if requirement.type not in {one.type for one in earlier.requirements}:
                break
            since = earlier.effective_from
        yield Asked(requirement, since + timedelta(days=requirement.within_days))


def _stricter(one: Asked, other: Asked) -> Asked:
    both = tuple(kind for kind in one.requirement.alternatives if kind in other.requirement.alternatives)
    return Asked(replace(one.requirement, alternatives=both), min(one.met_by, other.met_by))
