"""From the `rights` declared on models to GRANT statements and row-level security, and back from PostgreSQL's
catalogue.

`apply` is idempotent: it takes everything away and gives what is declared, in the caller's transaction, so a
privilege that nobody declares does not survive a migration. Third-party tables are declared in `THIRD_PARTY`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import md5
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model
from psycopg.sql import SQL, Composable, Identifier, Literal

from tenants.database.logins import GATE, HQ, PUBLIC_SCHEMA, WORKER, LoginKind, market_role, markets_group
from tenants.database.rights import Rights
from tenants.database.roles import execute, logins

Granted = frozenset[tuple[LoginKind, str, str]]
"""(login, table, privilege); a column privilege reads `UPDATE(position)`."""

NO_RIGHTS = Rights()
THIRD_PARTY: Mapping[str, Rights] = {
    "django_migrations": NO_RIGHTS,
    "django_content_type": NO_RIGHTS,
    # Headquarters' pages for people, and what OAuth's library keeps; a code or token that is used up is
    # deleted.
    **dict.fromkeys(
        (
            "django_session",
            "oauth2_provider_accesstoken",
            "oauth2_provider_grant",
            "oauth2_provider_refreshtoken",
        ),
        Rights(hq=("SELECT", "INSERT", "UPDATE", "DELETE")),
    ),
    # Kinds of tokens that are not given. Deleting an access token looks whether one of these leads to it.
    "oauth2_provider_idtoken": Rights(hq=("SELECT",)),
    "oauth2_provider_devicegrant": NO_RIGHTS,
}
_JOB_TABLE_RIGHTS = Rights(worker=("SELECT", "INSERT", "UPDATE", "DELETE"))


class UndeclaredRights(Exception):
    """A model says nothing about who may touch its table."""


def rights_of(model: type[Model]) -> Rights:
    """What `model` declares; for a library's table, what we declare. Raises UndeclaredRights."""
    declared = model.__dict__.get("rights")
    if isinstance(declared, Rights):
        return declared
    table = model._meta.db_table
    if table in THIRD_PARTY:
        return THIRD_PARTY[table]
    if table.startswith("procrastinate_"):
        return _JOB_TABLE_RIGHTS
    raise UndeclaredRights(f"{model._meta.label} declares no rights: add `rights = Rights(...)`")


def models_of(*, public: bool) -> list[type[Model]]:
    """The models of the public schema or of a market's, unmanaged ones too: procrastinate's are."""
    names = set(settings.SHARED_APPS if public else settings.TENANT_APPS)
    return [
        model
        for config in apps.get_app_configs()
        if config.name in names
        for model in config.get_models(include_auto_created=True)
        if not model._meta.proxy
    ]


def declared(*, public: bool) -> Granted:
    """What the models of one schema say, table by table."""
    found: set[tuple[LoginKind, str, str]] = set()
    for model in models_of(public=public):
        for kind, privileges in _by_login(rights_of(model)).items():
            found.update((kind, model._meta.db_table, privilege) for privilege in privileges)
    return frozenset(found)


def apply_public() -> None:
    """Grant what the public schema's models declare, and set their row-level security."""
    database = logins().database
    receivers = {
        LoginKind.GATE: GATE.role(database),
        LoginKind.HQ: HQ.role(database),
        LoginKind.WORKER: WORKER.role(database),
        LoginKind.MARKET: markets_group(database),
    }
    _revoke_all(PUBLIC_SCHEMA, receivers.values())
    _grant(PUBLIC_SCHEMA, receivers, declared(public=True))
    for model in models_of(public=True):
        _set_row_security(model._meta.db_table, rights_of(model).market_rows)
    execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC")
    execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}", Identifier(receivers[LoginKind.WORKER]))


def apply_market(schema: str) -> None:
    """Grant what a market's models declare to its own login and, for figures, to headquarters."""
    database = logins().database
    receivers = {
        LoginKind.MARKET: market_role(database, schema),
        LoginKind.HQ: HQ.role(database),
        LoginKind.GATE: GATE.role(database),
        LoginKind.WORKER: WORKER.role(database),
    }
    _revoke_all(schema, receivers.values())
    granted = declared(public=False)
    for kind in {kind for kind, _, _ in granted} | {LoginKind.MARKET}:
        execute("GRANT USAGE ON SCHEMA {} TO {}", Identifier(schema), Identifier(receivers[kind]))
    _grant(schema, receivers, granted)
    # A market's functions do what its login may do anyway, and nobody else's business is in its schema.
    execute(
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {} TO {}",
        Identifier(schema),
        Identifier(receivers[LoginKind.MARKET]),
    )
    # What a later migration creates is readable and appendable at once; UPDATE and DELETE are given table by
    # table.
    execute(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT SELECT, INSERT ON TABLES TO {}",
        Identifier(schema),
        Identifier(receivers[LoginKind.MARKET]),
    )


def in_catalogue(schema: str) -> Granted:
    """What PostgreSQL really grants on the tables of `schema`, in the form of `declared`."""
    database = logins().database
    names = {
        GATE.role(database): LoginKind.GATE,
        HQ.role(database): LoginKind.HQ,
        WORKER.role(database): LoginKind.WORKER,
        markets_group(database): LoginKind.MARKET,
        market_role(database, schema): LoginKind.MARKET,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CATALOGUE_GRANTS, {"schema": schema})
        rows = cursor.fetchall()
    return frozenset((names[role], table, privilege) for role, table, privilege in rows if role in names)


