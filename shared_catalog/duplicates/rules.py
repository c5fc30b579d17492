"""Decisions about duplicates: which products look alike, and what keeps two from being one."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from typing import TypeAlias
from uuid import UUID

from kernel import text
from shared_catalog.duplicates.types import Described, Likeness, Pair

SAME_IN_BOTH = ("cooperative_id", "unit", "net_content", "packed", "food_use")
"""What two products have in common that may be merged: who makes them, the pack, and its use."""

_Ground: TypeAlias = tuple[Likeness, Hashable]


def likeness(one: Described, other: Described) -> tuple[Likeness, ...]:
    """Why two are likely the same product, surest last; nothing where nothing says so.

    Names count within a category and for the same content, folded as search folds them; a code that both
    have or had counts alone. Products of two cooperatives are never the same.
    """
    shared = {ground for ground, _ in _grounds(one) & _grounds(other)}
    return tuple(word for word in Likeness if word in shared)


def pairs(products: Sequence[Described], *, apart: Collection[frozenset[UUID]]) -> Iterator[Pair]:
    """All that look alike among these, in their order, but for those that somebody said are different."""
    holding: dict[_Ground, list[int]] = defaultdict(list)
    grounds = [_grounds(product) for product in products]
    for place, found in enumerate(grounds):
        for ground in found:
            holding[ground].append(place)
    for place, product in enumerate(products):
        others = {other for ground in grounds[place] for other in holding[ground] if other > place}
        for other in sorted(others):
            partner = products[other]
            if frozenset({product.product_id, partner.product_id}) not in apart:
                yield Pair(product.product_id, partner.product_id, likeness(product, partner))


def _grounds(product: Described) -> frozenset[_Ground]:
    """Two products with one of these in common look alike."""
    goods = (product.cooperative_id, product.category_code, product.unit, product.net_content)
    names = ((Likeness.NAME_AR, product.name_ar), (Likeness.NAME_FR, product.name_fr))
    named = {(word, (*goods, text.fold(name))) for word, name in names if text.fold(name)}
    return frozenset(named | {(Likeness.BARCODE, (product.cooperative_id, code)) for code in product.codes})
