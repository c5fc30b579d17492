"""The next sheet of a product: what is said of it by attribute, checked and written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kernel.errors import NotFound
from shared_catalog.catalogue import queries, rules
from shared_catalog.catalogue.models import AttributeSheet, Product
from shared_catalog.catalogue.operations._complete import require_said
from shared_catalog.catalogue.types import AttributeValue


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


def require_sayable(
    *, product: Product, category_code: str, values: Mapping[str, AttributeValue | None]
) -> Mapping[str, Any]:
    """All that would be said of a published product of this category, as it is stored, were these values said
    of it, None for those said no more.

    Raises NotFound, InvalidAttribute, and AttributesMissing where it would lack what the category asks.
    """
    asked = queries.asked_attributes()
    said = {**queries.said_by_attribute(product.id), **checked_values(asked, category_code, values)}
    after = {code: value for code, value in said.items() if value is not None}
    require_said(product.code, asked, category_code, after)
    return after


def next_sheet(
    product: Product, sheet: AttributeSheet | None, after: Mapping[str, Any], *, at: datetime, actor: str
) -> Mapping[str, Any] | None:
    """Write what is said of a product from now on, if the sheet in force says another thing; answers what is
    told of it.
    """
    before: Mapping[str, Any] = sheet.values if sheet else {}
    if after == before:
        return None
    version = sheet.version + 1 if sheet else 1
    AttributeSheet.objects.create(product=product, version=version, values=after, set_at=at, set_by=actor)
    changed = sorted(code for code in {*before, *after} if before.get(code) != after.get(code))
    return {"attributes": changed, "version": version}
