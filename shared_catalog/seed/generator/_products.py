"""The 8,872 products: what each cooperative makes, at which price, and since when it is sold."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kernel import identifiers
from kernel.money import allocate
from shared_catalog.catalogue.types import ProductDetails, ProductEntry, Unit
from shared_catalog.registry.types import CooperativeDetails, Names
from shared_catalog.seed import reference, rules
from shared_catalog.seed.generator._attributes import said_of
from shared_catalog.seed.generator._facts import WAVES, Wave, day_between, dice, seeded_id
from shared_catalog.seed.types import CooperativeSeed, ProductSeed

_SMALLEST_RANGE, _LARGEST_RANGE = 12, 40
_FEWEST_CATEGORIES = 4
_MOST_SPECIALITIES = 3

# Three in ten cooperatives are members of GS1 Morocco (prefix 611); the others sell under internal codes.
_WITH_GTIN_OF_TEN = 3

_LARGE_UNITS = {Unit.GRAM: Names("كلغ", "kg", "kg"), Unit.MILLILITRE: Names("لتر", "l", "l")}
_SMALL_UNITS = {
    Unit.GRAM: Names("غ", "g", "g"),
    Unit.MILLILITRE: Names("مل", "ml", "ml"),
    Unit.PIECE: Names("قطعة", "pièces", "pieces"),
}


@dataclass(frozen=True, slots=True)
class _Good:
    """One pack of one variant of a category; `size` is its place among the packs, the smallest first."""

    category: Mapping[str, Any]
    variant: Mapping[str, str]
    unit: Unit
    net_content: int
    size: int
    packed: bool


def products(cooperatives: Sequence[CooperativeSeed]) -> tuple[ProductSeed, ...]:
    """The ranges of all cooperatives, in their order."""
    rolls = dice("ranges")
    weights = [rolls.randrange(_SMALLEST_RANGE, _LARGEST_RANGE) for _ in cooperatives]
    counts = allocate(WAVES[-1].products, weights)
    entries = [
        entry
        for cooperative, count in zip(cooperatives, counts, strict=True)
        for entry in _range(cooperative, count)
    ]
    introduced = _introductions(entries, {each.id: each.joined_on for each in cooperatives})
    return tuple(ProductSeed(entry=entry, introduced_on=introduced[entry.product_id]) for entry in entries)


def _range(cooperative: CooperativeSeed, count: int) -> Iterator[ProductEntry]:
    """`count` different goods of a few categories that suit the cooperative's group and region."""
    rolls = dice("range", cooperative.number)
    details = cooperative.entry.details
    goods = rolls.sample(_makeable(details, count, rolls), count)
    goods.sort(key=lambda good: (good.category["code"], good.variant["fr"], good.net_content))
    level = rolls.randrange(25, 75)
    has_gtin = rolls.randrange(10) < _WITH_GTIN_OF_TEN
    for item, good in enumerate(goods, start=1):
        body = f"6119{cooperative.number:04d}{item:04d}"
        yield ProductEntry(
            product_id=seeded_id("product", cooperative.number, item),
            cooperative_id=cooperative.id,
            details=ProductDetails(
                category_code=good.category["code"],
                names=_names(good),
                descriptions=_descriptions(good, details),
                unit=good.unit,
                net_content=good.net_content,
                packed=good.packed,
                gtin=identifiers.gtin_with_check(body) if has_gtin else "",
                recommended_price_minor=rules.price_at(
                    good.category, net_content=good.net_content, level=_level(good, level, rolls)
                ),
            ),
            attributes=said_of(good.category["code"], good.variant, details),
        )


def _makeable(details: CooperativeDetails, count: int, rolls: random.Random) -> list[_Good]:
    """Goods to choose from: categories are added, specialities of the region first, until there is enough
    choice.
    """
    root = next(root for root in reference.categories() if root["code"] == details.group)
    suited = [row for row in root["children"] if _suits(row["code"], details.region_code)]
    rolls.shuffle(suited)
    specialities = [row for row in suited if reference.goods()[row["code"]]["regions"]][:_MOST_SPECIALITIES]
    chosen: list[_Good] = []
    for position, row in enumerate(specialities + [row for row in suited if row not in specialities]):
        if position >= _FEWEST_CATEGORIES and len(chosen) >= count + count // 3:
            break
        chosen.extend(_goods(row))
    return chosen


