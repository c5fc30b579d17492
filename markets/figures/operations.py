"""Writes of the figures, always the last statements of the transaction whose facts they add up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import connection, models
from django.db.models import F

from markets.figures.models import CategoryDay, CooperativeDay, PeriodTotal, TillDay
from markets.figures.types import CategoryDelta, CooperativeDelta, PeriodFigures, TillDelta

Delta = TillDelta | CooperativeDelta | CategoryDelta


def add(
    *, till: TillDelta | None, cooperatives: Sequence[CooperativeDelta], categories: Sequence[CategoryDelta]
) -> None:
    """Add to the figures of the day, one statement a table.

    Whoever holds a figure makes other sellers of that cooperative or category wait until the transaction
    ends, so this comes last in it; tables and rows are touched in one order by everybody, so that nobody
    waits in a circle.
    """
    _add(TillDay, [till] if till else [])
    _add(CooperativeDay, cooperatives)
    _add(CategoryDay, categories)


def record_period(*, figures: PeriodFigures) -> PeriodTotal:
    """Note what closing a half-month came to, once."""
    return PeriodTotal.objects.create(**asdict(figures))


def add_paid(*, period_id: int, amount_minor: int) -> None:
    """Add a payment, in centimes, to what has been paid of a closed half-month."""
    updated = PeriodTotal.objects.filter(period_id=period_id).update(
        paid_minor=F("paid_minor") + amount_minor
    )
    assert updated == 1, "a payment follows a closing"


def _add(model: type[models.Model], deltas: Sequence[Delta]) -> None:
    if not deltas:
        return
    rows = _merged(deltas)
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    with connection.cursor() as cursor:
        cursor.execute(_upsert(model), [[row[column.attname] for row in rows] for column in columns])


def _merged(deltas: Sequence[Delta]) -> list[dict[str, Any]]:
    """One row a key, since one statement may touch a row only once."""
    merged: dict[tuple[Any, ...], Counter[str]] = {}
    for delta in deltas:
        values = asdict(delta)
        key = tuple((name, values.pop(name)) for name in _KEYS if name in values)
        merged.setdefault(key, Counter()).update(values)
    return [dict(key) | dict(measures) for key, measures in merged.items()]


def _upsert(model: type[models.Model]) -> str:
    """INSERT ... ON CONFLICT that adds each measure to what is there, the rows in the order of the unique
    key.
    """
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    names = [field.column for field in columns]
    key = [name for name in names if name in _KEYS]
    table = model._meta.db_table
    arrays = ", ".join(f"%s::{field.db_type(connection).split('(')[0]}[]" for field in columns)
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in names if name not in key)
    return (
        f"INSERT INTO {table} ({', '.join(names)})"
        f" SELECT * FROM unnest({arrays}) AS delta ({', '.join(names)}) ORDER BY {', '.join(key)}"
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {added}"
    )


_KEYS: Mapping[str, None] = dict.fromkeys(("day", "till_id", "cooperative_id", "category_code"))
