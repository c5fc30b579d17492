"""Saying what the label and the customer must know of a product, attribute by attribute."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel.versions import require_version
from shared_catalog.catalogue import queries
from shared_catalog.catalogue.models import Attribute, AttributeDemand, Product
from shared_catalog.catalogue.operations._products import locked, reopened, tell
from shared_catalog.catalogue.operations._sheets import checked_values, next_sheet
from shared_catalog.catalogue.types import AttributeType, AttributeValue
from shared_catalog.registry.types import Loaded
from tenants.events import operations as events


@transaction.atomic
def set_attributes(
    *,
    product_id: UUID,
    values: Mapping[str, AttributeValue | None],
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> Product:
    """Say these attributes of a draft, or of a rejected product, which is a draft again; None says one no
    more, others stay. What is said already is returned as it is; otherwise its sheet has a new version. A
    published one is changed by `shared_catalog.moderation`.

    Raises NotFound for a product or an attribute, InvalidAttribute, WrongProductStep for one that is no
    draft, and VersionConflict when its sheet is another version than the one expected (0 before the first).
    """
    product = locked(product_id=product_id)
    sheet = queries.attribute_sheets([product_id]).get(product_id)
    before: Mapping[str, Any] = sheet.values if sheet else {}
    said = {**before, **checked_values(queries.asked_attributes(), product.category_id, values)}
    after = {code: value for code, value in said.items() if value is not None}
    if after == before:
        return product
    require_version(expected=expected_version, current=sheet.version if sheet else 0)
    product = reopened(product, at=at, actor=actor)
    told = next_sheet(product, sheet, after, at=at, actor=actor)
    if told is not None:
        tell("attributes_set", product, at, **told)
    return product


@transaction.atomic
def load_attributes(*, data: Mapping[str, Sequence[Mapping[str, Any]]], at: datetime) -> Loaded:
    """Write the `attributes` of the reference data and the `demands` of categories for them; those already
    there are brought up to date, none is removed.

    Raises ValueError for a type that is not one of the known words.
    """
    before = _everything()
    rows = [_attribute(row, position) for position, row in enumerate(data["attributes"])]
    Attribute.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[each.name for each in Attribute._meta.fields if each.name != "code"],
    )
    demands = [
        AttributeDemand(category_id=row["category"], attribute_id=row["attribute"], required=row["required"])
        for row in data["demands"]
    ]
    AttributeDemand.objects.bulk_create(
        demands,
        update_conflicts=True,
        unique_fields=["category", "attribute"],
        update_fields=["required"],
    )
    now_there = _everything()
    loaded = Loaded(added=len(now_there) - len(before), present=len(before))
    if now_there != before:
        told = {"added": loaded.added, "present": loaded.present}
        events.append(name="attributes.loaded", subject_id="catalogue", payload=told, at=at)
    return loaded


def _everything() -> list[tuple[Any, ...]]:
    definitions = Attribute.objects.order_by("code").values_list()
    demands = AttributeDemand.objects.order_by("category", "attribute")
    return [*definitions, *demands.values_list("category", "attribute", "required")]


def _attribute(row: Mapping[str, Any], position: int) -> Attribute:
    return Attribute(
        code=row["code"],
        position=position,
        name_ar=row["name_ar"],
        name_fr=row["name_fr"],
        name_en=row["name_en"],
        type=AttributeType(row["type"]),
        unit=row.get("unit", ""),
        least=row.get("least", 0),
        most=row.get("most", 0),
        choices=row.get("choices", []),
        label_critical=row["label_critical"],
    )