def _suits(category_code: str, region_code: str) -> bool:
    regions = reference.goods()[category_code]["regions"]
    return not regions or region_code in regions


def _goods(category: Mapping[str, Any]) -> Iterator[_Good]:
    row = reference.goods()[category["code"]]
    for variant in row["variants"]:
        for size, pack in enumerate(row["packs"]):
            yield _Good(
                category=category,
                variant=variant,
                unit=Unit(pack["unit"]),
                net_content=pack["net_content"],
                size=size,
                packed=row.get("packed", True),
            )


def _names(good: _Good) -> Names:
    if good.unit is Unit.PIECE and good.net_content == 1:
        return Names(ar=good.variant["ar"], fr=good.variant["fr"], en=good.variant["en"])
    content, unit = good.net_content, _SMALL_UNITS[good.unit]
    if content % 1_000 == 0 and good.unit in _LARGE_UNITS:
        content, unit = content // 1_000, _LARGE_UNITS[good.unit]
    return Names(
        ar=f"{good.variant['ar']} - {content} {unit.ar}",
        fr=f"{good.variant['fr']}, {content} {unit.fr}",
        en=f"{good.variant['en']}, {content} {unit.en}",
    )


def _descriptions(good: _Good, maker: CooperativeDetails) -> Names:
    return Names(
        ar=f"{good.variant['ar']}، من إنتاج {maker.names.ar}.",
        fr=f"{good.variant['fr']}. Producteur : {maker.names.fr}.",
        en=f"{good.variant['en']}, made by {maker.names.en}.",
    )


def _level(good: _Good, level: int, rolls: random.Random) -> int:
    """Where a price lies in its range, 0 to 100: the maker's level, a little chance, and the size of the
    pack.

    Bigger packs cost less for what they hold where the range is for an amount, and more where it is for a
    pack.
    """
    by_amount = rules.scale(good.category, net_content=1) != rules.scale(good.category, net_content=2)
    moved = level + rolls.randrange(-15, 16) + (-8 if by_amount else 12) * good.size
    return min(100, max(0, moved))


def _introductions(entries: Sequence[ProductEntry], joined_on: Mapping[UUID, date]) -> Mapping[UUID, date]:
    """The first day of sale of each product: as many by the end of each wave as were published.

    A cooperative brings one product on the day it joins; the rest of a wave is drawn among all that have
    joined.
    """
    rolls = dice("introductions")
    waiting: dict[UUID, list[UUID]] = defaultdict(list)
    for entry in entries:
        waiting[entry.cooperative_id].append(entry.product_id)
    introduced: dict[UUID, date] = {}
    for wave in WAVES:
        for cooperative_id, joined in joined_on.items():
            if wave.since <= joined <= wave.until:
                introduced[waiting[cooperative_id].pop(0)] = joined
        for product_id, joined in _drawn(wave, waiting, joined_on, wave.products - len(introduced), rolls):
            introduced[product_id] = day_between(max(joined, wave.since), wave.until, rolls)
    return introduced


def _drawn(
    wave: Wave,
    waiting: Mapping[UUID, list[UUID]],
    joined_on: Mapping[UUID, date],
    count: int,
    rolls: random.Random,
) -> list[tuple[UUID, date]]:
    """Take `count` of the waiting products whose cooperative has joined, each with its cooperative's day."""
    candidates = [
        (product_id, cooperative_id)
        for cooperative_id, product_ids in waiting.items()
        if joined_on[cooperative_id] <= wave.until
        for product_id in product_ids
    ]
    drawn = rolls.sample(candidates, count)
    for product_id, cooperative_id in drawn:
        waiting[cooperative_id].remove(product_id)
    return [(product_id, joined_on[cooperative_id]) for product_id, cooperative_id in drawn]
