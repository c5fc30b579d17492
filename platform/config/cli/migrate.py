"""`tadamun migrate`: every schema brought up to date."""

import typer

from config.environment import ENV
from config.start import start_process

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Migrate the public schema, then those markets that are behind, and renew all grants that changed."""
    start_process(ENV, network=False)
    from tenants.database import migration
    from tenants.database.session import as_hq
    from tenants.network import queries

    public = migration.migrate_public()
    with as_hq():
        schemas = queries.market_schemas()
    behind = migration.migrate_markets(schemas)
    typer.echo(f"public: {len(public)} applied; {len(behind)} of {len(schemas)} markets were behind")
    for schema, applied in behind.items():
        typer.echo(f"{schema}: {', '.join(f'{app}.{name}' for app, name in applied)}")
