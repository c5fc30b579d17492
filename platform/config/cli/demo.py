"""`tadamun demo`: the main job. The network from nothing to serving, with the trade of the Oasis market."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from config.cli.history import REFUSED, progress
from config.environment import ENV
from config.start import start_process
from kernel.clock import now

if TYPE_CHECKING:
    from config.demo.job import Outcome

app = typer.Typer()

UNSOUND = 1
_WIDTH_OF_A_FILE = 120


@app.command()
def demo(
    full: Annotated[
        bool, typer.Option("--full", help="The real number of tickets: the same as --scale 1.")
    ] = False,
    scale: Annotated[int, typer.Option(min=1, max=100_000, help="Print one ticket in so many.")] = 20,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop after the report.")] = False,
) -> None:
    """Make the network of four markets with its history, report on it, and serve it. Exit code 1 when the
    books do not add up.

    What an earlier run did is found and not done again, also after a crash.
    """
    from config.cli.serve import check_port, serve

    if not no_serve:
        check_port(ENV.host, ENV.port)
    start_process(ENV, network=False)
    from config.demo import job, report, welcome
    from markets.history.refusals import HistoryRefused
    from tenants.database.session import close_connections

    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH_OF_A_FILE)
    try:
        with progress() as bars:
            outcome = job.run(scale=1 if full else scale, tickets=ENV.data_dir / "demo", clock=now, bars=bars)
    except HistoryRefused as refused:
        for refusal in refused.refusals:
            typer.echo(str(refusal), err=True)
        raise typer.Exit(REFUSED) from None
    report.show(outcome.report, console)
    _say_what_changed(outcome, console)
    if not outcome.report.sound:
        raise typer.Exit(UNSOUND)
    welcome.show(welcome.issue_tokens(clock=now), console)
    close_connections()
    if not no_serve:
        serve(threads=4)


def _say_what_changed(outcome: "Outcome", console: Console) -> None:
    rows = sum(outcome.after.values())
    if outcome.unchanged:
        console.print(f"Everything was there: {rows:,} rows before this run, the same {rows:,} after it.")
    else:
        added = rows - sum(outcome.before.values())
        console.print(f"{added:,} rows were added; there are {rows:,} now. A second run adds none.")
