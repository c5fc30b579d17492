"""Loading the 12 regions and 75 prefectures and provinces."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from kernel.errors import InvalidValue
from shared_catalog.registry.models import Province, Region
from shared_catalog.registry.types import Loaded
from tenants.events import operations as events

_NAMES = ("name_ar", "name_fr", "name_en")


@transaction.atomic
def load_territory(*, data: Mapping[str, Sequence[Mapping[str, Any]]], at: datetime) -> Loaded:
    """Write `data["regions"]` and `data["provinces"]`; names already there are brought up to date.

    Raises InvalidValue when a province names a region that is not in the data.
    """
    regions = [
        Region(
            code=row["code"],
            short=row["short"],
            seat_fr=row["capital_fr"],
            **{name: row[name] for name in _NAMES},
        )
        for row in data["regions"]
    ]
    known = {region.code for region in regions}
    for row in data["provinces"]:
        if row["region"] not in known:
            raise InvalidValue(field="region", reason=f"{row['code']} lies in an unknown region")
    provinces = [
        Province(
            code=row["code"],
            region_id=row["region"],
            kind=row["type"],
            **{name: row[name] for name in _NAMES},
        )
        for row in data["provinces"]
    ]
    before = _everything()
    Region.objects.bulk_create(
        regions, update_conflicts=True, unique_fields=["code"], update_fields=["short", "seat_fr", *_NAMES]
    )
    Province.objects.bulk_create(
        provinces, update_conflicts=True, unique_fields=["code"], update_fields=["region", "kind", *_NAMES]
    )
    now_there = _everything()
    loaded = Loaded(added=len(now_there) - len(before), present=len(before))
    if now_there != before:
        told = {"added": loaded.added, "present": loaded.present}
        events.append(name="territory.loaded", subject_id="registry", payload=told, at=at)
    return loaded


def _everything() -> list[tuple[Any, ...]]:
    return [*Region.objects.order_by("pk").values_list(), *Province.objects.order_by("pk").values_list()]
