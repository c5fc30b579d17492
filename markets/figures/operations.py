"""Writes of the figures, always the last statements of the transaction whose facts they add up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from markets.figures.models import PayoutTotal, PeriodTotal
from markets.figures.types import CategoryDelta, CooperativeDelta, PayoutFigure, PeriodFigures, TillDelta

_ADD_PAID = """
    WITH locked AS (
        SELECT total.id, delta.amount_minor
        FROM figures_payout AS total
        JOIN unnest(%s::uuid[], %s::bigint[]) AS delta (cooperative_id, amount_minor) USING (cooperative_id)
        WHERE total.period_id = %s
        ORDER BY total.cooperative_id FOR UPDATE OF total
    )
    UPDATE figures_payout SET paid_minor = figures_payout.paid_minor + locked.amount_minor
    FROM locked WHERE locked.id = figures_payout.id
"""

Delta = TillDelta | CooperativeDelta | CategoryDelta


def add(
    *, till: TillDelta | None, cooperatives: Sequence[CooperativeDelta], categories: Sequence[CategoryDelta]
) -> None:
    """Add to the figures of the day, one statement a table.

    Whoever holds a figure makes other sellers of that cooperative or category wait until the transaction
    ends, so this comes last in it; tables and rows are touched in one order by everybody, so that nobody
    waits in a circle.
    """
    _add("figures_till_day", "till_id", "uuid", [till] if till else [])
    _add("figures_cooperative_day", "cooperative_id", "uuid", cooperatives)
    _add("figures_category_day", "category_code", "text", categories)


def record_period(*, figures: PeriodFigures) -> PeriodTotal:
    """Note what closing a half-month came to, once."""
    return PeriodTotal.objects.create(**asdict(figures))


def add_paid(*, period_id: int, amount_minor: int) -> None:
    """Add a payment, in centimes, to what has been paid of a closed half-month."""
    total = PeriodTotal.objects.filter(period_id=period_id)
    updated = total.update(paid_minor=F("paid_minor") + amount_minor)
    assert updated == 1, "a payment follows a closing"


def record_payouts(*, rows: Sequence[PayoutFigure]) -> None:
    """Note what a half-month came to for each of its cooperatives, once, when it is sealed."""
    ordered = sorted(rows, key=lambda row: (row.period_id, row.cooperative_id))
    PayoutTotal.objects.bulk_create([PayoutTotal(**asdict(row)) for row in ordered], batch_size=1_000)


def add_paid_to(*, period_id: int, amounts: Mapping[UUID, int]) -> None:
    """Add payments, in centimes by cooperative, to what has been paid of a sealed half-month; negative where
    the money came back.

    The rows are locked in the order of the unique key, so that nobody waits in a circle. More than was
    payable, or less than nothing, is refused by the table.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ADD_PAID, [list(amounts), list(amounts.values()), period_id])
        assert cursor.rowcount == len(amounts), "a payment follows a closing"


def _add(table: str, subject: str, subject_type: str, deltas: Sequence[Delta]) -> None:
    if not deltas:
        return
    measures = [field.name for field in fields(deltas[0]) if field.name not in ("day", subject)]
    merged = _merged(deltas, subject)
    columns: list[list[Any]] = [[day for day, _ in merged], [key for _, key in merged]]
    columns += [[counted[measure] for counted in merged.values()] for measure in measures]
    with connection.cursor() as cursor:
        cursor.execute(_upsert(table, subject, subject_type, measures), columns)


def _merged(deltas: Sequence[Delta], subject: str) -> dict[tuple[date, UUID | str], Counter[str]]:
    """The measures by key, added up where a key comes twice: one statement may touch a row only once."""
    merged: dict[tuple[date, UUID | str], Counter[str]] = {}
    for delta in deltas:
        values = {field.name: getattr(delta, field.name) for field in fields(delta)}
        key = (values.pop("day"), values.pop(subject))
        merged.setdefault(key, Counter()).update(values)
    return merged


def _upsert(table: str, subject: str, subject_type: str, measures: Sequence[str]) -> str:
    """INSERT ... ON CONFLICT that adds each measure to what is there, rows in the order of the unique key."""
    names = ", ".join(("day", subject, *measures))
    arrays = ", ".join(("%s::date[]", f"%s::{subject_type}[]", *["%s::bigint[]"] * len(measures)))
    added = ", ".join(f"{measure} = {table}.{measure} + excluded.{measure}" for measure in measures)
    return f"""
        INSERT INTO {table} ({names})
        SELECT * FROM unnest({arrays}) AS delta ({names})
        ORDER BY day, {subject}
        ON CONFLICT (day, {subject}) DO UPDATE SET {added}
    """
