"""Saying what the label and the customer must know of a product, attribute by attribute."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel.errors import NotFound
from kernel.versions import require_version
from shared_catalog.catalogue import queries, rules
from shared_catalog.catalogue.models import Attribute, AttributeDemand, AttributeSheet, Product
from shared_catalog.catalogue.operations._complete import require_said
from shared_catalog.catalogue.operations._products import WrongProductStep, locked, tell
from shared_catalog.catalogue.types import AttributeType, AttributeValue, ProductStatus
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
    """Say these attributes of a product, None to say one no more; others stay. What is said already is
    returned as it is; otherwise its sheet has a new version.

    Raises NotFound for a product or an attribute, InvalidAttribute, WrongProductStep for a retired product,
    VersionConflict when its sheet is another version than the one expected (0 before the first), and
    AttributesMissing where an approved product would lack what its category asks.
    """
    product = locked(product_id=product_id)
    if product.status == ProductStatus.RETIRED:
        raise WrongProductStep(product=product.code, status=product.status, step="set attributes")
    asked = queries.asked_attributes()
    sheet = queries.attribute_sheets([product_id]).get(product_id)
    before: Mapping[str, Any] = sheet.values if sheet else {}
    after = {**before, **checked_values(asked, product.category_id, values)}
    after = {code: value for code, value in after.items() if value is not None}
    if after == before:
        return product
    version = sheet.version if sheet else 0
    require_version(expected=expected_version, current=version)
    if product.status == ProductStatus.PUBLISHED:
        require_said(product.code, asked, product.category_id, after)
    AttributeSheet.objects.create(product=product, version=version + 1, values=after, set_at=at, set_by=actor)
    changed = sorted(code for code in {*before, *after} if before.get(code) != after.get(code))
    tell("attributes_set", product, at, attributes=changed, version=version + 1)
    return product


def checked_values(
    asked: queries.Asked, category_code: str, values: Mapping[str, AttributeValue | None]
) -> dict[str, Any]:
    """The values as they are stored, None for those said no more. Raises NotFound, InvalidAttribute."""
    allowed, found = asked.of(category_code), dict[str, Any]()
    for code, value in values.items():
        definition = asked.definitions.get(code)
        if definition is None:
            raise NotFound(kind="attribute", id=code)
        if value is None:
            found[code] = None
        elif code not in allowed:
            reason = "not asked of goods of this category"
            raise rules.InvalidAttribute(attribute=code, reason=reason)
        else:
            found[code] = rules.as_json(rules.checked_attribute(definition, value))
    return found


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
