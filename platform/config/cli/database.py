"""`tadamun db`: the embedded server, by hand."""

from typing import Annotated

import typer

from config import embedded
from config.database import address, ensure_database
from config.environment import ENV
from config.errors import ConfigurationError

NOT_RUNNING = 3

app = typer.Typer(name="db", help="The embedded PostgreSQL.", no_args_is_help=True)


@app.command()
def start() -> None:
    """Start the server and keep it running, without users, until `tadamun db stop`."""
    _require_embedded()
    server = embedded.start(ENV.postgres_dir, keep=True)
    ensure_database(ENV)
    typer.echo(f"PostgreSQL runs as process {server.pid} in {server.folder}")


@app.command()
def stop() -> None:
    """Stop the server, whoever uses it."""
    _require_embedded()
    was_running = embedded.stop(ENV.postgres_dir)
    typer.echo("PostgreSQL stopped" if was_running else "PostgreSQL was not running")


@app.command()
def status() -> None:
    """Say whether the server runs and which processes use it; exit code 3 when it does not run."""
    _require_embedded()
    found = embedded.status(ENV.postgres_dir)
    if found.pid is None:
        typer.echo(f"PostgreSQL does not run; its folder is {found.folder}")
        raise typer.Exit(NOT_RUNNING)
    users = ", ".join(map(str, found.users)) or "none"
    kept = "; kept until `tadamun db stop`" if found.kept else ""
    typer.echo(f"PostgreSQL runs as process {found.pid} in {found.folder}; used by processes: {users}{kept}")


@app.command()
def remove(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Stop the server and delete its folder, with all the data in it."""
    _require_embedded()
    folder = embedded.status(ENV.postgres_dir).folder
    if not yes:
        typer.confirm(f"Delete {folder} and all its data?", abort=True)
    embedded.remove(ENV.postgres_dir)


@app.command()
def url() -> None:
    """Print the owner's address of the database, as psql and other clients take it; starts nothing."""
    typer.echo(ENV.database_url or address(ENV).url)


def _require_embedded() -> None:
    if not ENV.embedded:
        raise ConfigurationError(
            "DATABASE_URL names a server of your own, which is not ours to start or stop."
        )
