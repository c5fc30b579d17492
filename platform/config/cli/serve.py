"""`tadamun serve`: the WSGI server, and the embedded database while it runs."""

from typing import Annotated

import typer

from config.environment import ENV
from config.start import start_process

app = typer.Typer()


@app.command()
def serve(
    threads: Annotated[int, typer.Option(min=1, max=64, help="Threads of each process.")] = 4,
) -> None:
    """Serve headquarters and every market until interrupted."""
    start_process(ENV, serves=True)
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
