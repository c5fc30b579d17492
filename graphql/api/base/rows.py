"""What stood in a row before and after, for the audit: only what changed, and nothing secret.

Rows that are facts, which nobody may change, are not copied: they say themselves what was done. What is
personal, and people's own words, go apart from the rest, and the rest says that they changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Model, OneToOneRel, Q

from kernel.identifiers import mask_rib
from markets import columns as of_markets
from shared_catalog import columns as of_the_nation
from tenants import columns as of_tenants
from tenants.database.grants import rights_of
from tenants.personal.types import KEPT, Content, contents

HIDDEN = "[hidden]"

_COLUMNS = {**of_tenants.COLUMNS, **of_the_nation.COLUMNS, **of_markets.COLUMNS}
_APART = frozenset({*KEPT, Content.PARTY, Content.NOTE})


@dataclass(slots=True)
class Photograph:
    """The columns of a row at one moment, as JSON; `apart` are those that others need not see for ever."""

    facts: dict[str, Any] = field(default_factory=dict)
    sealed: dict[str, bytes] = field(default_factory=dict)
    apart: dict[str, Any] = field(default_factory=dict)


@cache
def content_of(model: type[Model], column: str) -> Content:
    """What a column holds; what is no text is PLAIN."""
    return contents(_COLUMNS, model._meta.label).get(column, Content.PLAIN)


@cache
def is_fact(model: type[Model]) -> bool:
    """Whether nobody who serves requests may change a row of this model."""
    rights = rights_of(model)
    return not any(privilege.startswith("UPDATE") for privilege in (*rights.market, *rights.hq))


def photographed(model: type[Model], where: Q) -> dict[Any, Photograph]:
    """The rows that meet a condition as they stand, by primary key, with what of them is kept apart."""
    rows = model._default_manager.filter(where).select_related(*_kept_apart(model))
    return {row.pk: _photograph(row) for row in rows}


def difference(before: Photograph | None, after: Photograph) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changed: the facts with before and after, and what of it is kept apart. Before is null for a new
    row.
    """
    old = before or Photograph()
    changes = _changed(old.facts, after.facts)
    apart = _changed(old.apart, after.apart)
    sealed = _changed(old.sealed, after.sealed)
    return changes | {name: [HIDDEN, HIDDEN] for name in (*apart, *sealed)}, apart


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value and (before or value not in (None, ""))
    }


def _photograph(row: Model) -> Photograph:
    taken = Photograph()
    _take(row, taken, "")
    for name in _kept_apart(type(row)):
        if (beside := getattr(row, name, None)) is not None:
            _take(beside, taken, f"{name}_")
    return taken


def _take(row: Model, taken: Photograph, prefix: str) -> None:
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if prefix and column.primary_key:
            continue
        content = content_of(type(row), column.name)
        if content is Content.SEALED:
            taken.sealed[column.name] = bytes(value) if isinstance(value, bytes | memoryview) else value
        elif content in _APART:
            taken.apart[prefix + column.name] = _plain(value)
        elif content is Content.ACCOUNT:
            taken.facts[column.name] = mask_rib(value) if value else ""
        elif content is not Content.DERIVED:
            taken.facts[prefix + column.attname] = _plain(value)


def _plain(value: Any) -> Any:
    """A column's value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


@cache
def _kept_apart(model: type[Model]) -> tuple[str, ...]:
    """The one-to-one rows beside a model's that hold what is personal of it."""
    return tuple(
        relation.name
        for relation in model._meta.related_objects
        if isinstance(relation, OneToOneRel) and _is_personal(relation.related_model)
    )


def _is_personal(model: type[Model]) -> bool:
    return not KEPT.keys().isdisjoint(contents(_COLUMNS, model._meta.label).values())
