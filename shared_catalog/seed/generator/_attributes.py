"""What made-up goods say of themselves: as their category usually does, and what their name gives away."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from shared_catalog.catalogue.types import AttributeValue, Span
from shared_catalog.registry.types import CooperativeDetails, Names
from shared_catalog.seed import reference

_HARVEST = Span(date(2020, 6, 1), date(2020, 11, 30))


def said_of(
    category_code: str, variant: Mapping[str, str], maker: CooperativeDetails
) -> Mapping[str, AttributeValue]:
    """All that the category of the goods asks of them."""
    usual = reference.attributes()["usual"][category_code]
    if "inci" in usual:
        return {"inci": usual["inci"], "pao": usual["pao"], "batch": True}
    said: dict[str, AttributeValue] = {
        "ingredients": _ingredients(variant, usual.get("more")),
        "allergens": tuple(sorted({*usual["allergens"], *_allergens(variant["fr"].lower())})),
        "origin": _origin(maker.region_code),
        "storage": usual["storage"],
        "shelf_life": usual["shelf_life"],
        "lot_tracking": True,
    }
    if "grade" in usual:
        said |= {"grade": usual["grade"], "variety": variant["fr"], "harvest": _HARVEST}
    return said


def _ingredients(variant: Mapping[str, str], more: Mapping[str, str] | None) -> Names:
    rest = more or {"ar": "", "fr": "", "en": ""}
    return Names(
        ar="، ".join(filter(None, (variant["ar"], rest["ar"]))),
        fr=", ".join(filter(None, (variant["fr"], rest["fr"]))),
        en=", ".join(filter(None, (variant["en"], rest["en"]))),
    )


@cache
def _allergens(name: str) -> frozenset[str]:
    words: Mapping[str, str] = reference.attributes()["allergens_by_word"]
    return frozenset(allergen for word, allergen in words.items() if word in name)


@cache
def _origin(region_code: str) -> Names:
    regions: list[Mapping[str, Any]] = reference.territory()["regions"]
    region = next(row for row in regions if row["code"] == region_code)
    return Names(
        ar=f"المغرب، {region['name_ar']}",
        fr=f"Maroc, {region['name_fr']}",
        en=f"Morocco, {region['name_en']}",
    )
