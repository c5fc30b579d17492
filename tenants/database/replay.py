"""The statements that make an empty schema a market's, kept by the process that first ran its migrations.

Between two migrations Django imagines all models anew: ten of the twelve seconds that it takes to make a
market. The statements themselves are the same for every market and name no schema, so the second market of a
process runs them as they are; why this is safe, and when it is not done: docs/decisions/new-markets.md.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

Node = tuple[str, str]
Statement = tuple[str, Any]

# Reading changes nothing, and where a statement runs and what is recorded of it, the replay says itself.
_NOT_KEPT = ("SELECT ", "SHOW ", "SET search_path", "SAVEPOINT ", "RELEASE SAVEPOINT ")
_RECORDS = '"django_migrations"'

_kept: dict[frozenset[Node], Sequence[Statement]] = {}


def is_empty() -> bool:
    """Whether nothing stands in the current schema yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
        )
        return bool(cursor.fetchone()[0])


def is_kept(plan: Sequence[Node]) -> bool:
    """Whether this process once applied just these migrations to an empty schema."""
    return frozenset(plan) in _kept


@contextmanager
def keeping(plan: Sequence[Node]) -> Iterator[None]:
    """Keep what is run meanwhile, which applies `plan` to an empty schema; unless it fails."""
    run: list[Statement] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        assert not many, "the schema editor and RunSQL run one statement at a time"
        if not sql.startswith(_NOT_KEPT) and _RECORDS not in sql:
            run.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield
    _kept[frozenset(plan)] = run


def replay(plan: Sequence[Node]) -> None:
    """Run again what applied `plan` to an empty schema, in the current one, and record it there."""
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    with connection.cursor() as cursor:
        for sql, params in _kept[frozenset(plan)]:
            cursor.execute(sql, params)
    recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in plan)
