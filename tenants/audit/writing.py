"""Writing an entry and what is personal in it, in one statement: it is the last one of most operations."""

from datetime import datetime
from typing import Any

from django.db import connection, models
from psycopg.sql import SQL, Identifier, Placeholder
from psycopg.types.json import Jsonb

from kernel.ids import new_id
from tenants.audit.types import Act, Origin

_WRITE = """
    WITH entry AS (INSERT INTO {entries} ({facts}) VALUES ({said}) RETURNING id)
    INSERT INTO {apart} (entry_id, address, said, reason)
    SELECT entry.id, %(address)s, %(said)s, %(reason)s FROM entry
    RETURNING entry_id
"""


def write(act: Act, origin: Origin, *, entries: type[models.Model], apart: type[models.Model]) -> Any:
    """Add an entry, in the transaction of what it records; returns its id."""
    assert connection.in_atomic_block, "what was done and its entry are there together, or neither is"
    said = columns_of(act, origin)
    personal = {name: said.pop(name) for name in ("address", "said", "reason")}
    personal["said"], said["changes"] = Jsonb(personal["said"]), Jsonb(said["changes"])
    facts: dict[str, Any] = {"id": new_id(), **said, "object_key": act.object_key}
    statement = SQL(_WRITE).format(
        entries=Identifier(entries._meta.db_table),
        apart=Identifier(apart._meta.db_table),
        facts=SQL(", ").join(map(Identifier, facts)),
        said=SQL(", ").join(map(Placeholder, facts)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, facts | personal)
        return cursor.fetchone()[0]


def columns_of(act: Act, origin: Origin) -> dict[str, Any]:
    """An entry's columns and those of what is personal in it, but for its id and the key of its object."""
    return {
        "at": origin.at,
        "kind": act.kind.value,
        "action": act.action,
        "outcome": act.outcome.value,
        "code": act.code,
        "actor": origin.actor,
        "through": origin.through,
        "roles": origin.roles,
        "scope": origin.scope,
        "object_type": act.object_type,
        "changes": dict(act.changes),
        "request_id": origin.request_id[:64],
        "address": origin.address[:45],
        "said": dict(act.personal),
        "reason": act.reason,
    }


def emptied(apart: "models.QuerySet[Any]", *, before: datetime, now: datetime) -> int:
    """Empty what is personal in entries of before an instant; returns of how many."""
    over = apart.filter(forgotten_at__isnull=True, entry__at__lt=before)
    return over.update(address="", said={}, reason="", forgotten_at=now)