def differing(schemas: Sequence[str]) -> set[str]:
    """Those markets' schemas on whose tables PostgreSQL grants something else than the models declare: one
    look at the catalogue for all of them, which compares digests.
    """
    database = logins().database
    given: dict[str, Any] = {
        "schemas": list(schemas),
        "roles": [GATE.role(database), HQ.role(database), WORKER.role(database), markets_group(database)],
        "kinds": [LoginKind.GATE, LoginKind.HQ, LoginKind.WORKER, LoginKind.MARKET],
        "market": LoginKind.MARKET,
        "prefix": market_role(database, ""),
    }
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS_DIGESTS, given)
        found = dict(cursor.fetchall())
    spelt = sorted(" ".join(grant) for grant in declared(public=False))
    wanted = md5("\n".join(spelt).encode(), usedforsecurity=False).hexdigest()
    return {schema for schema in schemas if found.get(schema) != wanted}


# Column grants are listed beside table grants; PUBLIC would show as role 0 and must not appear at all.
_CATALOGUE_GRANTS = """
    SELECT coalesce(r.rolname, 'PUBLIC'), c.relname, a.privilege_type
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
     WHERE n.nspname = %(schema)s AND c.relkind IN ('r', 'p', 'v', 'm')
    UNION ALL
    SELECT coalesce(r.rolname, 'PUBLIC'), c.relname, a.privilege_type || '(' || t.attname || ')'
      FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL aclexplode(t.attacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
     WHERE n.nspname = %(schema)s AND c.relkind IN ('r', 'p', 'v', 'm')
"""


_GRANTS_DIGESTS = """
    WITH tables AS MATERIALIZED (
        SELECT c.oid, n.nspname, c.relname, c.relacl
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = ANY (%(schemas)s) AND c.relkind IN ('r', 'p', 'v', 'm')
    ), granted AS (
        SELECT nspname, relname, a.grantee, a.privilege_type AS privilege
          FROM tables CROSS JOIN LATERAL aclexplode(relacl) a
        UNION ALL
        SELECT nspname, relname, a.grantee, a.privilege_type || '(' || t.attname || ')'
          FROM tables JOIN pg_attribute t ON t.attrelid = tables.oid AND t.attacl IS NOT NULL
          CROSS JOIN LATERAL aclexplode(t.attacl) a
    ), told AS (
        SELECT DISTINCT nspname,
               coalesce(known.kind, %(market)s) || ' ' || relname || ' ' || privilege AS line
          FROM granted JOIN pg_roles r ON r.oid = granted.grantee
          LEFT JOIN unnest(%(roles)s::text[], %(kinds)s::text[]) AS known (role, kind)
            ON known.role = r.rolname
         WHERE known.kind IS NOT NULL OR r.rolname = %(prefix)s || nspname
    )
    SELECT nspname, md5(string_agg(line, E'\\n' ORDER BY line COLLATE "C")) FROM told GROUP BY nspname
"""


def _by_login(rights: Rights) -> dict[LoginKind, tuple[str, ...]]:
    return {
        LoginKind.MARKET: rights.market,
        LoginKind.HQ: rights.hq,
        LoginKind.GATE: rights.gate,
        LoginKind.WORKER: rights.worker,
    }


def _revoke_all(schema: str, roles: Iterable[str]) -> None:
    for role in roles:
        for things in ("TABLES", "SEQUENCES"):
            execute(
                f"REVOKE ALL ON ALL {things} IN SCHEMA {{}} FROM {{}}", Identifier(schema), Identifier(role)
            )


def _grant(schema: str, receivers: Mapping[LoginKind, str], granted: Granted) -> None:
    tables_by_privilege: dict[tuple[LoginKind, str], list[str]] = defaultdict(list)
    for kind, table, privilege in granted:
        tables_by_privilege[kind, privilege].append(table)
    for (kind, privilege), tables in sorted(tables_by_privilege.items()):
        word, _, column = privilege.partition("(")
        wanted = SQL("{} ({})").format(SQL(word), Identifier(column.rstrip(")"))) if column else SQL(word)
        names = SQL(", ").join(Identifier(schema, table) for table in sorted(tables))
        execute("GRANT {} ON {} TO {}", wanted, names, Identifier(receivers[kind]))
    for kind in {kind for kind, _, privilege in granted if privilege == "INSERT"}:
        execute(
            "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {} TO {}", Identifier(schema), Identifier(receivers[kind])
        )


def _set_row_security(table: str, market_rows: str | None) -> None:
    """Market logins see the rows that `market_rows` says; the network's logins see all. None: no row-level
    security.
    """
    name = Identifier(PUBLIC_SCHEMA, table)
    for policy in ("own_market", "network"):
        execute("DROP POLICY IF EXISTS {} ON {}", Identifier(policy), name)
    if market_rows is None:
        execute("ALTER TABLE {} DISABLE ROW LEVEL SECURITY", name)
        return
    database = logins().database
    network: Composable = SQL(", ").join(Identifier(login.role(database)) for login in (GATE, HQ, WORKER))
    # current_user has collation "C"; without the default collation the condition could not use an index
    # (measured).
    own_schema = SQL('substr(current_user::text, {}) collate "default"').format(
        Literal(len(market_role(database, "")) + 1)
    )
    condition = SQL(market_rows).format(schema=own_schema)
    execute("ALTER TABLE {} ENABLE ROW LEVEL SECURITY", name)
    execute(
        "CREATE POLICY own_market ON {} TO {} USING ({}) WITH CHECK ({})",
        name,
        Identifier(markets_group(database)),
        condition,
        condition,
    )
    execute("CREATE POLICY network ON {} TO {} USING (true) WITH CHECK (true)", name, network)
