"""`tadamun worker`: the process that turns events into jobs and runs them."""

from typing import Annotated

import typer

from config.environment import ENV
from config.start import start_process

app = typer.Typer()

NOT_ALL_RELAYED = 1


@app.command()
def worker(
    once: Annotated[
        bool, typer.Option("--once", help="Relay every market once, run all due jobs, and exit.")
    ] = False,
) -> None:
    """Turn the markets' events into jobs and run what is due, until SIGTERM. Several may run at once."""
    start_process(ENV, serves=True)
    from config.worker import run_forever, run_once

    if not once:
        run_forever()
    elif not run_once():
        raise typer.Exit(NOT_ALL_RELAYED)
