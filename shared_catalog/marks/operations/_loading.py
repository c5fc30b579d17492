"""Loading the marks that are recognised."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shared_catalog.marks.models import Mark
from shared_catalog.marks.types import MarkKind
from shared_catalog.registry.types import Loaded
from tenants.events import operations as events


@transaction.atomic
def load_marks(*, data: Sequence[Mapping[str, Any]], at: datetime) -> Loaded:
    """Write the marks of the reference data; those already there are brought up to date, none is removed.

    Raises ValueError for a kind that is not one of the known words.
    """
    before = list(Mark.objects.order_by("code").values_list())
    Mark.objects.bulk_create(
        [_mark(row) for row in data],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[each.name for each in Mark._meta.fields if each.name != "code"],
    )
    now_there = list(Mark.objects.order_by("code").values_list())
    loaded = Loaded(added=len(now_there) - len(before), present=len(before))
    if now_there != before:
        told = {"added": loaded.added, "present": loaded.present}
        events.append(name="marks.loaded", subject_id="catalogue", payload=told, at=at)
    return loaded


def _mark(row: Mapping[str, Any]) -> Mark:
    until = row.get("recognised_until")
    return Mark(
        code=row["code"],
        kind=MarkKind(row["kind"]),
        name_ar=row["name_ar"],
        name_fr=row["name_fr"],
        name_en=row["name_en"],
        regions=row["regions"],
        categories=row["categories"],
        recognised_until=None if until is None else date.fromisoformat(until),
    )
