"""`tadamun serve`: the WSGI server, and the embedded database while it runs."""

from typing import Annotated

import typer

from config.database import ensure_database
from config.environment import ENV

app = typer.Typer()


@app.command()
def serve(
    threads: Annotated[int, typer.Option(min=1, max=64, help="Threads of each process.")] = 4,
) -> None:
    """Serve headquarters and every market until interrupted."""
    # Only the database is held here; each worker process prepares itself in config.wsgi.
    ensure_database(ENV)
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "config.wsgi:application",
        address=ENV.host,
        port=ENV.port,
        interface=Interfaces.WSGI,
        workers=ENV.workers,
        blocking_threads=threads,
        log_enabled=False,
    ).serve()
