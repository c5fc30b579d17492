"""Taking all rows out of a market's tables, as the owner: for a market whose data is nobody's."""

from collections.abc import Collection

from psycopg.sql import SQL, Identifier, Literal

from tenants.database import grants, roles


def empty_market(schema: str, *, keep: Collection[str]) -> None:
    """Empty the tables of a market's schema but those of the apps `keep` (labels), in the transaction of the
    owner. Numbers go on where they were, so that no id ever means something else.

    Fails where a table that is kept refers to one that is emptied. Raises django.db.OperationalError when
    somebody holds a table longer than the logins' lock_timeout.
    """
    tables = [
        model._meta.db_table for model in grants.models_of(public=False) if model._meta.app_label not in keep
    ]
    # Whoever trades there meanwhile waits behind this, so this must not wait for long itself.
    roles.execute("SET LOCAL lock_timeout = {}", Literal(roles.LOCK_TIMEOUT))
    roles.execute("TRUNCATE {}", SQL(", ").join(Identifier(schema, table) for table in sorted(tables)))
