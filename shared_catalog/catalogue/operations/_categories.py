"""Loading the category tree."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from shared_catalog.catalogue.models import Category
from shared_catalog.catalogue.types import Regime, VatHint
from shared_catalog.registry.types import Loaded
from tenants.events import operations as events

_NAMES = ("name_ar", "name_fr", "name_en")
_COLUMNS = ("parent", "position", "regime", "usual_packs", "vat_hint", *_NAMES)


@transaction.atomic
def load_categories(*, data: Sequence[Mapping[str, Any]], at: datetime) -> Loaded:
    """Write the roots and their `children`; categories already there are brought up to date, none is removed.

    Raises ValueError for a regime or VAT hint that is not one of the known words.
    """
    before = _everything()
    roots = [_root(row, position) for position, row in enumerate(data)]
    leaves = [
        _leaf(row, position, parent=root["code"])
        for root in data
        for position, row in enumerate(root["children"])
    ]
    for level in (roots, leaves):
        Category.objects.bulk_create(
            level, update_conflicts=True, unique_fields=["code"], update_fields=_COLUMNS
        )
    now_there = _everything()
    loaded = Loaded(added=len(now_there) - len(before), present=len(before))
    if now_there != before:
        told = {"added": loaded.added, "present": loaded.present}
        events.append(name="categories.loaded", subject_id="catalogue", payload=told, at=at)
    return loaded


def _everything() -> list[tuple[Any, ...]]:
    return list(Category.objects.order_by("pk").values_list())


def _root(row: Mapping[str, Any], position: int) -> Category:
    return Category(code=row["code"], position=position, **{name: row[name] for name in _NAMES})


def _leaf(row: Mapping[str, Any], position: int, *, parent: str) -> Category:
    return Category(
        code=row["code"],
        parent_id=parent,
        position=position,
        regime=Regime(row["regime"]),
        usual_packs=row["unit"],
        vat_hint=VatHint(row["vat_hint"]),
        **{name: row[name] for name in _NAMES},
    )
