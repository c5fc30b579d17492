"""Loading the 12 regions and 75 prefectures and provinces."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from kernel.errors import InvalidValue
from shared_catalog.registry.models import Province, Region
from shared_catalog.registry.types import Loaded

_NAMES = ("name_ar", "name_fr", "name_en")


@transaction.atomic
def load_territory(*, data: Mapping[str, Sequence[Mapping[str, Any]]]) -> Loaded:
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
    present = Region.objects.count() + Province.objects.count()
    Region.objects.bulk_create(
        regions, update_conflicts=True, unique_fields=["code"], update_fields=["short", "seat_fr", *_NAMES]
    )
    Province.objects.bulk_create(
        provinces, update_conflicts=True, unique_fields=["code"], update_fields=["region", "kind", *_NAMES]
    )
    return Loaded(added=Region.objects.count() + Province.objects.count() - present, present=present)
